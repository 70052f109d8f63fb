/** An IPv4 or IPv6 address as an integer. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

const MAX_TEXT_LENGTH = 64;
const GROUPS = 8;

/**
 * Parses an address as Go's `net.ParseIP`: no zones, no leading zeros in IPv4. An IPv4 address that is written as IPv6
 * (`::ffff:1.2.3.4`) is IPv4 unless `keepMapped`.
 */
export function parseAddress(text: string, { keepMapped = false } = {}): Address | undefined {
  if (text.length > MAX_TEXT_LENGTH) return undefined;
  if (!text.includes(':')) {
    const value = parseV4(text);
    return value === undefined ? undefined : { bits: 32, value };
  }
  const value = parseV6(text);
  if (value === undefined) return undefined;
  return !keepMapped && value >> 32n === 0xffffn ? { bits: 32, value: value & 0xffffffffn } : { bits: 128, value };
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const left = groupsOf(halves[0]!, halves.length === 1);
  const right = halves.length === 1 ? [] : groupsOf(halves[1]!, true);
  if (left === undefined || right === undefined) return undefined;
  const missing = GROUPS - left.length - right.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  let value = 0n;
  for (const group of [...left, ...Array.from({ length: missing }, () => 0), ...right]) {
    value = (value << 16n) | BigInt(group);
  }
  return value;
}

/** Groups of 16 bits; the last two may be an IPv4 address when nothing follows. */
function groupsOf(text: string, isLast: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (part.includes('.')) {
      const v4 = isLast && i === parts.length - 1 ? parseV4(part) : undefined;
      if (v4 === undefined) return undefined;
      groups.push(Number(v4 >> 16n), Number(v4 & 0xffffn));
      continue;
    }
    if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined;
    groups.push(Number.parseInt(part, 16));
  }
  return groups;
}

/** The text of an address in its canonical form (RFC 5952). */
export function addressText({ bits, value }: Address): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
  const groups = Array.from({ length: GROUPS }, (_, i) => (value >> BigInt(16 * (GROUPS - 1 - i))) & 0xffffn);
  const { start, length } = longestZeros(groups);
  const text = (some: readonly bigint[]): string => some.map((group) => group.toString(16)).join(':');
  return length < 2 ? text(groups) : `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

function longestZeros(groups: readonly bigint[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let i = 0; i <= groups.length; i++) {
    if (groups[i] === 0n) continue;
    if (i - start > best.length) best = { start, length: i - start };
    start = i + 1;
  }
  return best;
}

import { RegoError } from '../../errors.ts';
import { numberFromInteger } from '../../value/big-number.ts';
import { RegoObject } from '../../value/rego-object.ts';
import type { Value } from '../../value/value.ts';
import type { Builtin, BuiltinFunction } from '../builtin.ts';

/** From the start of the Gregorian calendar, which versions 1 and 2 count from, to 1970, in steps of 100 ns. */
const GREGORIAN_OFFSET = 122_192_928_000_000_000n;
const DOMAINS = ['Person', 'Group', 'Org'] as const;

const rfc4122: BuiltinFunction = ([key], context) => {
  const memoKey = `uuid.rfc4122 ${key as string}`;
  const known = context.memo.get(memoKey);
  if (typeof known === 'string') return known;
  const random = context.capabilities.randomBytes;
  if (random === undefined) throw new RegoError('capability_denied', 'uuid.rfc4122 is not allowed');
  const bytes = Uint8Array.from(random(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  context.memo.set(memoKey, uuid);
  return uuid;
};

const HYPHENATED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The 16 bytes of a UUID in one of the forms that are in use: plain, `urn:uuid:`, in braces, without hyphens. */
function bytesOf(text: string): Buffer | undefined {
  let hex = text;
  if (text.length === 45 && /^urn:uuid:/i.test(text)) hex = text.slice(9);
  if (text.length === 38) hex = text.slice(1, 37);
  if (text.length === 32 && /^[0-9a-f]{32}$/i.test(text)) return Buffer.from(text, 'hex');
  return HYPHENATED.test(hex) ? Buffer.from(hex.replaceAll('-', ''), 'hex') : undefined;
}

const parse: BuiltinFunction = ([operand]) => {
  const bytes = bytesOf(operand as string);
  if (bytes === undefined) return undefined;
  const version = bytes[6]! >> 4;
  const entries: [Value, Value][] = [
    ['version', version],
    ['variant', variantOf(bytes[8]!)],
  ];
  if (version === 1 || version === 2) entries.push(...timeParts(bytes, version));
  return RegoObject.from(entries);
};

function variantOf(byte: number): string {
  if ((byte & 0xc0) === 0x80) return 'RFC4122';
  if ((byte & 0xe0) === 0xc0) return 'Microsoft';
  return (byte & 0xe0) === 0xe0 ? 'Future' : 'Reserved';
}

function timeParts(bytes: Buffer, version: 1 | 2): [Value, Value][] {
  const low = BigInt(bytes.readUInt32BE(0));
  const high = (BigInt(bytes.readUInt16BE(6) & 0x0fff) << 48n) | (BigInt(bytes.readUInt16BE(4)) << 32n);
  const node = [...bytes.subarray(10)].map((byte) => byte.toString(16).padStart(2, '0'));
  const parts: [Value, Value][] = [
    ['time', numberFromInteger(BigInt.asIntN(64, ((high | low) - GREGORIAN_OFFSET) * 100n))!],
    ['nodeid', node.join('-')],
    ['macvariables', `${bytes[10]! & 2 ? 'local' : 'global'}:${bytes[10]! & 1 ? 'multicast' : 'unicast'}`],
    ['clocksequence', bytes.readUInt16BE(8) & 0x3fff],
  ];
  if (version === 2) {
    parts.push(['id', Number(low)], ['domain', DOMAINS[bytes[9]!] ?? `Domain${bytes[9]!}`]);
  }
  return parts;
}

/** The builtins of OPA's category "uuid". */
export const uuidBuiltins: readonly Builtin[] = [
  { name: 'uuid.rfc4122', args: ['string'], result: 'string', deterministic: false, run: rfc4122 },
  { name: 'uuid.parse', args: ['string'], result: 'object', deterministic: true, run: parse },
];

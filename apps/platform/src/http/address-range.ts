import { BlockList, isIP } from 'node:net';

const BITS = { 4: 32, 6: 128 } as const;
const FAMILY = { 4: 'ipv4', 6: 'ipv6' } as const;
/** An IPv4 address as sockets that listen on both families show it. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** An address with its family, IPv4 in its own form; undefined when it is none. */
function parseAddress(text: string): { address: string; version: 4 | 6 } | undefined {
  const address = MAPPED.exec(text)?.[1] ?? text;
  const version = isIP(address);
  // A zone index names an interface of one machine, not an address.
  return version === 0 || address.includes('%') ? undefined : { address, version: version as 4 | 6 };
}

function parseRange(text: string): { address: string; version: 4 | 6; prefix: number } | undefined {
  const [start = '', length, ...more] = text.split('/');
  const parsed = parseAddress(start);
  if (!parsed || more.length > 0) return undefined;
  const bits = BITS[parsed.version];
  if (length === undefined) return { ...parsed, prefix: bits };
  const prefix = Number(length);
  return /^\d{1,3}$/.test(length) && prefix <= bits ? { ...parsed, prefix } : undefined;
}

/** Whether a text is an IP address or a range in CIDR notation (RFC 4632, RFC 4291 2.3). */
export function isAddressRange(text: string): boolean {
  return parseRange(text) !== undefined;
}

/** An IP address in one spelling, so that it can be compared; undefined when the text is none. */
export function plainAddress(text: string): string | undefined {
  return parseAddress(text)?.address;
}

/**
 * Makes a test whether an address lies in one of the ranges.
 *
 * @throws TypeError for a text that is no range
 */
export function addressMatcher(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const parsed = parseRange(range);
    if (!parsed) throw new TypeError(`not an address range: ${range}`);
    list.addSubnet(parsed.address, parsed.prefix, FAMILY[parsed.version]);
  }
  return (text) => {
    const parsed = parseAddress(text);
    return parsed !== undefined && list.check(parsed.address, FAMILY[parsed.version]);
  };
}

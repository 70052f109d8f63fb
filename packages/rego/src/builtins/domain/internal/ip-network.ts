import { parseAddress, type Address } from './ip-address.ts';

/** A range of addresses with a common prefix. */
export interface Network {
  /** Lowest address. */
  readonly first: Address;
  /** Length of the prefix within the bits of the family. */
  readonly prefix: number;
}

/** Bits below the prefix `::ffff:0:0/96` of IPv4 addresses that are written as IPv6. */
const MAPPED_PREFIX_BITS = 96;

/** Parses `address/length`. IPv4 networks that are written as IPv6 (`::ffff:10.0.0.0/104`) are IPv4 networks. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash), { keepMapped: true });
  const length = text.slice(slash + 1);
  if (address === undefined || !/^\d{1,3}$/.test(length) || Number(length) > address.bits) return undefined;
  return networkOf(address, Number(length));
}

/** The network of an address: its bits after the prefix are cleared. */
export function networkOf(address: Address, prefix: number): Network {
  const hostBits = BigInt(address.bits - prefix);
  const value = (address.value >> hostBits) << hostBits;
  if (address.bits === 128 && value >> 32n === 0xffffn) {
    return { first: { bits: 32, value: value & 0xffffffffn }, prefix: prefix - MAPPED_PREFIX_BITS };
  }
  return { first: { bits: address.bits, value }, prefix };
}

/** Highest address of a network. */
export function lastAddress({ first, prefix }: Network): Address {
  return { bits: first.bits, value: first.value + (1n << BigInt(first.bits - prefix)) - 1n };
}

export function containsAddress(network: Network, address: Address): boolean {
  const { first, prefix } = network;
  if (first.bits !== address.bits) return false;
  const hostBits = BigInt(first.bits - prefix);
  return first.value >> hostBits === address.value >> hostBits;
}

export function containsNetwork(outer: Network, inner: Network): boolean {
  return inner.prefix >= outer.prefix && containsAddress(outer, inner.first);
}

/** The fewest networks that cover the addresses from `first` to `last` and no other. */
export function networksBetween(first: Address, last: Address): Network[] {
  const networks: Network[] = [];
  let value = first.value;
  while (value <= last.value) {
    let size = 0;
    while (size < first.bits && fits(value, size + 1, last.value)) size++;
    networks.push({ first: { bits: first.bits, value }, prefix: first.bits - size });
    value += 1n << BigInt(size);
  }
  return networks;
}

/** Whether a network of `2 ** size` addresses may begin at a value. */
function fits(value: bigint, size: number, last: bigint): boolean {
  const count = 1n << BigInt(size);
  return (value & (count - 1n)) === 0n && value + count - 1n <= last;
}

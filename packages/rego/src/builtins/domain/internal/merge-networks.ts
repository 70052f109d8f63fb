import { addressText, type Address } from './ip-address.ts';
import { lastAddress, networksBetween, type Network } from './ip-network.ts';

/** A network as it was given: `address` may have bits after its prefix, which a network that stays alone keeps. */
export interface GivenNetwork {
  readonly network: Network;
  readonly address: Address;
}

interface Range {
  readonly first: Address;
  readonly last: Address;
  /** The text of a network that was not merged with another. */
  readonly alone: string | undefined;
}

/** Merges networks that overlap or touch; gives the fewest networks of the same addresses as text. */
export function mergeNetworks(given: readonly GivenNetwork[]): string[] {
  const ranges = given
    .map(({ network, address }) => ({
      first: network.first,
      last: lastAddress(network),
      alone: `${addressText(address)}/${network.prefix}`,
    }))
    .sort((a, b) => compare(a.last, b.last) || compare(a.first, b.first));
  const merged: Range[] = [];
  for (const range of ranges.reverse()) {
    const above = merged.at(-1);
    if (above === undefined || !touches(range, above)) {
      merged.push(range);
      continue;
    }
    const first = compare(range.first, above.first) < 0 ? range.first : above.first;
    const mixed = first.bits !== above.last.bits;
    merged[merged.length - 1] = {
      first: mixed ? asV6(first) : first,
      last: mixed ? asV6(above.last) : above.last,
      alone: undefined,
    };
  }
  return merged.flatMap(({ first, last, alone }) =>
    alone === undefined
      ? networksBetween(first, last).map((network) => `${addressText(network.first)}/${network.prefix}`)
      : [alone],
  );
}

/** Networks of one family touch when nothing is between them; those of two only when one contains the other. */
function touches(below: Range, above: Range): boolean {
  if (below.last.bits === above.first.bits) return above.first.value <= below.last.value + 1n;
  return asV6(above.first).value <= asV6(below.last).value;
}

/** IPv4 addresses stand among the others at `::ffff:0:0/96`. */
function asV6(address: Address): Address {
  return address.bits === 128 ? address : { bits: 128, value: (0xffffn << 32n) | address.value };
}

function compare(a: Address, b: Address): number {
  const [x, y] = [asV6(a).value, asV6(b).value];
  return x < y ? -1 : Number(x > y);
}

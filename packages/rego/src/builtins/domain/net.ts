import { RegoError } from '../../errors.ts';
import { RegoObject } from '../../value/rego-object.ts';
import { RegoSet, SetBuilder } from '../../value/rego-set.ts';
import { typeName } from '../../value/type-name.ts';
import { isArray, type Value } from '../../value/value.ts';
import type { Builtin, BuiltinFunction } from '../builtin.ts';
import { builtinError, operandError } from '../operand-error.ts';
import { addressText, parseAddress, type Address } from './internal/ip-address.ts';
import {
  containsAddress,
  containsNetwork,
  lastAddress,
  networkOf,
  parseNetwork,
  type Network,
} from './internal/ip-network.ts';
import { mergeNetworks, type GivenNetwork } from './internal/merge-networks.ts';

/** Most addresses that `net.cidr_expand` lists. */
const MAX_EXPANDED_ADDRESSES = 1 << 22;

function networkOperand(name: string, operand: Value): Network {
  if (typeof operand !== 'string') throw operandError(name, 1, `must be string but got ${typeName(operand)}`);
  const network = parseNetwork(operand);
  if (network === undefined) throw builtinError(name, `invalid CIDR address: ${operand}`);
  return network;
}

/** What `net.cidr_contains` looks for: an address or a network. */
type Target = { readonly address: Address } | { readonly network: Network };

function targetOperand(name: string, operand: Value): Target {
  if (typeof operand !== 'string') throw operandError(name, 1, `must be string but got ${typeName(operand)}`);
  const address = parseAddress(operand);
  if (address !== undefined) return { address };
  const network = parseNetwork(operand);
  if (network !== undefined) return { network };
  throw builtinError(name, `not a valid textual representation of an IP address or CIDR: ${operand}`);
}

function contains(network: Network, target: Target): boolean {
  return 'address' in target ? containsAddress(network, target.address) : containsNetwork(network, target.network);
}

const cidrContains = (name: string): BuiltinFunction => {
  return ([network, target]) => contains(networkOperand(name, network!), targetOperand(name, target!));
};

const cidrIntersects: BuiltinFunction = ([first, second]) => {
  const a = networkOperand('net.cidr_intersects', first!);
  const b = networkOperand('net.cidr_intersects', second!);
  return containsAddress(a, b.first) || containsAddress(b, a.first);
};

const MATCHES = 'net.cidr_contains_matches';

/** An element to match with the key or index that stands for it in the result. */
interface Candidate {
  readonly text: Value;
  readonly key: Value;
}

function candidates(operand: Value, position: number): Candidate[] {
  if (typeof operand === 'string') return [{ text: operand, key: operand }];
  const textOf = (element: Value): Value => {
    const text = isArray(element) ? element[0] : element;
    if (text === undefined || (typeof element !== 'string' && !isArray(element))) {
      throw builtinError(MATCHES, `operand ${position}: element must be string or non-empty array`);
    }
    return text;
  };
  if (isArray(operand)) return operand.map((element, key) => ({ text: textOf(element), key }));
  if (operand instanceof RegoSet) return operand.items.map((element) => ({ text: textOf(element), key: element }));
  if (!(operand instanceof RegoObject)) return [];
  return operand.keys.map((key, i) => ({ text: textOf(operand.values[i]!), key }));
}

const cidrContainsMatches: BuiltinFunction = ([first, second], context) => {
  const left = candidates(first!, 1);
  const right = left.length === 0 ? [] : candidates(second!, 2);
  context.charge(left.length * right.length);
  const targets: (Target | undefined)[] = [];
  const matches = new SetBuilder();
  for (const { text, key } of left) {
    const network = right.length === 0 ? undefined : networkOperand('net.cidr_contains', text);
    for (const [i, candidate] of right.entries()) {
      const target = (targets[i] ??= targetOperand('net.cidr_contains', candidate.text));
      if (contains(network!, target)) matches.add([key, candidate.key]);
    }
  }
  return matches.build();
};

const cidrExpand: BuiltinFunction = ([operand], context) => {
  const network = networkOperand('net.cidr_expand', operand!);
  const count = Number(lastAddress(network).value - network.first.value) + 1;
  if (count > MAX_EXPANDED_ADDRESSES) {
    throw new RegoError('budget_exceeded', `net.cidr_expand: more than ${MAX_EXPANDED_ADDRESSES} addresses`);
  }
  context.charge(count * 2);
  const { bits, value } = network.first;
  return RegoSet.from(Array.from({ length: count }, (_, i) => addressText({ bits, value: value + BigInt(i) })));
};

const cidrIsValid: BuiltinFunction = ([operand]) => typeof operand === 'string' && parseNetwork(operand) !== undefined;

const cidrMerge: BuiltinFunction = ([operand], context) => {
  const elements = isArray(operand!) ? operand : (operand as RegoSet).items;
  context.charge(elements.length);
  return RegoSet.from(mergeNetworks(elements.map(givenNetwork)));
};

function givenNetwork(element: Value): GivenNetwork {
  const name = 'net.cidr_merge';
  if (typeof element !== 'string') throw builtinError(name, 'element must be string');
  const address = parseAddress(element);
  if (address === undefined) {
    const network = networkOperand(name, element);
    return { network, address: network.first };
  }
  if (address.bits === 128) throw builtinError(name, 'IPv6 invalid: needs prefix length');
  return { network: networkOf(address, classPrefix(address)), address };
}

/** An address without a prefix stands for its network of the old classes A, B and C. */
function classPrefix({ value }: Address): number {
  const byte = Number(value >> 24n);
  if (byte < 0x80) return 8;
  return byte < 0xc0 ? 16 : 24;
}

const lookupIpAddr: BuiltinFunction = ([operand], context) => {
  const name = 'net.lookup_ip_addr';
  const lookup = context.capabilities.lookupIpAddress;
  if (lookup === undefined) throw new RegoError('capability_denied', `${name} is not allowed`);
  const key = `${name} ${operand as string}`;
  const known = context.memo.get(key);
  if (known instanceof RegoSet) return known;
  let addresses: RegoSet;
  try {
    addresses = RegoSet.from(lookup(operand as string));
  } catch (cause) {
    throw cause instanceof RegoError ? cause : builtinError(name, `lookup ${operand as string}: no such host`);
  }
  context.memo.set(key, addresses);
  return addresses;
};

const MATCHABLE = ['string', 'array', 'set', 'object'] as const;

/** The builtins of OPA's category "net". */
export const netBuiltins: readonly Builtin[] = [
  {
    name: 'net.cidr_contains',
    args: ['string', 'string'],
    result: 'boolean',
    deterministic: true,
    run: cidrContains('net.cidr_contains'),
  },
  // OPA's old name of the same.
  {
    name: 'net.cidr_overlap',
    args: ['string', 'string'],
    result: 'boolean',
    deterministic: true,
    run: cidrContains('net.cidr_overlap'),
  },
  {
    name: 'net.cidr_intersects',
    args: ['string', 'string'],
    result: 'boolean',
    deterministic: true,
    run: cidrIntersects,
  },
  { name: MATCHES, args: [MATCHABLE, MATCHABLE], result: 'set', deterministic: true, run: cidrContainsMatches },
  { name: 'net.cidr_expand', args: ['string'], result: 'set', deterministic: true, run: cidrExpand },
  { name: 'net.cidr_is_valid', args: ['any'], result: 'boolean', deterministic: true, run: cidrIsValid },
  { name: 'net.cidr_merge', args: [['array', 'set']], result: 'set', deterministic: true, run: cidrMerge },
  { name: 'net.lookup_ip_addr', args: ['string'], result: 'set', deterministic: false, run: lookupIpAddr },
];

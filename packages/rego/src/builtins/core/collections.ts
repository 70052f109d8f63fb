import type { RegoNumber } from '../../value/big-number.ts';
import { compareValues, equalValues } from '../../value/compare.ts';
import { addNumbers, multiplyNumbers } from '../../value/decimal-arithmetic.ts';
import { RegoObject } from '../../value/rego-object.ts';
import { RegoSet, SetBuilder } from '../../value/rego-set.ts';
import { isSet, typeName } from '../../value/type-name.ts';
import { isArray, isNumber, type TypeName, type Value } from '../../value/value.ts';
import type { Builtin } from '../builtin.ts';
import { operandError } from '../operand-error.ts';
import { row } from '../row.ts';
import { integerOperand, numberResult } from './numbers.ts';

/** Elements of an array or set, in order. */
export function itemsOf(value: Value): readonly Value[] {
  return isSet(value) ? value.items : (value as readonly Value[]);
}

const COLLECTION: readonly TypeName[] = ['array', 'set'];

function numbersOf(builtin: string, value: Value): readonly RegoNumber[] {
  return itemsOf(value).map((item) => {
    if (isNumber(item)) return item;
    throw operandError(
      builtin,
      1,
      `must be ${typeName(value)} of numbers but got ${typeName(value)} containing ${typeName(item)}`,
    );
  });
}

function fold(
  name: string,
  first: RegoNumber,
  step: (a: RegoNumber, b: RegoNumber) => RegoNumber | undefined,
): Builtin {
  return row(name, [COLLECTION], 'number', ([value]) => {
    let result: RegoNumber | undefined = first;
    for (const item of numbersOf(name, value!)) result = result === undefined ? undefined : step(result, item);
    return numberResult(name, result);
  });
}

function extreme(name: string, sign: number): Builtin {
  return row(name, [COLLECTION], 'any', ([value]) => {
    let best: Value | undefined;
    for (const item of itemsOf(value!)) if (best === undefined || compareValues(item, best) * sign > 0) best = item;
    return best;
  });
}

function sizeOf(value: Value): number {
  if (typeof value === 'string') return Array.from(value).length;
  if (value instanceof RegoObject || value instanceof RegoSet) return value.size;
  return (value as readonly Value[]).length;
}

function comparison(name: string, holds: (order: number) => boolean): Builtin {
  return row(name, ['any', 'any'], 'boolean', ([a, b]) => holds(compareValues(a!, b!)));
}

function slice(items: readonly Value[], from: bigint, to: bigint): Value {
  const size = BigInt(items.length);
  const clamp = (at: bigint): bigint => (at < 0n ? 0n : at > size ? size : at);
  const [start, end] = [clamp(from), clamp(to)];
  return end <= start ? [] : items.slice(Number(start), Number(end));
}

function flatten(items: readonly Value[]): Value[] {
  return items.flatMap((item) => (typeof item === 'object' && item !== null && isArray(item) ? item : [item]));
}

function unionOfSets(value: Value): RegoSet {
  const builder = new SetBuilder();
  for (const item of setsOf('union', value)) for (const element of item.items) builder.add(element);
  return builder.build();
}

function intersectionOfSets(value: Value): RegoSet {
  const [first, ...rest] = setsOf('intersection', value);
  if (first === undefined) return RegoSet.EMPTY;
  return RegoSet.from(first.items.filter((item) => rest.every((set) => set.has(item))));
}

function setsOf(builtin: string, value: Value): readonly RegoSet[] {
  return (value as RegoSet).items.map((item) => {
    if (isSet(item)) return item;
    throw operandError(builtin, 1, `must be set of sets but got set containing ${typeName(item)}`);
  });
}

function isMember(item: Value, collection: Value): boolean {
  if (isSet(collection)) return collection.has(item);
  if (collection instanceof RegoObject) return collection.values.some((value) => equalValues(value, item));
  return typeof collection === 'object' && collection !== null && isArray(collection)
    ? collection.some((value) => equalValues(value, item))
    : false;
}

function isMemberAt(key: Value, item: Value, collection: Value): boolean {
  if (isSet(collection)) return equalValues(key, item) && collection.has(item);
  if (collection instanceof RegoObject) {
    const found = collection.get(key);
    return found !== undefined && equalValues(found, item);
  }
  if (typeof collection !== 'object' || collection === null || !isArray(collection)) return false;
  const found = typeof key === 'number' ? collection[key] : undefined;
  return found !== undefined && equalValues(found, item);
}

/** Aggregates, comparisons, sets, arrays, membership and types. */
export const collectionBuiltins: readonly Builtin[] = [
  row('count', [['array', 'object', 'set', 'string']], 'number', ([value]) => sizeOf(value!)),
  fold('sum', 0, addNumbers),
  fold('product', 1, multiplyNumbers),
  extreme('max', 1),
  extreme('min', -1),
  row('sort', [COLLECTION], 'array', ([value]) => itemsOf(value!).toSorted(compareValues)),
  row('all', [COLLECTION], 'boolean', ([value]) => itemsOf(value!).every((item) => item === true)),
  row('any', [COLLECTION], 'boolean', ([value]) => itemsOf(value!).includes(true)),
  comparison('equal', (order) => order === 0),
  comparison('neq', (order) => order !== 0),
  comparison('lt', (order) => order < 0),
  comparison('lte', (order) => order <= 0),
  comparison('gt', (order) => order > 0),
  comparison('gte', (order) => order >= 0),
  row('and', ['set', 'set'], 'set', ([a, b]) =>
    RegoSet.from((a as RegoSet).items.filter((item) => (b as RegoSet).has(item))),
  ),
  row('or', ['set', 'set'], 'set', ([a, b]) => RegoSet.from([...(a as RegoSet).items, ...(b as RegoSet).items])),
  row('set_diff', ['set', 'set'], 'set', ([a, b]) =>
    RegoSet.from((a as RegoSet).items.filter((item) => !(b as RegoSet).has(item))),
  ),
  row('union', ['set'], 'set', ([sets]) => unionOfSets(sets!)),
  row('intersection', ['set'], 'set', ([sets]) => intersectionOfSets(sets!)),
  row('array.concat', ['array', 'array'], 'array', ([a, b]) => [...itemsOf(a!), ...itemsOf(b!)]),
  row('array.flatten', ['array'], 'array', ([items]) => flatten(itemsOf(items!))),
  row('array.reverse', ['array'], 'array', ([items]) => itemsOf(items!).toReversed()),
  row('array.slice', ['array', 'number', 'number'], 'array', ([items, from, to]) =>
    slice(itemsOf(items!), integerOperand('array.slice', 2, from!), integerOperand('array.slice', 3, to!)),
  ),
  row('internal.member_2', ['any', 'any'], 'boolean', ([item, collection]) => isMember(item!, collection!)),
  row('internal.member_3', ['any', 'any', 'any'], 'boolean', ([key, item, collection]) =>
    isMemberAt(key!, item!, collection!),
  ),
  row('type_name', ['any'], 'string', ([value]) => typeName(value!)),
  ...(['array', 'boolean', 'null', 'number', 'object', 'set', 'string'] as const).map((type) =>
    row(`is_${type}`, ['any'], 'boolean', ([value]) => typeName(value!) === type),
  ),
  ...(['array', 'boolean', 'null', 'object', 'set', 'string'] as const).map((type) =>
    row(`cast_${type}`, ['any'], type, ([value]) => {
      const found = typeName(value!);
      if (type === 'array' && found === 'set') return itemsOf(value!);
      if (type === 'set' && found === 'array') return RegoSet.from(itemsOf(value!));
      if (found === type) return value;
      throw operandError(`cast_${type}`, 1, `must be ${type} but got ${found}`);
    }),
  ),
];

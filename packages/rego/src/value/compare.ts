import { BigNumber, compareNumbers } from './big-number.ts';
import { RegoObject } from './rego-object.ts';
import { RegoSet } from './rego-set.ts';
import { isArray, type Value } from './value.ts';

const RANK = { null: 0, boolean: 1, number: 2, string: 3, array: 4, object: 5, set: 6 } as const;

/** Rank of a type in OPA's order: null, booleans, numbers, strings, arrays, objects, sets. */
function rankOf(value: Value): number {
  if (typeof value === 'string') return RANK.string;
  if (typeof value === 'number') return RANK.number;
  if (typeof value === 'boolean') return RANK.boolean;
  if (value === null) return RANK.null;
  if (isArray(value)) return RANK.array;
  if (value instanceof RegoObject) return RANK.object;
  return value instanceof BigNumber ? RANK.number : RANK.set;
}

/** Total order of values as in OPA: negative, zero, positive. */
export function compareValues(a: Value, b: Value): number {
  if (a === b) return 0;
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const rank = rankOf(a);
  const other = rankOf(b);
  if (rank !== other) return rank - other;
  if (isArray(a)) return compareLists(a, b as readonly Value[]);
  if (a instanceof RegoObject) return compareObjects(a, b as RegoObject);
  if (a instanceof RegoSet) return compareLists(a.items, (b as RegoSet).items);
  if (typeof a === 'boolean') return Number(a) - Number(b);
  return compareNumbers(a as number | BigNumber, b as number | BigNumber);
}

/** True when two values are the same. */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return compareValues(a, b) === 0;
}

/** Order of code points, which is also the order of UTF-8 bytes; JavaScript's own order is that of UTF-16. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const surrogates = Number(isSurrogate(x)) - Number(isSurrogate(y));
    return surrogates !== 0 ? surrogates : x - y;
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above every other code unit. */
function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compareValues(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareObjects(a: RegoObject, b: RegoObject): number {
  const length = Math.min(a.size, b.size);
  for (let i = 0; i < length; i++) {
    const keys = compareValues(a.keys[i]!, b.keys[i]!);
    if (keys !== 0) return keys;
    const values = compareValues(a.values[i]!, b.values[i]!);
    if (values !== 0) return values;
  }
  return a.size - b.size;
}

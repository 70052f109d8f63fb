import { RegoError } from '../errors.ts';
import { BigNumber } from '../value/big-number.ts';
import { RegoObject } from '../value/rego-object.ts';
import { isArray, type Value } from '../value/value.ts';
import type { Frame } from './frame.ts';

/**
 * Largest weight of a collection that a plan builds. A few statements that put a value twice into the next one make a value
 * which needs little memory and takes for ever to print or to compare.
 */
export const MAX_VALUE_WEIGHT = 10_000_000;

/** Characters that weigh as much as one element. */
const CHARACTERS_PER_UNIT = 16;

/** Weights of collections: they never change. */
const known = new WeakMap<object, number>();

/** Elements of a value at every depth, each as often as it is reached, and its text. */
export function weight(value: Value): number {
  if (typeof value === 'string') return 1 + Math.floor(value.length / CHARACTERS_PER_UNIT);
  if (typeof value !== 'object' || value === null || value instanceof BigNumber) return 1;
  const found = known.get(value);
  if (found !== undefined) return found;
  let sum = 1;
  if (isArray(value)) for (const item of value) sum += weight(item);
  else if (value instanceof RegoObject) for (const [key, item] of value) sum += weight(key) + weight(item);
  else for (const item of value) sum += weight(item);
  known.set(value, sum);
  return sum;
}

/** Notes the weight of a collection, which its parts gave. */
export function setWeight(value: Value, sum: number): void {
  if (typeof value === 'object' && value !== null) known.set(value, sum);
}

/** Pays for work that goes through all of a value: comparing it, or making it a key. @throws RegoError `budget_exceeded` */
export function pay(frame: Frame, value: Value): void {
  frame.run.context.run.budget.charge(weight(value));
}

/** The weight of a collection with one more part. @throws RegoError `budget_exceeded` */
export function addWeight(sum: number, part: Value): number {
  const next = sum + weight(part);
  if (next > MAX_VALUE_WEIGHT) throw new RegoError('budget_exceeded', 'a value is too large');
  return next;
}

import { BigNumber } from './big-number.ts';
import type { RegoObject } from './rego-object.ts';
import type { RegoSet } from './rego-set.ts';

/** A value without parts. */
export type Scalar = null | boolean | number | BigNumber | string;

/** Any value of Rego. Values are immutable once they are built; JavaScript's `undefined` is Rego's undefined. */
export type Value = Scalar | readonly Value[] | RegoObject | RegoSet;

/** Names of the types, as OPA prints them. */
export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' | 'set';

/** True for an array of Rego. */
export function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** True for a number of either representation. */
export function isNumber(value: Value): value is number | BigNumber {
  return typeof value === 'number' || value instanceof BigNumber;
}

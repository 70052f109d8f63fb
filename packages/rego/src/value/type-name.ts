import { BigNumber } from './big-number.ts';
import { RegoObject } from './rego-object.ts';
import { RegoSet } from './rego-set.ts';
import { isArray, type TypeName, type Value } from './value.ts';

/** Name of the type of a value, as OPA prints it. */
export function typeName(value: Value): TypeName {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || value instanceof BigNumber) return 'number';
  if (typeof value === 'string') return 'string';
  if (isArray(value)) return 'array';
  return value instanceof RegoSet ? 'set' : 'object';
}

/** True for an object of Rego. */
export function isObject(value: Value): value is RegoObject {
  return value instanceof RegoObject;
}

/** True for a set of Rego. */
export function isSet(value: Value): value is RegoSet {
  return value instanceof RegoSet;
}

import { RegoObject } from '../value/rego-object.ts';
import { RegoSet } from '../value/rego-set.ts';
import { isArray, type Value } from '../value/value.ts';
import type { Context } from './context.ts';

/** One step of a reference into a value: member, element by index, or element of a set. */
export function lookup(value: Value | undefined, key: Value | undefined): Value | undefined {
  if (value instanceof RegoObject) return key === undefined ? undefined : value.get(key);
  if (value === undefined || key === undefined || typeof value !== 'object' || value === null) return undefined;
  if (isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  return value instanceof RegoSet && value.has(key) ? key : undefined;
}

/** Calls `visit` with each key and value of a collection, in order, until it gives true. Others have no elements. */
export function iterate(
  context: Context,
  value: Value | undefined,
  visit: (key: Value, value: Value) => boolean,
): boolean {
  const { budget } = context.run;
  if (value instanceof RegoObject) {
    const { keys, values } = value;
    for (let i = 0; i < keys.length; i++) {
      budget.tick();
      if (visit(keys[i]!, values[i]!)) return true;
    }
  } else if (value instanceof RegoSet) {
    for (const item of value.items) {
      budget.tick();
      if (visit(item, item)) return true;
    }
  } else if (value !== undefined && typeof value === 'object' && value !== null && isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      budget.tick();
      if (visit(i, value[i]!)) return true;
    }
  }
  return false;
}

import { BigNumber, numberText } from './big-number.ts';
import { RegoObject } from './rego-object.ts';
import { isArray, type Value } from './value.ts';

/** A value in Rego's own syntax, as OPA prints terms: members and elements in order, `set()` for the empty set. */
export function canonicalText(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || value instanceof BigNumber) return numberText(value);
  if (isArray(value)) return `[${value.map(canonicalText).join(', ')}]`;
  if (value instanceof RegoObject) {
    return `{${value.keys.map((key, i) => `${canonicalText(key)}: ${canonicalText(value.values[i]!)}`).join(', ')}}`;
  }
  return value.size === 0 ? 'set()' : `{${value.items.map(canonicalText).join(', ')}}`;
}

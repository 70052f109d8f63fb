import { boundedText } from './bounded-text.ts';
import { BigNumber, numberText } from './big-number.ts';
import { RegoObject } from './rego-object.ts';
import { isArray, type Value } from './value.ts';

/**
 * A value in Rego's own syntax, as OPA prints terms: members and elements in order, `set()` for the empty set.
 *
 * @throws RegoError `budget_exceeded` beyond 16 Mi characters
 */
export function canonicalText(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || value instanceof BigNumber) return numberText(value);
  if (isArray(value)) return boundedText(`[${value.map(canonicalText).join(', ')}]`);
  if (value instanceof RegoObject) {
    const members = value.keys.map((key, i) => `${canonicalText(key)}: ${canonicalText(value.values[i]!)}`);
    return boundedText(`{${members.join(', ')}}`);
  }
  return value.size === 0 ? 'set()' : boundedText(`{${value.items.map(canonicalText).join(', ')}}`);
}

import { BigNumber } from './big-number.ts';
import { canonicalText } from './canonical-text.ts';
import type { Value } from './value.ts';

/** What a `Map` of JavaScript tells values apart by: scalars stand for themselves, composite values are their text. */
export type HashKey = string | number | boolean | null;

const MARK = 0;

/** The key of a value. Equal values have equal keys, others have not. */
export function hashKey(value: Value): HashKey {
  if (typeof value === 'string') return value.charCodeAt(0) === MARK ? `\u0000s${value}` : value;
  if (typeof value !== 'object' || value === null) return value;
  return value instanceof BigNumber ? `\u0000n${value.toString()}` : `\u0000c${canonicalText(value)}`;
}

import { RegoError, type Location } from '../errors.ts';
import { canonicalText } from '../value/canonical-text.ts';
import type { RegoSet } from '../value/rego-set.ts';

/** Text of an interpolated string. Each part that is no text has at most one value; none prints as `<undefined>`. */
export function templateText(parts: readonly (string | RegoSet)[], location: Location): string {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    if (part.size > 1) {
      throw new RegoError('eval_conflict_error', 'string interpolation must not produce multiple outputs', {
        location,
      });
    }
    const value = part.items[0];
    text += value === undefined ? '<undefined>' : typeof value === 'string' ? value : canonicalText(value);
  }
  return text;
}

import { z } from 'zod';
import { defineOperator } from './operator.ts';

/** Most characters that a mask may leave at either end. */
export const MAX_MASK_KEPT_CHARS = 16;
/** A mask hides at least this share of a value; a shorter value is masked whole. A card's first 6 and last 4 pass from 15 digits. */
export const MIN_MASKED_SHARE = 1 / 3;

const SIGNIFICANT = /[\p{L}\p{N}\p{M}\p{Cs}]/u;

/** Replaces characters by a mask character and leaves some at the ends, so that people recognise what they know: `**** 4242`. */
export const mask = defineOperator({
  schema: z.strictObject({
    operator: z.literal('mask'),
    keepFirst: z.int().min(0).max(MAX_MASK_KEPT_CHARS).default(0),
    keepLast: z.int().min(0).max(MAX_MASK_KEPT_CHARS).default(4),
    character: z
      .string()
      .refine((text) => Array.from(text).length === 1 && text.isWellFormed(), 'one character')
      .default('*'),
    /** Leaves spaces and punctuation standing, and counts only letters and digits. */
    keepSeparators: z.boolean().default(true),
  }),
  apply({ value }, options) {
    // By code point, so that no pair is torn.
    const characters = Array.from(value);
    const counts = (character: string): boolean => !options.keepSeparators || SIGNIFICANT.test(character);
    const total = characters.filter(counts).length;
    const kept = options.keepFirst + options.keepLast;
    const showEnds = total - kept >= total * MIN_MASKED_SHARE;
    // A value of separators alone has nothing that a mask would hide.
    if (total === 0) return options.character.repeat(characters.length);
    let seen = 0;
    return characters
      .map((character) => {
        if (!counts(character)) return character;
        const index = seen++;
        return showEnds && (index < options.keepFirst || index >= total - options.keepLast)
          ? character
          : options.character;
      })
      .join('');
  },
});

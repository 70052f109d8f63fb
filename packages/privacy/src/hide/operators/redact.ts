import { z } from 'zod';
import { defineOperator } from './operator.ts';

/** Longest fixed text, in UTF-16 code units. */
export const MAX_REDACT_TEXT_CHARS = 64;

/** Puts a fixed text in the value's place, or the type as `<PERSON>`. */
export const redact = defineOperator({
  schema: z.strictObject({ operator: z.literal('redact'), text: z.string().max(MAX_REDACT_TEXT_CHARS).optional() }),
  apply: ({ type }, { text }) => text ?? `<${type}>`,
});

import { z } from 'zod';
import { defineOperator } from './operator.ts';

/** Leaves the value as it is: found, listed, not hidden. */
export const keep = defineOperator({
  schema: z.strictObject({ operator: z.literal('keep') }),
  apply: ({ value }) => value,
});

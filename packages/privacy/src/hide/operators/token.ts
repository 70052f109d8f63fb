import { z } from 'zod';
import { PrivacyError } from '../../errors.ts';
import { defineOperator } from './operator.ts';

/** A token of the context's vault, which puts the value back into answers. */
export const token = defineOperator({
  schema: z.strictObject({ operator: z.literal('token') }),
  apply({ type, value }, _options, { vault }) {
    if (vault === undefined) throw new PrivacyError('rules_invalid', 'operator token needs a vault');
    return vault.tokenOf(type, value);
  },
});

import { z } from 'zod';
import { sealText } from '../encrypted-text.ts';
import { defineOperator } from './operator.ts';

/** AES-256-GCM under the tenant's key: `ENC[PERSON,key-1,…]`. {@link decryptText} reads it back. */
export const encrypt = defineOperator({
  schema: z.strictObject({ operator: z.literal('encrypt') }),
  apply: ({ type, value }, _options, context) => sealText(type, value, context),
});

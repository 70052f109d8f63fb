import { z } from 'zod';
import type { HideContext } from './hide-context.ts';
import { encrypt } from './operators/encrypt.ts';
import { fake } from './operators/fake.ts';
import { generalise } from './operators/generalise.ts';
import { hash } from './operators/hash.ts';
import { keep } from './operators/keep.ts';
import { mask } from './operators/mask.ts';
import type { HiddenValue } from './operators/operator.ts';
import { redact } from './operators/redact.ts';
import { token } from './operators/token.ts';

/** Every way to hide a value, by name. */
export const OPERATORS = { keep, redact, mask, hash, encrypt, generalise, fake, token } as const;

/** Name of an operator. */
export type OperatorName = keyof typeof OPERATORS;

/** An operator with its options, as rules write it: `{"operator": "mask", "keepLast": 4}`. Unknown options are refused. */
export const operatorSchema = z.discriminatedUnion('operator', [
  keep.schema,
  redact.schema,
  mask.schema,
  hash.schema,
  encrypt.schema,
  generalise.schema,
  fake.schema,
  token.schema,
]);

/** An operator with all its options. */
export type Operator = z.output<typeof operatorSchema>;

/**
 * What an operator puts in a value's place.
 *
 * @throws PrivacyError `key_invalid` or `rules_invalid` when the operator lacks its key or vault, `limit_exceeded` when the vault is full.
 */
export function applyOperator(hidden: HiddenValue, operator: Operator, context: HideContext): string {
  switch (operator.operator) {
    case 'keep':
      return keep.apply(hidden, operator, context);
    case 'redact':
      return redact.apply(hidden, operator, context);
    case 'mask':
      return mask.apply(hidden, operator, context);
    case 'hash':
      return hash.apply(hidden, operator, context);
    case 'encrypt':
      return encrypt.apply(hidden, operator, context);
    case 'generalise':
      return generalise.apply(hidden, operator, context);
    case 'fake':
      return fake.apply(hidden, operator, context);
    case 'token':
      return token.apply(hidden, operator, context);
  }
}

import { z } from 'zod';
import { encodeBase32 } from '../internal/base32.ts';
import { keyOf } from '../hide-context.ts';
import { defineOperator } from './operator.ts';

/** Fewest characters of a hash: 50 bits. */
export const MIN_HASH_CHARS = 10;
/** All 256 bits. */
export const MAX_HASH_CHARS = 52;
/** 80 bits: two of a billion values collide with a chance of about 10^-6. */
export const DEFAULT_HASH_CHARS = 16;

/** HMAC-SHA-256 of type and value under the tenant's key: `PERSON#k3v9…`. Equal values stay equal, and nobody without the key can try values. */
export const hash = defineOperator({
  schema: z.strictObject({
    operator: z.literal('hash'),
    characters: z.int().min(MIN_HASH_CHARS).max(MAX_HASH_CHARS).default(DEFAULT_HASH_CHARS),
  }),
  apply({ type, value }, { characters }, context) {
    const digest = keyOf(context, 'hash').mac('hash/v1', [type, value]);
    return `${type}#${encodeBase32(digest).slice(0, characters)}`;
  },
});

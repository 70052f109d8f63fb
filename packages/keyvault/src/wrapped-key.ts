import { z } from 'zod';
import { KeyVaultError } from './errors.ts';
import { KEY_NAME_PATTERN, type WrappedKey } from './key-provider.ts';

/** Longest ciphertext of a wrapped key, in base64url characters; above any provider's limit. */
const MAX_CIPHERTEXT_CHARS = 16 * 1024;

const PROVIDER_KIND = /^[a-z0-9-]{1,32}$/;

/** Shape of a stored {@link WrappedKey}. */
export const wrappedKeySchema = z.strictObject({
  provider: z.string().regex(PROVIDER_KIND),
  keyName: z.string().regex(KEY_NAME_PATTERN),
  keyVersion: z.int().min(1),
  ciphertext: z.base64url().min(1).max(MAX_CIPHERTEXT_CHARS),
});

/**
 * Reads a wrapped key from storage.
 *
 * @throws KeyVaultError `envelope_invalid`
 */
export function parseWrappedKey(value: unknown): WrappedKey {
  const parsed = wrappedKeySchema.safeParse(value);
  if (!parsed.success) throw new KeyVaultError('envelope_invalid', 'not a wrapped key', { cause: parsed.error });
  return parsed.data;
}

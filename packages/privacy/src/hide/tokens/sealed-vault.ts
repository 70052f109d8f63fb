import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { ENTITY_TYPES, type EntityType } from '../../entity-types.ts';
import { PrivacyError } from '../../errors.ts';
import { createTokenVault, type TokenVault, type TokenVaultOptions } from './token-vault.ts';
import type { HiddenType } from './token-words.ts';

/** Length of the key that seals a vault, in bytes. */
export const SEAL_KEY_BYTES = 32;

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HIDDEN_TYPES = [
  ...(Object.keys(ENTITY_TYPES) as EntityType[]),
  'TOKEN_LOOKALIKE',
] as const satisfies HiddenType[];

const contentSchema = z.strictObject({
  version: z.literal(1),
  entries: z.array(z.tuple([z.enum(HIDDEN_TYPES), z.string(), z.boolean()])),
});

/**
 * The only form in which a vault leaves memory: AES-256-GCM under the caller's key, bound to the vault's scope and tenant key.
 *
 * @throws PrivacyError `key_invalid` when the key has not {@link SEAL_KEY_BYTES} bytes.
 */
export function sealTokenVault(
  vault: TokenVault,
  sealKey: Uint8Array,
  random = randomBytes as (n: number) => Uint8Array,
): Buffer {
  checkSealKey(sealKey);
  const content = {
    version: 1,
    entries: [...vault.entries()].map(({ type, value, isUnquoted }) => [type, value, isUnquoted]),
  };
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, sealKey, nonce).setAAD(associatedData(vault));
  // JSON.stringify writes lone surrogates as escapes, so that UTF-8 loses nothing.
  return Buffer.concat([nonce, cipher.update(JSON.stringify(content), 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Opens a sealed vault. Scope and tenant key must be those that it was made with.
 *
 * @throws PrivacyError `key_invalid` for a seal key of the wrong length; `token_unknown` when the bytes were changed or belong to
 * another key or scope; `limit_exceeded` when there are more entries than `maxEntries`.
 */
export function openTokenVault(sealed: Uint8Array, sealKey: Uint8Array, options: TokenVaultOptions): TokenVault {
  checkSealKey(sealKey);
  const vault = createTokenVault(options);
  const content = contentSchema.safeParse(parseJson(decrypt(sealed, sealKey, vault)));
  if (!content.success) throw unknown();
  // Tokens follow from key, scope and order: the values alone make the same ones again.
  for (const [type, value, isUnquoted] of content.data.entries) vault.tokenOf(type, value, isUnquoted);
  return vault;
}

function decrypt(sealed: Uint8Array, sealKey: Uint8Array, vault: TokenVault): string {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw unknown();
  const decipher = createDecipheriv(ALGORITHM, sealKey, sealed.subarray(0, NONCE_BYTES))
    .setAAD(associatedData(vault))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const head = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([head, decipher.final()]).toString('utf8');
  } catch {
    throw unknown();
  }
}

function associatedData(vault: TokenVault): Buffer {
  return Buffer.from(JSON.stringify(['tensorguard/privacy/vault/v1', vault.scope, vault.fingerprint()]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unknown();
  }
}

function checkSealKey(sealKey: Uint8Array): void {
  if (!(sealKey instanceof Uint8Array) || sealKey.length !== SEAL_KEY_BYTES) {
    throw new PrivacyError('key_invalid', `a seal key has ${SEAL_KEY_BYTES} bytes`);
  }
}

function unknown(): PrivacyError {
  return new PrivacyError('token_unknown', 'the sealed vault was changed or belongs to somebody else');
}

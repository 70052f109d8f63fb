import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { KeyVaultError } from './errors.ts';
import { decodeBase64url } from './internal/base64url.ts';
import { aadOf } from './internal/context.ts';
import { AEAD, KEY_BYTES, openAead, sealAead } from './internal/aead.ts';
import type { KeyContext, KeyProvider, WrappedKey } from './key-provider.ts';
import { wrappedKeySchema } from './wrapped-key.ts';

/** A secret encrypted under its own data key, which a key provider wraps. JSON-safe. */
export interface Envelope {
  readonly format: typeof ENVELOPE_FORMAT;
  readonly algorithm: typeof AEAD;
  readonly wrappedKey: WrappedKey;
  /** Nonce, ciphertext and tag in base64url. */
  readonly ciphertext: string;
}

/** Largest secret that an envelope takes, in bytes. Keys are small; models have their own format. */
export const MAX_SECRET_BYTES = 1024 * 1024;

const ENVELOPE_FORMAT = 'tensorguard-envelope/1';
const MAX_CIPHERTEXT_CHARS = 2 * MAX_SECRET_BYTES;

const envelopeSchema = z.strictObject({
  format: z.literal(ENVELOPE_FORMAT),
  algorithm: z.literal(AEAD),
  wrappedKey: wrappedKeySchema,
  ciphertext: z.base64url().min(1).max(MAX_CIPHERTEXT_CHARS),
});

/**
 * Reads an envelope from storage.
 *
 * @throws KeyVaultError `envelope_invalid`
 */
export function parseEnvelope(value: unknown): Envelope {
  const parsed = envelopeSchema.safeParse(value);
  if (!parsed.success) throw new KeyVaultError('envelope_invalid', 'not an envelope', { cause: parsed.error });
  return parsed.data;
}

/** Encrypts secrets such as CA, log and HPKE keys for storage: a fresh data key each, wrapped by a named key. */
export class EnvelopeVault {
  readonly #provider: KeyProvider;

  constructor({ provider }: { readonly provider: KeyProvider }) {
    this.#provider = provider;
  }

  /**
   * Encrypts a secret; `context` must be given again to open it.
   *
   * @throws KeyVaultError `plaintext_too_large`, and what `wrap` of the provider rejects with
   */
  async seal(keyName: string, secret: Uint8Array, context: KeyContext): Promise<Envelope> {
    if (secret.length > MAX_SECRET_BYTES) {
      throw new KeyVaultError('plaintext_too_large', `a secret has at most ${MAX_SECRET_BYTES} bytes`);
    }
    const bound = { ...context };
    const dataKey = randomBytes(KEY_BYTES);
    try {
      const ciphertext = sealAead(dataKey, secret, secretAad(bound)).toString('base64url');
      const wrappedKey = await this.#provider.wrap(keyName, dataKey, bound);
      return { format: ENVELOPE_FORMAT, algorithm: AEAD, wrappedKey, ciphertext };
    } finally {
      dataKey.fill(0);
    }
  }

  /**
   * Decrypts a secret; the caller overwrites it after use.
   *
   * @throws KeyVaultError `envelope_invalid`, `unwrap_failed`, and what `unwrap` of the provider rejects with
   */
  async open(envelope: Envelope, context: KeyContext): Promise<Buffer> {
    const { wrappedKey, ciphertext } = parseEnvelope(envelope);
    const bound = { ...context };
    const dataKey = await this.#provider.unwrap(wrappedKey, bound);
    try {
      const secret =
        dataKey.length === KEY_BYTES ? openAead(dataKey, decodeBase64url(ciphertext), secretAad(bound)) : undefined;
      if (secret === undefined) throw new KeyVaultError('unwrap_failed', 'the envelope cannot be opened');
      return secret;
    } finally {
      dataKey.fill(0);
    }
  }

  /**
   * Wraps the data key under the newest version of its key, after a rotation. The secret itself is not touched. Returns
   * the same envelope when it is there already.
   *
   * @throws KeyVaultError as for `open`
   */
  async rewrap(envelope: Envelope, context: KeyContext): Promise<Envelope> {
    const parsed = parseEnvelope(envelope);
    const { keyName, keyVersion } = parsed.wrappedKey;
    const bound = { ...context };
    const versions = await this.#provider.listVersions(keyName);
    if (versions.at(-1)?.version === keyVersion) return parsed;
    const dataKey = await this.#provider.unwrap(parsed.wrappedKey, bound);
    try {
      return { ...parsed, wrappedKey: await this.#provider.wrap(keyName, dataKey, bound) };
    } finally {
      dataKey.fill(0);
    }
  }
}

/** Format and algorithm are authenticated too, so that a later format cannot be passed off as this one. */
function secretAad(context: KeyContext): Buffer {
  return aadOf({ format: ENVELOPE_FORMAT, algorithm: AEAD }, context);
}

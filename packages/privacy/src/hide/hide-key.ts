import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { PrivacyError } from '../errors.ts';
import { textToBytes } from './internal/text-bytes.ts';

/** Length of a tenant's secret, in bytes. */
export const HIDE_KEY_BYTES = 32;

const keyIdPattern = /^[a-z0-9-]{1,32}$/;

/** What a {@link HideKey} is made of. */
export interface HideKeyOptions {
  /** Names the key in encrypted values: 1 to 32 lower-case letters, digits and hyphens. */
  readonly id: string;
  /** {@link HIDE_KEY_BYTES} random bytes; copied. */
  readonly secret: Uint8Array;
}

/** A tenant's key for hiding. Each use gets a key of its own, derived by HMAC-SHA-256 from the secret and the use's name. */
export class HideKey {
  readonly id: string;
  readonly #secret: KeyObject;
  readonly #derived = new Map<string, KeyObject>();

  /** @throws PrivacyError `key_invalid` when id or secret are not as {@link HideKeyOptions} says. */
  constructor(options: HideKeyOptions) {
    if (typeof options.id !== 'string' || !keyIdPattern.test(options.id)) {
      throw new PrivacyError('key_invalid', 'a key id has 1 to 32 lower-case letters, digits and hyphens');
    }
    if (!(options.secret instanceof Uint8Array) || options.secret.length !== HIDE_KEY_BYTES) {
      throw new PrivacyError('key_invalid', `a key has ${HIDE_KEY_BYTES} bytes`);
    }
    this.id = options.id;
    this.#secret = createSecretKey(options.secret);
  }

  /** The key of one use, such as `encrypt/v1`. Uses are constants of the code, so the cache stays small. */
  derive(use: string): KeyObject {
    const known = this.#derived.get(use);
    if (known !== undefined) return known;
    const derived = createSecretKey(createHmac('sha256', this.#secret).update(`tensorguard/privacy/${use}`).digest());
    this.#derived.set(use, derived);
    return derived;
  }

  /** HMAC-SHA-256 of a list of texts under the key of a use. Each text is framed by its length, so lists never run together. */
  mac(use: string, parts: readonly string[]): Buffer {
    return macOf(this.derive(use), parts);
  }
}

/** HMAC-SHA-256 of a list of texts, each framed by its length in bytes. */
export function macOf(key: KeyObject, parts: readonly string[]): Buffer {
  const hmac = createHmac('sha256', key);
  for (const part of parts) {
    const bytes = textToBytes(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hmac.update(length).update(bytes);
  }
  return hmac.digest();
}

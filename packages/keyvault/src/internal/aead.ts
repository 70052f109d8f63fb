import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Name of the one AEAD of this package (RFC 8439), stored beside each ciphertext. */
export const AEAD = 'chacha20-poly1305';
/** Length of every key of this package, in bytes. */
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts under a fresh random nonce; returns nonce, ciphertext and tag in one piece. */
export function sealAead(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(AEAD, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad, { plaintextLength: plaintext.length });
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Decrypts what {@link sealAead} made; undefined when key, AAD or bytes are not the ones of then. */
export function openAead(key: Uint8Array, sealed: Uint8Array | undefined, aad: Uint8Array): Buffer | undefined {
  if (sealed === undefined || sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const ciphertext = sealed.subarray(NONCE_BYTES, -TAG_BYTES);
  const decipher = createDecipheriv(AEAD, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(aad, { plaintextLength: ciphertext.length });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plaintext = decipher.update(ciphertext);
  try {
    decipher.final();
  } catch {
    plaintext.fill(0);
    return undefined;
  }
  return plaintext;
}

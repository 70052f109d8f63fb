import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { TgspError } from '../errors.ts';
import { TAG_BYTES } from '../limits.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { wipe } from './wipe.ts';

/** scrypt cost (RFC 7914): 2^17 blocks of 8, 128 MiB of memory for each guess. */
const SCRYPT_LOG_COST = 17;
/** Largest cost that a key file may ask for; 512 MiB. */
const MAX_SCRYPT_LOG_COST = 19;
const SCRYPT_BLOCK_SIZE = 8;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const KEY_BYTES = 32;

const sized = (bytes: number) =>
  z.string().refine((text) => decodeBase64(text)?.byteLength === bytes, `is not ${bytes} bytes`);

/** Shape of a secret encrypted under a passphrase: scrypt and ChaCha20-Poly1305. */
export const passphraseBoxSchema = z.strictObject({
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    logCost: z.int().min(10).max(MAX_SCRYPT_LOG_COST),
    salt: sized(SALT_BYTES),
  }),
  cipher: z.literal('chacha20-poly1305'),
  nonce: sized(NONCE_BYTES),
  ciphertext: z
    .string()
    .max(8192)
    .refine((text) => decodeBase64(text) !== undefined, 'is not base64'),
});
export type PassphraseBox = z.infer<typeof passphraseBoxSchema>;

/** Encrypts a small secret under a passphrase. `aad` is bound to it. */
export async function sealWithPassphrase(secret: Uint8Array, passphrase: string, aad: Buffer): Promise<PassphraseBox> {
  const salt = randomBytes(SALT_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const key = await derive(passphrase, salt, SCRYPT_LOG_COST);
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: TAG_BYTES });
  wipe(key);
  cipher.setAAD(aad, { plaintextLength: secret.byteLength });
  const ciphertext = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  return {
    kdf: { name: 'scrypt', logCost: SCRYPT_LOG_COST, salt: encodeBase64(salt) },
    cipher: 'chacha20-poly1305',
    nonce: encodeBase64(nonce),
    ciphertext: encodeBase64(ciphertext),
  };
}

/** Opens {@link sealWithPassphrase}. @throws TgspError `passphrase_wrong` (also when the file was changed) */
export async function openWithPassphrase(box: PassphraseBox, passphrase: string, aad: Buffer): Promise<Buffer> {
  const ciphertext = Buffer.from(box.ciphertext, 'base64');
  const split = Math.max(0, ciphertext.byteLength - TAG_BYTES);
  const key = await derive(passphrase, Buffer.from(box.kdf.salt, 'base64'), box.kdf.logCost);
  try {
    const decipher = createDecipheriv('chacha20-poly1305', key, Buffer.from(box.nonce, 'base64'), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(aad, { plaintextLength: split });
    decipher.setAuthTag(ciphertext.subarray(split));
    return Buffer.concat([decipher.update(ciphertext.subarray(0, split)), decipher.final()]);
  } catch {
    throw new TgspError('passphrase_wrong', 'the passphrase does not open the key file');
  } finally {
    wipe(key);
  }
}

function derive(passphrase: string, salt: Buffer, logCost: number): Promise<Buffer> {
  const options = { N: 2 ** logCost, r: SCRYPT_BLOCK_SIZE, p: 1, maxmem: 256 * SCRYPT_BLOCK_SIZE * 2 ** logCost };
  return new Promise((resolve, reject) => {
    // NFC, so that one passphrase typed on two systems is one passphrase.
    scrypt(passphrase.normalize('NFC'), salt, KEY_BYTES, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

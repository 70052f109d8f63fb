import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import { TgspError } from '../errors.ts';
import { wipe } from '../internal/wipe.ts';
import { CONTENT_KEY_BYTES, TAG_BYTES } from '../limits.ts';
import type { PayloadLayout } from './payload-layout.ts';

/** Name of the one payload cipher. */
export const PAYLOAD_CIPHER = 'chacha20-poly1305';
/** HKDF info of the key that encrypts chunks. */
export const CHUNK_KEY_INFO = 'tgsp/v2 chunk key';
/** HKDF info of the key commitment. */
export const KEY_COMMITMENT_INFO = 'tgsp/v2 key commitment';

const COMMITMENT_BYTES = 32;
const NONCE_BYTES = 12;
/** The counter takes bytes 3 to 10 of the nonce; 0 to 2 stay zero. */
const COUNTER_OFFSET = 3;
const FINAL_FLAG_OFFSET = NONCE_BYTES - 1;

/** The public value that commits to a content key: a wrong key is refused before any chunk is opened. */
export function keyCommitment(contentKey: Uint8Array, salt: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', contentKey, salt, KEY_COMMITMENT_INFO, COMMITMENT_BYTES));
}

/**
 * Checks a content key against the commitment of a package, in constant time.
 *
 * @throws TgspError `key_commitment_mismatch`
 */
export function checkKeyCommitment(contentKey: Uint8Array, salt: Uint8Array, commitment: Uint8Array): void {
  const right =
    contentKey.byteLength === CONTENT_KEY_BYTES && timingSafeEqual(keyCommitment(contentKey, salt), commitment);
  if (!right) throw new TgspError('key_commitment_mismatch', 'the content key is not the key of this package');
}

/** Encrypts and decrypts single chunks of one payload (the STREAM construction over ChaCha20-Poly1305). */
export interface ChunkCipher {
  /** Encrypts chunk `index` into `target`, which is 16 bytes longer than `plaintext`. */
  seal(index: number, plaintext: Uint8Array, target: Uint8Array): void;
  /**
   * Decrypts chunk `index` into `target`, which is 16 bytes shorter than `ciphertext`. On failure `target` is wiped.
   *
   * @throws TgspError `chunk_tampered`
   */
  open(index: number, ciphertext: Uint8Array, target: Uint8Array): void;
}

/** Makes the cipher of a payload. The salt makes the key unique to the package. */
export function createChunkCipher(contentKey: Uint8Array, salt: Uint8Array, layout: PayloadLayout): ChunkCipher {
  const key = chunkKey(contentKey, salt);
  const aad = payloadAad(salt, layout);
  const last = layout.chunks - 1;
  const options = { authTagLength: TAG_BYTES };
  return {
    seal: (index, plaintext, target) => {
      const cipher = createCipheriv(PAYLOAD_CIPHER, key, chunkNonce(index, index === last), options);
      cipher.setAAD(aad, { plaintextLength: plaintext.byteLength });
      const ciphertext = cipher.update(plaintext);
      cipher.final();
      target.set(ciphertext);
      target.set(cipher.getAuthTag(), plaintext.byteLength);
      giveBack(ciphertext);
    },
    open: (index, ciphertext, target) => {
      const size = ciphertext.byteLength - TAG_BYTES;
      const decipher = createDecipheriv(PAYLOAD_CIPHER, key, chunkNonce(index, index === last), options);
      try {
        decipher.setAAD(aad, { plaintextLength: size });
        decipher.setAuthTag(ciphertext.subarray(size));
        const plaintext = decipher.update(ciphertext.subarray(0, size));
        try {
          decipher.final();
          target.set(plaintext);
        } finally {
          wipe(plaintext);
          giveBack(plaintext);
        }
      } catch (cause) {
        wipe(target);
        throw new TgspError('chunk_tampered', 'a chunk is not authentic', { cause, details: { chunk: index } });
      }
    },
  };
}

/** Nonce of a chunk: three zero bytes, the chunk's number in 8 bytes, 1 for the last chunk or 0. */
export function chunkNonce(index: number, isFinal: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeBigUInt64BE(BigInt(index), COUNTER_OFFSET);
  nonce[FINAL_FLAG_OFFSET] = isFinal ? 1 : 0;
  return nonce;
}

/** Associated data of every chunk: salt, chunk size in 4 bytes, size of the whole plaintext in 8. */
export function payloadAad(salt: Uint8Array, layout: PayloadLayout): Buffer {
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32BE(layout.chunkSize, 0);
  sizes.writeBigUInt64BE(BigInt(layout.plaintextSize), 4);
  return Buffer.concat([salt, sizes]);
}

function chunkKey(contentKey: Uint8Array, salt: Uint8Array): KeyObject {
  const raw = Buffer.from(hkdfSync('sha256', contentKey, salt, CHUNK_KEY_INFO, CONTENT_KEY_BYTES));
  const key = createSecretKey(raw);
  wipe(raw);
  return key;
}

/**
 * Frees what the runtime allocated for one call at once instead of at some later collection: the next chunk gets the same
 * memory, still in the processor's cache.
 */
function giveBack(result: Buffer): void {
  if (result.byteLength > 0 && result.byteLength === result.buffer.byteLength) {
    (result.buffer as ArrayBuffer).transfer(0);
  }
}

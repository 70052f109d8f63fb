import { MAX_CHUNK_BYTES, MIN_CHUNK_BYTES, TAG_BYTES } from '../limits.ts';
import { TgspError } from '../errors.ts';

/** Where the chunks of a payload lie. All sizes in bytes. */
export interface PayloadLayout {
  /** Plaintext in each chunk but the last. */
  readonly chunkSize: number;
  readonly plaintextSize: number;
  /** Count of chunks; an empty payload has one empty chunk. */
  readonly chunks: number;
  readonly encryptedSize: number;
}

/** The layout of a payload. @throws TgspError `chunk_size_invalid` */
export function payloadLayout(plaintextSize: number, chunkSize: number): PayloadLayout {
  const powerOfTwo = Number.isInteger(Math.log2(chunkSize));
  if (!powerOfTwo || chunkSize < MIN_CHUNK_BYTES || chunkSize > MAX_CHUNK_BYTES) {
    throw new TgspError('chunk_size_invalid', 'the chunk size is not a power of two from 64 KiB to 1 MiB', {
      details: { chunkSize },
    });
  }
  const chunks = Math.max(1, Math.ceil(plaintextSize / chunkSize));
  return { chunkSize, plaintextSize, chunks, encryptedSize: plaintextSize + chunks * TAG_BYTES };
}

/** Where a chunk starts, counted from the start of the encrypted payload. */
export function chunkOffset(layout: PayloadLayout, index: number): number {
  return index * (layout.chunkSize + TAG_BYTES);
}

/** Plaintext bytes in the chunks `[begin, end)`. */
export function plainSizeOf(layout: PayloadLayout, begin: number, end: number): number {
  return Math.min(end * layout.chunkSize, layout.plaintextSize) - begin * layout.chunkSize;
}

/** Encrypted bytes of the chunks `[begin, end)`. */
export function encryptedSizeOf(layout: PayloadLayout, begin: number, end: number): number {
  return plainSizeOf(layout, begin, end) + (end - begin) * TAG_BYTES;
}

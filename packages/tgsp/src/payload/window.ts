import { MAX_CHUNK_BYTES } from '../limits.ts';

/** Plaintext that moves through the pipeline at once, bytes: a whole number of chunks of any size. */
export const WINDOW_BYTES = MAX_CHUNK_BYTES;
/** Windows of plaintext in memory: some are read, one is encrypted or decrypted, one hashed or written. */
export const WINDOW_COUNT = 4;
/** Windows that are read before they are needed; less than the count of windows. */
export const READ_AHEAD = 2;
/** Windows of ciphertext that wait to be written. */
export const OUTPUT_BUFFERS = 3;

/** Told after each window how far the work is. */
export type ProgressListener = (progress: PayloadProgress) => void;

/** How far packing or opening is, in bytes of plaintext. */
export interface PayloadProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

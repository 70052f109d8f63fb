import { TgspError } from '../errors.ts';
import { createFileHasher } from '../internal/file-hasher.ts';
import { Pending } from '../internal/pending.ts';
import { TAG_BYTES } from '../limits.ts';
import type { ManifestFile } from '../manifest.ts';
import { readExactly, type PackageSource } from '../package-source.ts';
import type { ChunkCipher } from './chunk-cipher.ts';
import { fileWindows, windowLength, type FileSegment } from './file-segments.ts';
import { chunkOffset, encryptedSizeOf, type PayloadLayout } from './payload-layout.ts';
import { READ_AHEAD, WINDOW_BYTES, WINDOW_COUNT, type ProgressListener } from './window.ts';

/** A payload and all that is needed to open it. */
export interface EncryptedPayload {
  readonly source: PackageSource;
  /** Where the payload starts in the source, bytes. */
  readonly position: number;
  readonly layout: PayloadLayout;
  readonly cipher: ChunkCipher;
}

/** Takes decrypted windows; the memory is the sink's until its promise is settled. */
export type PlaintextSink = (window: Uint8Array, segments: readonly FileSegment[]) => Promise<void>;

/**
 * Decrypts every chunk and checks the hash of every file, in one pass that overlaps reading, decryption, hashing and
 * the sink. The sink sees authentic chunks before the hash of their file is known: keep what it stores out of use until
 * this function has returned.
 *
 * @throws TgspError `truncated`, `chunk_tampered`, `hash_mismatch`, `input_unreadable`, and what the sink throws
 */
export async function openPayload(
  payload: EncryptedPayload,
  files: readonly ManifestFile[],
  sink?: PlaintextSink,
  onProgress?: ProgressListener,
): Promise<void> {
  const { source, position, layout } = payload;
  const hasher = createFileHasher(layout.plaintextSize, WINDOW_COUNT, WINDOW_BYTES);
  const chunksPerWindow = WINDOW_BYTES / layout.chunkSize;
  const inputs = Array.from({ length: READ_AHEAD + 1 }, () => Buffer.alloc(WINDOW_BYTES + chunksPerWindow * TAG_BYTES));
  const reads = new Pending(inputs.length);
  const hashes = new Pending(WINDOW_COUNT);
  const sinks = new Pending(WINDOW_COUNT);
  const ciphertextOf = (number: number): Buffer | undefined => {
    const first = number * chunksPerWindow;
    if (first >= layout.chunks) return undefined;
    const size = encryptedSizeOf(layout, first, Math.min(first + chunksPerWindow, layout.chunks));
    return inputs[number % inputs.length]!.subarray(0, size);
  };
  const startRead = (number: number): void => {
    const target = ciphertextOf(number);
    if (target === undefined) return;
    const offset = position + chunkOffset(layout, number * chunksPerWindow);
    reads.set(number % inputs.length, readExactly(source, offset, target));
  };

  try {
    let number = 0;
    let checked = 0;
    for (let ahead = 0; ahead < READ_AHEAD; ahead++) startRead(ahead);
    for (const segments of fileWindows(
      files.map((file) => file.size),
      WINDOW_BYTES,
    )) {
      const slot = number % WINDOW_COUNT;
      await reads.wait(number % inputs.length);
      startRead(number + READ_AHEAD);
      await Promise.all([hashes.wait(slot), sinks.wait(slot)]);
      checked = checkDigests(files, hasher.digests, checked);
      const window = hasher.windows[slot]!.subarray(0, windowLength(segments));
      openWindow(payload, number * chunksPerWindow, ciphertextOf(number)!, window);
      hashes.set(slot, hasher.hash(slot, segments));
      if (sink !== undefined) sinks.set(slot, sink(window, segments));
      onProgress?.({
        doneBytes: number * WINDOW_BYTES + window.byteLength,
        totalBytes: layout.plaintextSize,
      });
      number++;
    }
    await Promise.all([hashes.all(), sinks.all()]);
    checkDigests(files, hasher.digests, checked);
  } finally {
    await Promise.all([reads.settle(), hashes.settle(), sinks.settle()]);
    await hasher.close();
  }
}

/** Decrypts neighbouring chunks, the first of which is `firstChunk`, into `target`. @throws TgspError `chunk_tampered` */
export function openWindow(
  { cipher, layout }: EncryptedPayload,
  firstChunk: number,
  ciphertext: Uint8Array,
  target: Uint8Array,
): void {
  const step = layout.chunkSize + TAG_BYTES;
  for (let at = 0, index = firstChunk; at < ciphertext.byteLength; at += step, index++) {
    const chunk = ciphertext.subarray(at, at + step);
    const offset = (index - firstChunk) * layout.chunkSize;
    cipher.open(index, chunk, target.subarray(offset, offset + chunk.byteLength - TAG_BYTES));
  }
}

/** Compares the digests that are new since the last call; gives how many are checked now. */
function checkDigests(files: readonly ManifestFile[], digests: readonly string[], from: number): number {
  for (let i = from; i < digests.length; i++) {
    if (digests[i] !== files[i]!.sha256) throw hashMismatch(files[i]!.path);
  }
  return digests.length;
}

/** The error for a file whose content is not what the manifest pins. */
export function hashMismatch(path: string): TgspError {
  return new TgspError('hash_mismatch', 'a file is not the file that was signed', { details: { path } });
}

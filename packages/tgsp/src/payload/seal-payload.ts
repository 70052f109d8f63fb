import type { FileHandle } from 'node:fs/promises';
import { createFileHasher } from '../internal/file-hasher.ts';
import { Pending } from '../internal/pending.ts';
import { writeFully } from '../internal/write-fully.ts';
import { TAG_BYTES } from '../limits.ts';
import type { ChunkCipher } from './chunk-cipher.ts';
import { fileWindows, windowLength, type FileSegment } from './file-segments.ts';
import { InputReader, type InputSource } from './input-reader.ts';
import { chunkOffset, type PayloadLayout } from './payload-layout.ts';
import { OUTPUT_BUFFERS, READ_AHEAD, WINDOW_BYTES, WINDOW_COUNT, type ProgressListener } from './window.ts';

/** What {@link sealPayload} works on. */
export interface SealPayloadOptions {
  readonly inputs: readonly { readonly source: InputSource; readonly size: number }[];
  readonly layout: PayloadLayout;
  readonly cipher: ChunkCipher;
  readonly output: FileHandle;
  /** Where the payload starts in the output, bytes. */
  readonly position: number;
  readonly onProgress?: ProgressListener | undefined;
}

/**
 * Encrypts files into the output in one pass: reading, hashing, encryption and writing of neighbouring windows overlap.
 * Returns the SHA-256 in hex of each file.
 */
export async function sealPayload(options: SealPayloadOptions): Promise<readonly string[]> {
  const { inputs, layout, cipher, output, position, onProgress } = options;
  const hasher = createFileHasher(layout.plaintextSize, WINDOW_COUNT, WINDOW_BYTES);
  const chunksPerWindow = WINDOW_BYTES / layout.chunkSize;
  const outputs = Array.from({ length: OUTPUT_BUFFERS }, () =>
    Buffer.alloc(WINDOW_BYTES + chunksPerWindow * TAG_BYTES),
  );
  const reader = new InputReader(inputs);
  const reads = new Pending(WINDOW_COUNT);
  const hashes = new Pending(WINDOW_COUNT);
  const writes = new Pending(outputs.length);
  const windows = fileWindows(
    inputs.map((input) => input.size),
    WINDOW_BYTES,
  );
  const planned: (readonly FileSegment[])[] = [];
  let reading: Promise<void> = Promise.resolve();
  const startRead = (number: number): void => {
    const next = windows.next();
    if (next.done === true) return;
    planned.push(next.value);
    const slot = number % WINDOW_COUNT;
    reading = reading.then(() => hashes.wait(slot)).then(() => reader.fill(hasher.windows[slot]!, next.value));
    reads.set(slot, reading);
  };

  try {
    for (let number = 0; number < READ_AHEAD; number++) startRead(number);
    for (let number = 0, chunk = 0; planned.length > 0; number++) {
      const slot = number % WINDOW_COUNT;
      await reads.wait(slot);
      const segments = planned.shift()!;
      startRead(number + READ_AHEAD);
      hashes.set(slot, hasher.hash(slot, segments));
      const turn = number % outputs.length;
      await writes.wait(turn);
      const at = position + chunkOffset(layout, chunk);
      const size = windowLength(segments);
      const used = sealWindow(cipher, layout, chunk, hasher.windows[slot]!.subarray(0, size), outputs[turn]!);
      writes.set(turn, writeFully(output, outputs[turn]!.subarray(0, used), at));
      chunk += chunksPerWindow;
      onProgress?.({ doneBytes: number * WINDOW_BYTES + size, totalBytes: layout.plaintextSize });
    }
    await Promise.all([hashes.all(), writes.all()]);
    return [...hasher.digests];
  } finally {
    await Promise.all([reads.settle(), hashes.settle(), writes.settle()]);
    await Promise.all([reader.close(), hasher.close()]);
  }
}

/** Encrypts the chunks of one window and says how many bytes they take. */
function sealWindow(
  cipher: ChunkCipher,
  layout: PayloadLayout,
  firstChunk: number,
  plaintext: Uint8Array,
  target: Uint8Array,
): number {
  let used = 0;
  let offset = 0;
  let index = firstChunk;
  do {
    const chunk = plaintext.subarray(offset, offset + layout.chunkSize);
    cipher.seal(index++, chunk, target.subarray(used, used + chunk.byteLength + TAG_BYTES));
    used += chunk.byteLength + TAG_BYTES;
    offset += chunk.byteLength;
  } while (offset < plaintext.byteLength);
  return used;
}

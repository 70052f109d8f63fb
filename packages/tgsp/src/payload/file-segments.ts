/** A piece of a file inside a window of the plaintext. */
export interface FileSegment {
  /** Number of the file, in manifest order. */
  readonly file: number;
  /** Where the piece starts in the file, bytes. */
  readonly fileOffset: number;
  /** Where it starts in the window, bytes. */
  readonly offset: number;
  readonly length: number;
  /** The file ends with this piece. */
  readonly isLast: boolean;
}

/**
 * Cuts the plaintext (files one after another) into windows of `windowSize` bytes and gives the pieces of each. Every
 * file, also an empty one, has exactly one piece that is last. There is always at least one window.
 */
export function* fileWindows(sizes: readonly number[], windowSize: number): Generator<FileSegment[]> {
  let window: FileSegment[] = [];
  let used = 0;
  for (const [file, size] of sizes.entries()) {
    let fileOffset = 0;
    do {
      // An empty file stays in a full window: a window of its own would be a chunk too many.
      if (used === windowSize && fileOffset < size) {
        yield window;
        window = [];
        used = 0;
      }
      const length = Math.min(size - fileOffset, windowSize - used);
      window.push({ file, fileOffset, offset: used, length, isLast: fileOffset + length === size });
      used += length;
      fileOffset += length;
    } while (fileOffset < size);
  }
  yield window;
}

/** Bytes that the pieces of a window take. */
export function windowLength(segments: readonly FileSegment[]): number {
  return segments.reduce((size, segment) => size + segment.length, 0);
}

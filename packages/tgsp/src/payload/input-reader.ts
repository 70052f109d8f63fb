import { open, stat, type FileHandle } from 'node:fs/promises';
import { TgspError } from '../errors.ts';
import type { FileSegment } from './file-segments.ts';

/** A file to pack: a path on disk or bytes in memory. */
export type InputSource = string | Uint8Array;

/** Size of an input, bytes. @throws TgspError `input_unreadable` */
export async function inputSize(source: InputSource): Promise<number> {
  if (typeof source !== 'string') return source.byteLength;
  const info = await stat(source).catch((cause: unknown) => {
    throw new TgspError('input_unreadable', 'cannot read a file to pack', { cause, details: { path: source } });
  });
  if (!info.isFile()) throw new TgspError('input_unreadable', 'not a file', { details: { path: source } });
  return info.size;
}

/** Reads inputs of known sizes one after another, each byte once, with one file open at a time. */
export class InputReader {
  readonly #inputs: readonly { readonly source: InputSource; readonly size: number }[];
  #handle: FileHandle | undefined;

  constructor(inputs: readonly { readonly source: InputSource; readonly size: number }[]) {
    this.#inputs = inputs;
  }

  /**
   * Fills the segments of a window. Windows have to come in order.
   *
   * @throws TgspError `input_unreadable`; `input_changed` when a file is not as long as it was
   */
  async fill(window: Uint8Array, segments: readonly FileSegment[]): Promise<void> {
    for (const segment of segments) {
      const { source, size } = this.#inputs[segment.file]!;
      const target = window.subarray(segment.offset, segment.offset + segment.length);
      if (typeof source === 'string') await this.#fromFile(source, size, target, segment);
      else target.set(source.subarray(segment.fileOffset, segment.fileOffset + segment.length));
    }
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  async #fromFile(path: string, size: number, target: Uint8Array, segment: FileSegment): Promise<void> {
    try {
      const handle = (this.#handle ??= await open(path, 'r'));
      let done = 0;
      while (done < target.byteLength) {
        const { bytesRead } = await handle.read(target, done, target.byteLength - done, segment.fileOffset + done);
        if (bytesRead === 0) throw changed(path);
        done += bytesRead;
      }
      if (!segment.isLast) return;
      if ((await handle.stat()).size !== size) throw changed(path);
      await this.close();
    } catch (cause) {
      if (cause instanceof TgspError) throw cause;
      throw new TgspError('input_unreadable', 'cannot read a file to pack', { cause, details: { path } });
    }
  }
}

function changed(path: string): TgspError {
  return new TgspError('input_changed', 'a file changed while it was packed', { details: { path } });
}

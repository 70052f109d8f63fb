import type { FileHandle } from 'node:fs/promises';
import type { OpenBlob } from '../blob-store.ts';

/** Bytes that a stream reads at once. */
const STREAM_PIECE_BYTES = 256 * 1024;

/** A blob over an open file, which it will close. */
export function fileBlob(file: FileHandle, size: number): OpenBlob {
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= file.close();
    return closing;
  };
  const readInto = async (target: Uint8Array, offset: number): Promise<number> => {
    let done = 0;
    while (done < target.byteLength) {
      const { bytesRead } = await file.read(target, done, target.byteLength - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done;
  };
  const read = async (offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> => {
    const target = new Uint8Array(Math.min(length, Math.max(0, size - offset)));
    return target.subarray(0, await readInto(target, offset));
  };

  return {
    size,
    read,
    readInto,
    stream({ start, end } = { start: 0, end: size }) {
      let at = start;
      return new ReadableStream<Uint8Array<ArrayBuffer>>(
        {
          async pull(controller) {
            try {
              if (at < end) {
                const piece = await read(at, Math.min(STREAM_PIECE_BYTES, end - at));
                if (piece.byteLength === 0) throw new Error('the file became shorter');
                at += piece.byteLength;
                controller.enqueue(piece);
              }
              if (at < end) return;
              await close();
              controller.close();
            } catch (error) {
              await close().catch(() => undefined);
              throw error;
            }
          },
          cancel: close,
        },
        // Nothing is read ahead of the reader.
        { highWaterMark: 0 },
      );
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

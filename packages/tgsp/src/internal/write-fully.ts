import type { FileHandle } from 'node:fs/promises';
import { TgspError } from '../errors.ts';

/** Writes all of `data` at `position`. @throws TgspError `output_failed` */
export async function writeFully(file: FileHandle, data: Uint8Array, position: number): Promise<void> {
  try {
    let done = 0;
    while (done < data.byteLength) {
      const { bytesWritten } = await file.write(data, done, data.byteLength - done, position + done);
      done += bytesWritten;
    }
  } catch (cause) {
    throw new TgspError('output_failed', 'the output cannot be written', { cause });
  }
}

import { TAG_BYTES } from '../limits.ts';
import { readExactly } from '../package-source.ts';
import { openWindow, type EncryptedPayload } from './open-payload.ts';
import { chunkOffset, encryptedSizeOf, plainSizeOf } from './payload-layout.ts';
import { WINDOW_BYTES } from './window.ts';

/**
 * Decrypts the plaintext bytes from `offset` on into `target`. Only the chunks that hold them are read; the next ones
 * are read while the current ones are decrypted. On failure `target` is wiped.
 *
 * @throws TgspError `truncated`, `chunk_tampered`, `input_unreadable`
 */
export async function readPlaintext(payload: EncryptedPayload, offset: number, target: Uint8Array): Promise<void> {
  if (target.byteLength === 0) return;
  const { source, position, layout } = payload;
  const perRead = WINDOW_BYTES / layout.chunkSize;
  const first = Math.floor(offset / layout.chunkSize);
  const end = Math.floor((offset + target.byteLength - 1) / layout.chunkSize) + 1;
  const bufferBytes = Math.min(perRead, end - first) * (layout.chunkSize + TAG_BYTES);
  const buffers = [Buffer.alloc(bufferBytes), Buffer.alloc(end - first > perRead ? bufferBytes : 0)] as const;
  const scratch = Buffer.alloc(layout.chunkSize);

  const read = async (index: number, buffer: Buffer): Promise<Buffer> => {
    const ciphertext = buffer.subarray(0, encryptedSizeOf(layout, index, Math.min(index + perRead, end)));
    await readExactly(source, position + chunkOffset(layout, index), ciphertext);
    return ciphertext;
  };
  let pending = read(first, buffers[0]);
  try {
    for (let index = first, turn = 1; index < end; index += perRead, turn++) {
      const ciphertext = await pending;
      if (index + perRead < end) {
        pending = read(index + perRead, buffers[turn % 2]!);
        pending.catch(() => undefined);
      }
      placeChunks(payload, index, ciphertext, { offset, target, scratch });
    }
  } catch (error) {
    target.fill(0);
    throw error;
  } finally {
    await pending.catch(() => undefined);
    scratch.fill(0);
  }
}

interface Placement {
  readonly offset: number;
  readonly target: Uint8Array;
  readonly scratch: Buffer;
}

/** Decrypts chunks straight into the target, or through the scratch buffer where they reach over its edges. */
function placeChunks(payload: EncryptedPayload, first: number, ciphertext: Buffer, to: Placement): void {
  const { layout } = payload;
  const step = layout.chunkSize + TAG_BYTES;
  for (let at = 0, index = first; at < ciphertext.byteLength; at += step, index++) {
    const chunk = ciphertext.subarray(at, at + step);
    const size = plainSizeOf(layout, index, index + 1);
    const begin = index * layout.chunkSize - to.offset;
    if (begin >= 0 && begin + size <= to.target.byteLength) {
      openWindow(payload, index, chunk, to.target.subarray(begin, begin + size));
      continue;
    }
    openWindow(payload, index, chunk, to.scratch.subarray(0, size));
    const from = Math.max(0, -begin);
    const upTo = Math.min(size, to.target.byteLength - begin);
    to.target.set(to.scratch.subarray(from, upTo), begin + from);
  }
}

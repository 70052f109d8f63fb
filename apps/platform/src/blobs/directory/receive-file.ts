import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Digest } from '@tensorguard/core';
import { PlatformError } from '../../errors.ts';
import type { StoredBlob } from '../blob-store.ts';
import { asStorage } from './storage-failure.ts';

/**
 * Writes a body to a file while hashing it. The body is left as it is on failure, so that its owner can still answer.
 *
 * @throws PlatformError `body_too_large`, `request_malformed`, `unavailable`
 */
export async function receiveFile(
  body: AsyncIterable<Uint8Array>,
  file: FileHandle,
  maxBytes: number,
): Promise<StoredBlob> {
  const hash = createHash('sha256');
  const pieces = body[Symbol.asyncIterator]();
  let size = 0;
  for (;;) {
    const piece = await nextPiece(pieces, size);
    if (piece === undefined) break;
    if (size + piece.byteLength > maxBytes) {
      throw new PlatformError('body_too_large', `more than ${maxBytes} bytes`, {
        detail: `At most ${maxBytes} bytes.`,
        details: { receivedBytes: size + piece.byteLength },
      });
    }
    const written = asStorage(() => writeFully(file, piece, size));
    hash.update(piece);
    await written;
    size += piece.byteLength;
  }
  await asStorage(() => file.sync());
  return { digest: `sha256:${hash.digest('hex')}` satisfies Digest, size };
}

async function nextPiece(pieces: AsyncIterator<Uint8Array>, receivedBytes: number): Promise<Uint8Array | undefined> {
  try {
    const { done, value } = await pieces.next();
    return done === true ? undefined : value;
  } catch (cause) {
    throw new PlatformError('request_malformed', 'the body broke off', {
      cause,
      reason: 'body_aborted',
      details: { receivedBytes },
    });
  }
}

async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, position + done);
    done += bytesWritten;
  }
}

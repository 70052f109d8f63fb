import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { digestPattern, type Clock, type Digest } from '@tensorguard/core';
import { PlatformError } from '../../errors.ts';
import type { BlobStore, PutOptions, StoredBlob } from '../blob-store.ts';
import { fileBlob } from './file-blob.ts';
import { orIfMissing, systemFiles, type FileLayer } from './file-layer.ts';
import { receiveFile } from './receive-file.ts';
import { asStorage } from './storage-failure.ts';

/** Folder of bytes on their way in; on the file system of the blobs, so that a rename makes them visible at once. */
const INCOMING = 'incoming';

/** Where the blobs are, and the file system they are on. */
export interface DirectoryBlobStoreOptions {
  readonly dir: string;
  /** Tells the age of blobs. */
  readonly clock: Clock;
  readonly files?: FileLayer;
}

/** Keeps blobs in files `<first two digits>/<digest in hex>` of a folder. @throws PlatformError `unavailable` */
export async function openDirectoryBlobStore(options: DirectoryBlobStoreOptions): Promise<BlobStore> {
  const { dir, clock, files = systemFiles } = options;
  const incoming = join(dir, INCOMING);
  await asStorage(() => files.makeDir(incoming));
  const isOlder = async (path: string, ageMs: number): Promise<boolean> => {
    const changedAt = await files.changedAt(path);
    return changedAt !== undefined && changedAt < clock.now() - ageMs;
  };

  return {
    async put(body, putOptions) {
      const temporary = join(incoming, `${randomBytes(16).toString('hex')}.tmp`);
      try {
        const stored = await receive(files, temporary, body, putOptions);
        await asStorage(() => publish(files, dir, temporary, stored.digest));
        return stored;
      } catch (error) {
        // What cannot be removed now goes with a later sweep; the first error is the one to tell.
        await files.remove(temporary).catch(() => false);
        throw error;
      }
    },
    async open(digest) {
      const path = pathOf(dir, digest);
      const file = await asStorage(() => orIfMissing(() => files.open(path, 'read'), undefined));
      return file && fileBlob(file, (await asStorage(() => file.stat())).size);
    },
    async exists(digest) {
      const path = pathOf(dir, digest);
      return (await asStorage(() => files.changedAt(path))) !== undefined;
    },
    async remove(digest, olderThanMs) {
      const path = pathOf(dir, digest);
      return asStorage(async () => {
        if (olderThanMs !== undefined && !(await isOlder(path, olderThanMs))) return false;
        return files.remove(path);
      });
    },
    async *list(olderThanMs) {
      for (const folder of await asStorage(() => files.list(dir))) {
        if (!/^[0-9a-f]{2}$/.test(folder)) continue;
        for (const hex of await asStorage(() => files.list(join(dir, folder)))) {
          const isDue = await asStorage(() => isOlder(join(dir, folder, hex), olderThanMs));
          if (isDue && digestPattern.test(`sha256:${hex}`)) yield `sha256:${hex}`;
        }
      }
    },
    sweepInterrupted: (olderThanMs) =>
      asStorage(async () => {
        let count = 0;
        for (const name of await files.list(incoming)) {
          const path = join(incoming, name);
          if ((await isOlder(path, olderThanMs)) && (await files.remove(path))) count++;
        }
        return count;
      }),
  };
}

/** Writes, syncs and checks the bytes under a temporary name. */
async function receive(
  files: FileLayer,
  temporary: string,
  body: AsyncIterable<Uint8Array>,
  { maxBytes, expectedDigest, check }: PutOptions,
): Promise<StoredBlob> {
  const file = await asStorage(() => files.open(temporary, 'create'));
  let stored: StoredBlob;
  try {
    stored = await receiveFile(body, file, maxBytes);
  } finally {
    await file.close().catch(() => undefined);
  }
  if (expectedDigest !== undefined && expectedDigest !== stored.digest) {
    throw new PlatformError('request_malformed', 'the body has another digest', {
      detail: 'The body is not what its digest says.',
      details: { expectedDigest, digest: stored.digest },
    });
  }
  if (check) {
    await using blob = fileBlob(await asStorage(() => files.open(temporary, 'read')), stored.size);
    await check(blob, stored);
  }
  return stored;
}

/** Gives received bytes their name, so that neither bytes nor name are lost when the power goes. */
async function publish(files: FileLayer, dir: string, temporary: string, digest: Digest): Promise<void> {
  const path = pathOf(dir, digest);
  await files.makeDir(dirname(path));
  await files.syncDir(dir);
  await files.rename(temporary, path);
  await files.syncDir(dirname(path));
}

function pathOf(dir: string, digest: Digest): string {
  if (!digestPattern.test(digest)) throw new TypeError('not a digest');
  const hex = digest.slice('sha256:'.length);
  return join(dir, hex.slice(0, 2), hex);
}

import { createReadStream } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ensurePrivateDir, PRIVATE_FILE_MODE, syncDir, type Digest } from '@tensorguard/core';
import { diskError } from './disk-error.ts';

/** Folder of the encrypted packages in the data folder. */
export const PACKAGES_DIR = 'packages';
const WHOLE = '.tgsp';
const PART = '.part';
const TAG = '.etag';

/**
 * Encrypted packages on disk, by digest. A whole package has its name only after its digest was verified; what is still
 * arriving is a `.part` beside the validator that the server gave for it.
 */
export class PackageStore {
  readonly #dir: string;

  constructor(dataDir: string) {
    this.#dir = join(dataDir, PACKAGES_DIR);
  }

  /** Makes the folder. */
  async prepare(): Promise<void> {
    await ensurePrivateDir(this.#dir).catch(rethrow);
  }

  get directory(): string {
    return this.#dir;
  }

  /** Where the whole package is or will be. */
  pathOf(digest: string): string {
    return join(this.#dir, hexOf(digest) + WHOLE);
  }

  /** Where the package arrives. */
  partPathOf(digest: string): string {
    return join(this.#dir, hexOf(digest) + PART);
  }

  /** Bytes of a package that have arrived, 0 when none. */
  async partSize(digest: string): Promise<number> {
    return (await sizeOf(this.partPathOf(digest))) ?? 0;
  }

  /** Whether a whole package is there and still has its digest; one that has not is removed. */
  async has(digest: string): Promise<boolean> {
    const path = this.pathOf(digest);
    if ((await sizeOf(path)) === undefined) return false;
    if ((await fileDigest(path)) === digest) return true;
    await this.#remove(path);
    return false;
  }

  /** The validator of the arriving package, for `If-Range`. */
  async partTag(digest: string): Promise<string | undefined> {
    return readFile(join(this.#dir, hexOf(digest) + TAG), 'utf8').catch(() => undefined);
  }

  async setPartTag(digest: string, tag: string | undefined): Promise<void> {
    const path = join(this.#dir, hexOf(digest) + TAG);
    if (tag === undefined) await this.#remove(path);
    else await writeFile(path, tag, { mode: PRIVATE_FILE_MODE }).catch(rethrow);
  }

  /** Gives an arrived package its name, durably. */
  async promote(digest: string): Promise<void> {
    try {
      await rename(this.partPathOf(digest), this.pathOf(digest));
      await syncDir(this.#dir);
    } catch (error) {
      throw diskError(error);
    }
    await this.setPartTag(digest, undefined);
  }

  /** Drops what has arrived of a package. */
  async discardPart(digest: string): Promise<void> {
    await this.#remove(this.partPathOf(digest));
    await this.setPartTag(digest, undefined);
  }

  /** Removes every file that does not belong to one of the digests. Returns how many. */
  async removeExcept(digests: Iterable<string>): Promise<number> {
    const kept = new Set([...digests].map(hexOf));
    const names = await readdir(this.#dir).catch(rethrow);
    const surplus = names.filter((name) => !kept.has(name.slice(0, name.lastIndexOf('.'))));
    for (const name of surplus) await this.#remove(join(this.#dir, name));
    return surplus.length;
  }

  async #remove(path: string): Promise<void> {
    await rm(path, { force: true }).catch(rethrow);
  }
}

/** SHA-256 of a whole file. @throws AgentError `disk_failed` */
export async function fileDigest(path: string, signal?: AbortSignal): Promise<Digest> {
  const hash = createHash('sha256');
  const file = await open(path, 'r').catch(rethrow);
  try {
    for await (const chunk of createReadStream('', { fd: file, autoClose: false, highWaterMark: READ_BYTES })) {
      signal?.throwIfAborted();
      hash.update(chunk as Buffer);
    }
  } catch (error) {
    throw diskError(error);
  } finally {
    await file.close();
  }
  return `sha256:${hash.digest('hex')}`;
}

const READ_BYTES = 256 * 1024;

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw diskError(error);
  });
  return found?.size;
}

function hexOf(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1);
}

function rethrow(error: unknown): never {
  throw diskError(error);
}

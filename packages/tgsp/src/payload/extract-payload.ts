import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PRIVATE_DIR_MODE, PRIVATE_FILE_MODE, syncDir } from '@tensorguard/core';
import { TgspError } from '../errors.ts';
import { writeFully } from '../internal/write-fully.ts';
import type { ManifestFile } from '../manifest.ts';
import type { FileSegment } from './file-segments.ts';
import { openPayload, type EncryptedPayload } from './open-payload.ts';
import type { ProgressListener } from './window.ts';

/** How files are extracted. */
export interface ExtractOptions {
  readonly onProgress?: ProgressListener;
  /** Wait until the files are on stable storage before the folder gets its name. Default false. */
  readonly durable?: boolean;
}

/** Decrypts a payload into a folder beside the target, which then takes the target's name. */
export async function extractPayload(
  payload: EncryptedPayload,
  files: readonly ManifestFile[],
  directory: string,
  options: ExtractOptions,
): Promise<void> {
  const target = resolve(directory);
  if (await exists(target)) {
    throw new TgspError('target_exists', 'the target exists already', { details: { path: target } });
  }
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await asOutput(() => mkdir(temporary, { mode: PRIVATE_DIR_MODE }));
    const writer = new FolderWriter(temporary, files, options.durable === true);
    try {
      await openPayload(payload, files, (window, segments) => writer.write(window, segments), options.onProgress);
    } finally {
      await writer.close();
    }
    await asOutput(async () => {
      await rename(temporary, target);
      if (options.durable === true) await syncDir(dirname(target));
    });
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** Writes pieces of files that come in order; one file is open at a time. */
class FolderWriter {
  readonly #root: string;
  readonly #files: readonly ManifestFile[];
  readonly #durable: boolean;
  #handle: FileHandle | undefined;
  #queue: Promise<void> = Promise.resolve();

  constructor(root: string, files: readonly ManifestFile[], durable: boolean) {
    this.#root = root;
    this.#files = files;
    this.#durable = durable;
  }

  write(window: Uint8Array, segments: readonly FileSegment[]): Promise<void> {
    // A failure reaches the caller through this promise; later pieces wait for it and fail too.
    this.#queue = this.#append(this.#queue, window, segments);
    this.#queue.catch(() => undefined);
    return this.#queue;
  }

  async #append(before: Promise<void>, window: Uint8Array, segments: readonly FileSegment[]): Promise<void> {
    await before;
    for (const { file, fileOffset, offset, length, isLast } of segments) {
      this.#handle ??= await this.#create(this.#files[file]!.path);
      await writeFully(this.#handle, window.subarray(offset, offset + length), fileOffset);
      if (isLast) await this.#finish();
    }
  }

  async close(): Promise<void> {
    await this.#queue.catch(() => undefined);
    await this.#handle?.close();
    this.#handle = undefined;
  }

  #create(path: string): Promise<FileHandle> {
    return asOutput(async () => {
      const full = join(this.#root, ...path.split('/'));
      await mkdir(dirname(full), { recursive: true, mode: PRIVATE_DIR_MODE });
      return open(full, 'wx', PRIVATE_FILE_MODE);
    });
  }

  async #finish(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await asOutput(async () => {
      try {
        if (this.#durable) await handle?.sync();
      } finally {
        await handle?.close();
      }
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function asOutput<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof TgspError) throw cause;
    throw new TgspError('output_failed', 'the output cannot be written', { cause });
  }
}

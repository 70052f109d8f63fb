import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { PRIVATE_DIR_MODE, PRIVATE_FILE_MODE, syncDir } from '@tensorguard/core';

/** The operations on files that the store needs. Errors are those of the operating system. */
export interface FileLayer {
  /** Opens for reading, or makes a new file that only its owner may read. */
  readonly open: (path: string, mode: 'read' | 'create') => Promise<FileHandle>;
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Removes a file; whether there was one. */
  readonly remove: (path: string) => Promise<boolean>;
  readonly makeDir: (path: string) => Promise<void>;
  readonly syncDir: (path: string) => Promise<void>;
  /** Names in a folder; none when there is no such folder. */
  readonly list: (path: string) => Promise<string[]>;
  /** Time of the last change, milliseconds since the epoch; undefined when there is no such file. */
  readonly changedAt: (path: string) => Promise<number | undefined>;
}

/** The file system of the machine. */
export const systemFiles: FileLayer = {
  open: (path, mode) => (mode === 'read' ? open(path, 'r') : open(path, 'wx', PRIVATE_FILE_MODE)),
  rename,
  remove: (path) =>
    orIfMissing(async () => {
      await rm(path);
      return true;
    }, false),
  makeDir: async (path) => void (await mkdir(path, { recursive: true, mode: PRIVATE_DIR_MODE })),
  syncDir,
  list: (path) => orIfMissing(() => readdir(path), []),
  changedAt: (path) => orIfMissing(async () => (await stat(path)).mtimeMs, undefined),
};

/** Runs an operation; gives `fallback` when the file is not there. */
export async function orIfMissing<T, U>(work: () => Promise<T>, fallback: U): Promise<T | U> {
  try {
    return await work();
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return fallback;
    throw error;
  }
}

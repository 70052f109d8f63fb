import { createHash, randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ApiError } from '@tensorguard/contract';
import { PRIVATE_FILE_MODE, syncDir, type Digest } from '@tensorguard/core';
import { CliError } from '../errors.ts';
import { requireFilePlace } from './output-path.ts';
import type { Progress } from './progress.ts';

/** How an answer is saved. */
export interface SaveOptions {
  readonly path: string;
  /** Whether a file of that name may be replaced. */
  readonly overwrite: boolean;
  readonly progress?: Progress;
  /** Bytes that are expected, for the progress. */
  readonly totalBytes?: number;
  /** Judges the whole before it gets its name; throws to refuse it. */
  readonly check?: (saved: SavedFile) => Promise<void> | void;
}

/** A file that was saved. */
export interface SavedFile {
  /** Where the bytes are while they are judged, and afterwards. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: Digest;
}

/**
 * Saves the body of an answer. The file appears whole or not at all.
 *
 * @throws ApiError `unreachable` when the connection breaks; CliError `output_failed`, `file_exists`
 */
export async function saveResponse(response: Response, options: SaveOptions): Promise<SavedFile> {
  const { path, overwrite, progress, totalBytes } = options;
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const hash = createHash('sha256');
  let bytes = 0;
  await requireFilePlace(path);
  try {
    const file = await open(temporary, 'wx', PRIVATE_FILE_MODE).catch(unwritable(path));
    try {
      for await (const chunk of chunksOf(response)) {
        hash.update(chunk);
        await file.writeFile(chunk).catch(unwritable(path));
        bytes += chunk.byteLength;
        if (totalBytes !== undefined) progress?.update(bytes, totalBytes);
      }
      await file.sync().catch(unwritable(path));
    } finally {
      await file.close();
      progress?.end();
    }
    const sha256: Digest = `sha256:${hash.digest('hex')}`;
    await options.check?.({ path: temporary, bytes, sha256 });
    // A link refuses to replace what is there; a rename would.
    if (overwrite) await rename(temporary, path).catch(unwritable(path));
    else await link(temporary, path).catch(unwritable(path));
    await syncDir(dirname(path));
    return { path, bytes, sha256 };
  } finally {
    await rm(temporary, { force: true });
  }
}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  try {
    for await (const chunk of response.body) yield chunk;
  } catch (cause) {
    throw new ApiError('unreachable', 0, 'the connection broke before the end', { cause });
  }
}

function unwritable(path: string): (cause: NodeJS.ErrnoException) => never {
  return (cause) => {
    if (cause.code === 'EEXIST') throw new CliError('file_exists', `${path} exists already; replace it with --force`);
    throw new CliError('output_failed', `cannot write ${path}`, { cause });
  };
}

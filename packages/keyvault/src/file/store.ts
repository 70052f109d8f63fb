import { constants } from 'node:fs';
import { link, lstat, open, readdir, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ensurePrivateDir, PRIVATE_FILE_MODE, syncDir, writeFileAtomic } from '@tensorguard/core';
import { KeyVaultError } from '../errors.ts';
import { fromSystemError, systemCode } from './errors.ts';

/** Largest file that a vault holds, in bytes. */
const MAX_FILE_BYTES = 64 * 1024;
const GROUP_AND_OTHERS = 0o077;
const GROUP_AND_OTHERS_WRITE = 0o022;
const PERMISSION_BITS = 0o777;

/** Makes a folder private to the owner, or checks that an existing one cannot be written by others. */
export async function preparePrivateDir(path: string): Promise<void> {
  try {
    await ensurePrivateDir(path);
    const { mode } = await lstat(path);
    if ((mode & GROUP_AND_OTHERS_WRITE) !== 0) throw tooOpen(path, mode);
  } catch (error) {
    throw fromSystemError(error, `folder ${path}`);
  }
}

/**
 * Reads a file that only its owner may touch; symbolic links are not followed.
 *
 * @throws KeyVaultError `vault_missing`, `vault_permissions`, `vault_unavailable`
 */
export async function readPrivateFile(path: string): Promise<Buffer> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { mode, size } = await file.stat();
      if ((mode & GROUP_AND_OTHERS) !== 0) throw tooOpen(path, mode);
      if (size > MAX_FILE_BYTES) throw new KeyVaultError('vault_corrupted', `${path} is too large`);
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fromSystemError(error, `file ${path}`);
  }
}

/**
 * Makes a file that must not exist yet, durable and complete or not at all, also when two processes try at once.
 *
 * @throws KeyVaultError `key_exists` when it is there already, `vault_permissions`, `vault_unavailable`
 */
export async function createPrivateFile(dir: string, name: string, data: string): Promise<void> {
  const temporary = join(dir, `.${name}.${randomUUID()}`);
  try {
    await writeFileAtomic(temporary, data, PRIVATE_FILE_MODE);
    // A rename would replace what another process made meanwhile; a second name for the file cannot.
    await link(temporary, join(dir, name));
    await syncDir(dir);
  } catch (error) {
    if (systemCode(error) === 'EEXIST')
      throw new KeyVaultError('key_exists', `${name} exists already`, { cause: error });
    throw fromSystemError(error, `file ${join(dir, name)}`);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Names in a folder; undefined when there is no such folder. Leftovers of a crash start with a dot and are left out. */
export async function listNames(dir: string): Promise<string[] | undefined> {
  try {
    return (await readdir(dir)).filter((name) => !name.startsWith('.')).sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw fromSystemError(error, `folder ${dir}`);
  }
}

function tooOpen(path: string, mode: number): KeyVaultError {
  const octal = (mode & PERMISSION_BITS).toString(8).padStart(4, '0');
  return new KeyVaultError(
    'vault_permissions',
    `${path} has mode ${octal}; only its owner may use it: chmod go= ${path}`,
    {
      details: { path, mode: octal },
    },
  );
}

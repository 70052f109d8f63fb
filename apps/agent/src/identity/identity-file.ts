import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@tensorguard/core';
import { AgentError } from '../errors.ts';
import { storedIdentity, type StoredIdentity } from './identity.ts';

/** Name of the identity file in the data folder. */
export const IDENTITY_FILE = 'identity.json';
/** Largest identity file that is read, bytes. */
const MAX_IDENTITY_BYTES = 256 * 1024;
/** Permission bits that others would use. */
const OTHERS_MODE = 0o077;

/** The identity on disk: key, certificate and pins in one file, so that a change is whole or did not happen. */
export class IdentityFile {
  readonly #path: string;

  constructor(dataDir: string) {
    this.#path = join(dataDir, IDENTITY_FILE);
  }

  /** @throws AgentError `state_corrupt`, `config_unsafe` when others may read the file */
  async read(): Promise<StoredIdentity | undefined> {
    const file = await this.#open('r');
    if (file === undefined) return undefined;
    try {
      const { mode, size } = await file.stat();
      if ((mode & OTHERS_MODE) !== 0) {
        throw new AgentError('config_unsafe', `${IDENTITY_FILE} must be readable by its owner only: chmod 600`);
      }
      if (size > MAX_IDENTITY_BYTES) throw new AgentError('state_corrupt', `${IDENTITY_FILE} is too large`);
      return parse(await readFile(file, 'utf8'));
    } finally {
      await file.close();
    }
  }

  /** Replaces the identity; the old one or the new one is on disk at any moment. @throws AgentError `state_unwritable` */
  async write(identity: StoredIdentity): Promise<void> {
    await writeFileAtomic(this.#path, `${JSON.stringify(identity)}\n`).catch((cause: unknown) => {
      throw new AgentError('state_unwritable', `${IDENTITY_FILE} cannot be written`, { cause });
    });
  }

  /**
   * Replaces the identity and overwrites the bytes of the old file, which held keys. What a file system keeps elsewhere
   * (snapshots, copy on write, wear levelling) is out of reach.
   *
   * @throws AgentError `state_unwritable`
   */
  async replaceAndErase(identity: StoredIdentity): Promise<void> {
    const old = await this.#open('r+');
    try {
      await this.write(identity);
      if (old !== undefined) await overwrite(old);
    } finally {
      await old?.close();
    }
  }

  async #open(flags: 'r' | 'r+'): Promise<FileHandle | undefined> {
    try {
      return await open(this.#path, flags);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new AgentError('state_corrupt', `${IDENTITY_FILE} cannot be opened`, { cause });
    }
  }
}

function parse(text: string): StoredIdentity {
  try {
    return storedIdentity.parse(JSON.parse(text));
  } catch {
    // The parser's message could quote a key.
    throw new AgentError('state_corrupt', `${IDENTITY_FILE} is not an identity`);
  }
}

async function overwrite(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  await file.write(Buffer.alloc(size), 0, size, 0);
  await file.sync();
}

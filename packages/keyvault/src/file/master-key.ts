import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { KeyVaultError } from '../errors.ts';
import { KEY_BYTES } from '../internal/aead.ts';
import { corrupted } from './errors.ts';
import { createPrivateFile, readPrivateFile } from './store.ts';

const FILE_NAME = 'master.key';
const FORMAT = 'tensorguard-master-key/1';

/** Where the master key of a vault folder is. */
export function masterKeyPath(dir: string): string {
  return join(dir, FILE_NAME);
}

/**
 * Reads the master key.
 *
 * @throws KeyVaultError `vault_missing`, `vault_permissions`, `vault_corrupted`, `vault_unavailable`
 */
export async function readMasterKey(dir: string): Promise<Buffer> {
  const file = await readPrivateFile(masterKeyPath(dir));
  const match = /^([a-z0-9/-]+) ([A-Za-z0-9_-]{43})\n$/.exec(file.toString('latin1'));
  file.fill(0);
  if (match?.[1] !== FORMAT) throw corrupted('the master key file');
  return Buffer.from(match[2]!, 'base64url');
}

/** Makes the master key unless another process was faster; errors as for reading. */
export async function createMasterKey(dir: string): Promise<void> {
  const key = randomBytes(KEY_BYTES);
  try {
    await createPrivateFile(dir, FILE_NAME, `${FORMAT} ${key.toString('base64url')}\n`);
  } catch (error) {
    if (!(error instanceof KeyVaultError) || error.code !== 'key_exists') throw error;
  } finally {
    key.fill(0);
  }
}

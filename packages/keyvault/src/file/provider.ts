import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { systemClock, type Clock } from '@tensorguard/core';
import { KeyVaultError } from '../errors.ts';
import { decodeBase64url } from '../internal/base64url.ts';
import { AEAD, KEY_BYTES, openAead, sealAead } from '../internal/aead.ts';
import { aadOf } from '../internal/context.ts';
import { requireKeyName } from '../key-name.ts';
import type {
  KeyContext,
  KeyProvider,
  KeyProviderCapabilities,
  KeyProviderDescription,
  KeyProviderHealth,
  KeyVersion,
  WrappedKey,
} from '../key-provider.ts';
import { parseWrappedKey } from '../wrapped-key.ts';
import { fromSystemError } from './errors.ts';
import { decodeKeyFile, encodeKeyFile, keyFileName, MAX_VERSIONS, versionsFromNames } from './key-file.ts';
import { createMasterKey, readMasterKey } from './master-key.ts';
import { createPrivateFile, listNames, preparePrivateDir, readPrivateFile } from './store.ts';

/** Where a file vault is and whether to make it. */
export interface FileKeyProviderOptions {
  readonly dir: string;
  /** Make the vault when it is not there; otherwise a missing one is `vault_missing`. */
  readonly create?: boolean;
  readonly clock?: Clock;
}

/** Same limit as the cloud services have, so that code that works here works there. */
const MAX_WRAP_BYTES = 4096;
const KIND = 'file';

const CAPABILITIES: KeyProviderCapabilities = {
  productionReady: false,
  hardwareBacked: false,
  createKey: true,
  rotate: true,
  maxPlaintextBytes: MAX_WRAP_BYTES,
};

/**
 * Opens a vault in a folder, for development: who can read `master.key` has every key.
 *
 * @throws KeyVaultError `vault_missing`, `vault_permissions`, `vault_corrupted`, `vault_unavailable`
 */
export async function openFileKeyProvider(options: FileKeyProviderOptions): Promise<KeyProvider> {
  const dir = resolve(options.dir);
  const clock = options.clock ?? systemClock;
  if (options.create) {
    await preparePrivateDir(dir);
    const keys = (await listNames(keysDir(dir))) ?? [];
    // A new master key could not open the keys of a lost one; better to say so at once.
    if (keys.length === 0) await createMasterKey(dir);
  }
  const masterKey = await readMasterKey(dir);
  await preparePrivateDir(keysDir(dir));
  return new FileKeyProvider(dir, masterKey, clock);
}

function keysDir(dir: string): string {
  return join(dir, 'keys');
}

class FileKeyProvider implements KeyProvider {
  readonly kind = KIND;
  readonly capabilities = CAPABILITIES;
  readonly #dir: string;
  readonly #masterKey: Buffer;
  readonly #clock: Clock;
  /** Versions never change once written, so what was read and authenticated stays true. */
  readonly #loaded = new Map<string, { readonly meta: KeyVersion; readonly key: Buffer }>();

  constructor(dir: string, masterKey: Buffer, clock: Clock) {
    this.#dir = dir;
    this.#masterKey = masterKey;
    this.#clock = clock;
  }

  describe(): KeyProviderDescription {
    return { kind: KIND, title: 'File vault (development)', location: this.#dir, algorithm: AEAD };
  }

  async createKey(keyName: string): Promise<KeyVersion> {
    requireKeyName(keyName);
    return this.#writeVersion(keyName, 1);
  }

  async rotate(keyName: string): Promise<KeyVersion> {
    return this.#writeVersion(keyName, (await this.#newestVersion(keyName)) + 1);
  }

  async listVersions(keyName: string): Promise<readonly KeyVersion[]> {
    const versions = await this.#versions(keyName);
    const loaded = await Promise.all(versions.map((version) => this.#load(keyName, version)));
    return loaded.map(({ meta }) => meta);
  }

  async wrap(keyName: string, plaintext: Uint8Array, context: KeyContext): Promise<WrappedKey> {
    if (plaintext.length > MAX_WRAP_BYTES) {
      throw new KeyVaultError('plaintext_too_large', `at most ${MAX_WRAP_BYTES} bytes can be wrapped`);
    }
    const copy = Buffer.from(plaintext);
    const bound = { ...context };
    try {
      const keyVersion = await this.#newestVersion(keyName);
      const { key } = await this.#load(keyName, keyVersion);
      const ciphertext = sealAead(key, copy, wrapAad(keyName, keyVersion, bound)).toString('base64url');
      return { provider: KIND, keyName, keyVersion, ciphertext };
    } finally {
      copy.fill(0);
    }
  }

  async unwrap(wrapped: WrappedKey, context: KeyContext): Promise<Buffer> {
    const { provider, keyName, keyVersion, ciphertext } = parseWrappedKey(wrapped);
    if (provider !== KIND) throw new KeyVaultError('provider_mismatch', `wrapped by a provider of kind ${provider}`);
    const aad = wrapAad(keyName, keyVersion, { ...context });
    if (!(await this.#versions(keyName)).includes(keyVersion)) {
      throw new KeyVaultError('key_version_not_found', `key ${keyName} has no version ${keyVersion}`);
    }
    const { key } = await this.#load(keyName, keyVersion);
    const plaintext = openAead(key, decodeBase64url(ciphertext), aad);
    if (plaintext === undefined) throw new KeyVaultError('unwrap_failed', 'the key cannot be unwrapped');
    return plaintext;
  }

  async health(): Promise<KeyProviderHealth> {
    const startedAt = this.#clock.now();
    try {
      const current = await readMasterKey(this.#dir);
      if (!current.equals(this.#masterKey)) {
        throw new KeyVaultError('vault_corrupted', 'the master key file was replaced while the vault was open');
      }
      await listNames(keysDir(this.#dir));
      return { healthy: true, latencyMs: this.#clock.now() - startedAt };
    } catch (error) {
      const { code, message } = fromSystemError(error, 'vault');
      return { healthy: false, latencyMs: this.#clock.now() - startedAt, code, message };
    }
  }

  async #writeVersion(keyName: string, version: number): Promise<KeyVersion> {
    if (version > MAX_VERSIONS) throw new KeyVaultError('operation_unsupported', 'the key has too many versions');
    const meta = { keyName, version, createdAt: this.#clock.now() };
    const key = randomBytes(KEY_BYTES);
    const dir = join(keysDir(this.#dir), keyName);
    await preparePrivateDir(dir);
    try {
      await createPrivateFile(dir, keyFileName(version), encodeKeyFile(this.#masterKey, meta, key));
    } finally {
      key.fill(0);
    }
    return meta;
  }

  async #newestVersion(keyName: string): Promise<number> {
    return (await this.#versions(keyName)).length;
  }

  async #versions(keyName: string): Promise<number[]> {
    requireKeyName(keyName);
    const names = await listNames(join(keysDir(this.#dir), keyName));
    if (names === undefined || names.length === 0) throw new KeyVaultError('key_not_found', `no key ${keyName}`);
    return versionsFromNames(names, keyName);
  }

  async #load(keyName: string, version: number): Promise<{ readonly meta: KeyVersion; readonly key: Buffer }> {
    const id = `${keyName}/${version}`;
    const known = this.#loaded.get(id);
    if (known) return known;
    const content = await readPrivateFile(join(keysDir(this.#dir), keyName, keyFileName(version)));
    const found = decodeKeyFile(this.#masterKey, keyName, version, content);
    this.#loaded.set(id, found);
    return found;
  }
}

/** Name and version are authenticated with the caller's context. */
function wrapAad(keyName: string, keyVersion: number, context: KeyContext): Buffer {
  return aadOf({ keyName, keyVersion }, context);
}

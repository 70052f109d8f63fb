/** Kinds of key providers that this package implements. */
export type KeyProviderKind = 'file';

/** Facts that bind a ciphertext to its use; a different context makes `unwrap` fail. Canonical JSON is the AAD. */
export type KeyContext = Readonly<Record<string, string>>;

/** What a provider can do, so that callers ask before they try. */
export interface KeyProviderCapabilities {
  /** False refuses the provider in production mode. */
  readonly productionReady: boolean;
  /** Key material never leaves hardware or a managed service. */
  readonly hardwareBacked: boolean;
  /** `createKey` works; otherwise an operator makes keys with the vendor's tools. */
  readonly createKey: boolean;
  /** `rotate` works and old versions stay usable for `unwrap`. */
  readonly rotate: boolean;
  /** Largest plaintext that `wrap` takes, in bytes. */
  readonly maxPlaintextBytes: number;
}

/** Where the keys are; safe to show and to log. */
export interface KeyProviderDescription {
  readonly kind: KeyProviderKind;
  readonly title: string;
  /** Path, URL or slot; never a credential. */
  readonly location: string;
  readonly algorithm: string;
}

/** One version of a named key-encryption key. */
export interface KeyVersion {
  readonly keyName: string;
  /** 1 for the first; the highest one wraps. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A plaintext encrypted under a key version. JSON-safe. */
export interface WrappedKey {
  /** Kind of the provider that wrapped it; stored data may name one that this build does not know. */
  readonly provider: string;
  readonly keyName: string;
  readonly keyVersion: number;
  /** Provider-specific bytes in base64url. */
  readonly ciphertext: string;
}

/** Outcome of a self-check; `code` and `message` explain a failure. */
export type KeyProviderHealth =
  | { readonly healthy: true; readonly latencyMs: number }
  | { readonly healthy: false; readonly latencyMs: number; readonly code: string; readonly message: string };

/** A holder of key-encryption keys. Every method rejects with KeyVaultError only. */
export interface KeyProvider {
  readonly kind: KeyProviderKind;
  readonly capabilities: KeyProviderCapabilities;
  /** Where the keys are. */
  describe(): KeyProviderDescription;
  /** Makes version 1 of a new key. Errors: `key_exists`, `key_name_invalid`. */
  createKey(keyName: string): Promise<KeyVersion>;
  /** Makes the next version; older ones keep unwrapping. Errors: `key_not_found`. */
  rotate(keyName: string): Promise<KeyVersion>;
  /** All versions, oldest first. Errors: `key_not_found`. */
  listVersions(keyName: string): Promise<readonly KeyVersion[]>;
  /** Encrypts under the newest version. Errors: `key_not_found`, `plaintext_too_large`. */
  wrap(keyName: string, plaintext: Uint8Array, context: KeyContext): Promise<WrappedKey>;
  /** Decrypts; the context must be the one given to `wrap`. Errors: `unwrap_failed`, `key_not_found`, ... */
  unwrap(wrapped: WrappedKey, context: KeyContext): Promise<Buffer>;
  /** Checks that keys can be used now; never rejects. */
  health(): Promise<KeyProviderHealth>;
}

/** Names of keys: short, lower case, safe as a file name and in every vendor's service. */
export const KEY_NAME_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

import { CodedError } from '@tensorguard/core';

/** Codes of errors raised by key providers and the envelope vault. */
export type KeyVaultErrorCode =
  /** The key name does not match {@link KEY_NAME_PATTERN}. */
  | 'key_name_invalid'
  /** No key of that name exists. */
  | 'key_not_found'
  /** The key exists, this version of it does not. */
  | 'key_version_not_found'
  /** A key of that name exists already, or another process made the same version at the same moment. */
  | 'key_exists'
  /** The provider cannot do what was asked (see its capabilities). */
  | 'operation_unsupported'
  /** More bytes than the provider or the envelope takes. */
  | 'plaintext_too_large'
  /** Wrong key, wrong context or altered ciphertext; deliberately one code. */
  | 'unwrap_failed'
  /** The wrapped key was made by another kind of provider. */
  | 'provider_mismatch'
  /** The envelope is not one of ours, or not well formed. */
  | 'envelope_invalid'
  /** The context is not a plain object of strings that JSON can carry. */
  | 'context_invalid'
  /** The vault does not exist at the configured place. */
  | 'vault_missing'
  /** Files of the vault may be read or written by others than their owner. */
  | 'vault_permissions'
  /** Stored key material is damaged. */
  | 'vault_corrupted'
  /** The vault cannot be reached: I/O error, outage, refused by the operating system. */
  | 'vault_unavailable';

/** Error of a key provider or of the envelope vault. */
export class KeyVaultError extends CodedError<KeyVaultErrorCode> {}

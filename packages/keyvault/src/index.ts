export { KeyVaultError, type KeyVaultErrorCode } from './errors.ts';
export { EnvelopeVault, MAX_SECRET_BYTES, parseEnvelope, type Envelope } from './envelope-vault.ts';
export { openFileKeyProvider, type FileKeyProviderOptions } from './file/provider.ts';
export {
  KEY_NAME_PATTERN,
  type KeyContext,
  type KeyProvider,
  type KeyProviderCapabilities,
  type KeyProviderDescription,
  type KeyProviderHealth,
  type KeyProviderKind,
  type KeyVersion,
  type WrappedKey,
} from './key-provider.ts';

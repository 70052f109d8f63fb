export { TGSP_ERROR_CODES, TgspError, type TgspErrorCode } from './errors.ts';
export {
  CONTENT_KEY_BYTES,
  DEFAULT_CHUNK_BYTES,
  MAX_CHUNK_BYTES,
  MAX_FILES,
  MAX_HEADER_BYTES,
  MAX_PAYLOAD_BYTES,
  MAX_RECIPIENTS,
  MIN_CHUNK_BYTES,
} from './limits.ts';
export {
  FILE_ROLES,
  MANIFEST_PAYLOAD_TYPE,
  TENSOR_DTYPES,
  manifestSchema,
  type FileRole,
  type HpkeStanza,
  type KekStanza,
  type Manifest,
  type ManifestFields,
  type ManifestFile,
  type RecipientStanza,
  type SelfTest,
  type TensorDtype,
  type TensorSpec,
} from './manifest.ts';
export { packagePathProblem } from './package-path.ts';
export { bytesPackageSource, filePackageSource, type FilePackageSource, type PackageSource } from './package-source.ts';
export { packPackage, type PackageInput, type PackedPackage, type PackOptions } from './pack-package.ts';
export { inspectHeader, openPackage, type TrustOptions, type UnverifiedHeader } from './open-package.ts';
export { type VerifiedPackage } from './verified-package.ts';
export { type ExtractOptions } from './payload/extract-payload.ts';
export { type InputSource } from './payload/input-reader.ts';
export { type PayloadProgress, type ProgressListener } from './payload/window.ts';
export {
  generateRecipientKey,
  recipientKeyId,
  recipientPublicKey,
  recipientPublicKeyOf,
  type RecipientPrivateKey,
  type RecipientPublicKey,
} from './recipients/recipient-key.ts';
export { type KekProvider, type KeyWrapContext } from './recipients/kek-provider.ts';
export {
  openSealedContentKey,
  sealContentKey,
  type KeyReleaseContext,
  type OpenSealedContentKeyOptions,
  type SealContentKeyOptions,
} from './recipients/key-release.ts';
export {
  createHybridSigner,
  generateSigningKey,
  signingPublicKeyOf,
  type HybridSignature,
  type HybridSigner,
  type SigningPrivateKey,
} from './signing/hybrid-signer.ts';
export { signingKeyId, signingPublicKey, type SigningPublicKey } from './signing/signing-public-key.ts';
export { signEnvelope, verifyEnvelope, type Envelope, type VerifiedEnvelope } from './signing/envelope.ts';
export {
  encryptKey,
  parsePrivateKey,
  parsePublicKey,
  publicKeyOf,
  readPrivateKeyFile,
  readPublicKeyFile,
  writeKeyFile,
  type EncryptedKeyFile,
  type PrivateKeyFile,
  type PublicKeyFile,
} from './key-file.ts';

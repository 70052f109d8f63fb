export { keySigner, type CaSigner } from './ca-signer.ts';
export {
  CertificateAuthority,
  type AgentCertificateRequest,
  type CertificateAuthorityOptions,
  type IssuingCaCertificateRequest,
  type OcspResponderCertificateRequest,
  type ServerCertificateRequest,
  type SubjectKey,
} from './certificate-authority.ts';
export { createIssuingCa, createRootCa, type CreateIssuingCaOptions, type CreateRootCaOptions } from './create-ca.ts';
export type { Crl, RevokedCertificate, SignCrlRequest, SignedCrl } from './crl.ts';
export { checkCsr, type CheckedCsr } from './csr-check.ts';
export { createCsr, type Csr, type CsrOptions } from './csr.ts';
export { DenySet, type DenyEntry, type DenyKey, type DenySetSnapshot, type DenySetUpdate } from './deny-set.ts';
export { PkiError, type PkiErrorCode } from './errors.ts';
export { certificateFromInput, certificatesFromInput, type CertificateInput } from './certificate-input.ts';
export type { IssuedCertificate } from './issued-certificate.ts';
export {
  exportPrivateKeyDer,
  exportPrivateKeyPem,
  exportPublicKeyDer,
  exportPublicKeyPem,
  generateKeyPair,
  importPrivateKey,
  importPublicKey,
  type KeyPair,
  type PrivateKeyInput,
  type PublicKeyInput,
} from './key-pair.ts';
export { parseOcspRequest, type OcspCertId, type OcspRequest } from './ocsp-request.ts';
export {
  DEFAULT_OCSP_VALIDITY_MS,
  type CertificateStatus,
  type CertificateStatusLookup,
  type OcspAnswer,
  type OcspOptions,
  type OcspResponder,
} from './ocsp-response.ts';
export { decodePem, encodePem, splitPem, type PemLabel } from './pem.ts';
export type { RevocationUrls } from './internal/profiles.ts';
export { LIFETIMES } from './lifetimes.ts';
export { renewAt } from './renew-at.ts';
export { REVOCATION_REASONS, type RevocationReason } from './revocation-reason.ts';
export {
  agentSpiffeId,
  parseSpiffeId,
  platformSpiffeId,
  trustDomainSpiffeId,
  type ParsedSpiffeId,
  type SpiffeId,
} from './spiffe-id.ts';
export {
  verifyAgentCertificate,
  verifyPlatformCertificate,
  type VerifiedAgent,
  type VerifiedCertificate,
  type VerifiedPlatform,
  type VerifyOptions,
} from './verify-certificate.ts';
export { verifyCrl } from './verify-crl.ts';

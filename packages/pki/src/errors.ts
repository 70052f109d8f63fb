import { CodedError } from '@tensorguard/core';

/** Codes of errors raised by this package. */
export type PkiErrorCode =
  /** Text is not PEM of the expected label. */
  | 'pem_invalid'
  /** Bytes are not strict DER, or nested or large beyond the limits. */
  | 'der_invalid'
  /** Not a private or public key that we take. */
  | 'key_invalid'
  /** The algorithm, curve or key size is not allowed. */
  | 'algorithm_not_allowed'
  /** Well-formed DER that is not a PKCS#10 request. */
  | 'csr_invalid'
  /** The request is not signed by the key that it names. */
  | 'csr_signature_invalid'
  /** The request asks for an id that is not the one to be issued. */
  | 'csr_foreign_id'
  /** Not a SPIFFE id, or not of the expected form. */
  | 'spiffe_id_invalid'
  /** Names, lifetime or serial asked of the CA are not allowed. */
  | 'profile_invalid'
  /** The CA's certificate and private key do not belong together, or it is not a CA. */
  | 'ca_invalid'
  /** The CA's certificate does not cover the asked time. */
  | 'ca_expired'
  /** Not an X.509 certificate that we can read. */
  | 'certificate_invalid'
  /** The certificate is not valid yet. */
  | 'certificate_not_yet_valid'
  /** The certificate has expired. */
  | 'certificate_expired'
  /** No path of valid signatures leads to a trusted root. */
  | 'chain_untrusted'
  /** A certificate of the chain may not be used this way: CA flags, key usages, path length, critical extensions. */
  | 'certificate_purpose_invalid'
  /** The certificate or one above it is revoked. */
  | 'certificate_revoked'
  /** Not a CRL, not signed by the issuer, or not of the asked time. */
  | 'crl_invalid'
  /** Not an OCSP request that we can read. */
  | 'ocsp_request_invalid'
  /** A deny-set update does not follow the version that we have; fetch a snapshot. */
  | 'deny_set_gap'
  /** Snapshot or update of a deny set is malformed. */
  | 'deny_set_invalid';

/** Error of certificates, requests, revocation lists and identities. */
export class PkiError extends CodedError<PkiErrorCode> {}

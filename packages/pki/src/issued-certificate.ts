import { digestOf, type Digest } from '@tensorguard/core';
import { parseCertificate } from './internal/parse-certificate.ts';
import { encodePem } from './pem.ts';

/** A certificate that an authority just signed. Times are milliseconds since the epoch, whole seconds. */
export interface IssuedCertificate {
  readonly pem: string;
  readonly der: Buffer;
  /** The certificate and the authorities above it up to, not including, the root: what a TLS server or client sends. */
  readonly chainPem: string;
  /** Lower-case hex, as in the CRL, OCSP and the deny set. */
  readonly serial: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** SHA-256 of the DER. */
  readonly fingerprint: Digest;
}

/** Describes a freshly signed certificate; `intermediatesPem` is sent after it. */
export function issuedCertificate(der: Buffer, intermediatesPem: string): IssuedCertificate {
  const { serial, notBefore, notAfter } = parseCertificate(der);
  const pem = encodePem('CERTIFICATE', der);
  return { pem, der, chainPem: pem + intermediatesPem, serial, notBefore, notAfter, fingerprint: digestOf(der) };
}

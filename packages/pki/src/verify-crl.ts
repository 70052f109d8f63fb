import { certificateFromInput, type CertificateInput } from './certificate-input.ts';
import { readCrl, type Crl } from './crl.ts';
import { parseCertificate } from './internal/parse-certificate.ts';
import { decodePem } from './pem.ts';

/**
 * Reads a CRL (PEM text or DER), verifies its issuer's signature and that it is current at `now` (ms since the epoch).
 *
 * @throws PkiError `crl_invalid`, `pem_invalid`, `certificate_invalid`
 */
export function verifyCrl(crl: string | Uint8Array, issuer: CertificateInput, now: number): Crl {
  const der = typeof crl === 'string' ? decodePem('X509 CRL', crl) : crl;
  return readCrl(der, parseCertificate(certificateFromInput(issuer)), now);
}

import { X509Certificate } from 'node:crypto';
import { decodePem, splitPem } from './pem.ts';

/** One certificate: PEM text, DER bytes or Node's object (as `TLSSocket.getPeerX509Certificate()` gives). */
export type CertificateInput = string | Uint8Array | X509Certificate;

/**
 * The DER of one certificate, copied.
 *
 * @throws PkiError `pem_invalid` when text is not exactly one PEM certificate
 */
export function certificateFromInput(input: CertificateInput): Buffer {
  if (typeof input === 'string') return decodePem('CERTIFICATE', input);
  return Buffer.from(input instanceof X509Certificate ? input.raw : input);
}

/**
 * The DER of several certificates; text may be a PEM bundle.
 *
 * @throws PkiError `pem_invalid`
 */
export function certificatesFromInput(input: CertificateInput | readonly CertificateInput[]): Buffer[] {
  if (typeof input === 'string') return splitPem('CERTIFICATE', input);
  return isList(input) ? input.flatMap((item) => certificatesFromInput(item)) : [certificateFromInput(input)];
}

function isList(input: CertificateInput | readonly CertificateInput[]): input is readonly CertificateInput[] {
  return Array.isArray(input);
}

import { PkiError } from './errors.ts';

/** Labels of the PEM blocks that this package reads and writes (RFC 7468). */
export type PemLabel = 'CERTIFICATE' | 'CERTIFICATE REQUEST' | 'X509 CRL' | 'PRIVATE KEY' | 'PUBLIC KEY';

/** Longest PEM text taken, in characters; a CRL of 100,000 entries fits. */
const MAX_PEM_CHARS = 16 * 1024 * 1024;
const LINE_CHARS = 64;
/** Written so that neither a long block nor a hostile one costs more than one pass. */
const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]*?)-----END ([A-Z0-9 ]{1,40})-----/g;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const BASE64_GROUP_CHARS = 4;

/** One PEM block, with a final line feed. */
export function encodePem(label: PemLabel, der: Uint8Array): string {
  const base64 = Buffer.from(der).toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < base64.length; at += LINE_CHARS) lines.push(base64.slice(at, at + LINE_CHARS));
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/**
 * The DER of each block with the label, in order; blocks with other labels and text between blocks are passed over.
 *
 * @throws PkiError `pem_invalid` when there is no such block or one is malformed
 */
export function splitPem(label: PemLabel, text: string): Buffer[] {
  if (text.length > MAX_PEM_CHARS) throw new PkiError('pem_invalid', 'PEM text too long');
  const found: Buffer[] = [];
  for (const [, begin, body = '', end] of text.matchAll(BLOCK)) {
    if (begin !== label) continue;
    const base64 = body.replace(/\s+/g, '');
    if (end !== label || base64.length % BASE64_GROUP_CHARS !== 0 || !BASE64.test(base64)) {
      throw new PkiError('pem_invalid', `malformed PEM block ${label}`, { details: { label } });
    }
    found.push(Buffer.from(base64, 'base64'));
  }
  if (found.length === 0) throw new PkiError('pem_invalid', `no PEM block ${label}`, { details: { label } });
  return found;
}

/**
 * The DER of the only block with the label.
 *
 * @throws PkiError `pem_invalid`
 */
export function decodePem(label: PemLabel, text: string): Buffer {
  const [first, ...more] = splitPem(label, text);
  if (first === undefined || more.length > 0) {
    throw new PkiError('pem_invalid', `expected one PEM block ${label}`, { details: { label } });
  }
  return first;
}

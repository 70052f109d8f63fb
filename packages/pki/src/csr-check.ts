import type { KeyObject } from 'node:crypto';
import { PkiError } from './errors.ts';
import {
  bitsOf,
  contextTag,
  elements,
  numberOf,
  oidOf,
  only,
  parseDer,
  rawOf,
  reading,
  setElements,
  tagged,
  type Asn1Node,
} from './internal/asn1-read.ts';
import { OID } from './internal/oids.ts';
import { altNamesOf, readExtensions, type AltNames, type RawExtensions } from './internal/read-extensions.ts';
import { readPublicKey, verifySignature } from './internal/signature-algorithms.ts';
import { decodePem } from './pem.ts';

/** A request whose signature is proven; the names are what the requester wishes, nothing more. */
export interface CheckedCsr {
  readonly publicKey: KeyObject;
  readonly requestedUris: readonly string[];
  readonly requestedDnsNames: readonly string[];
}

/** Longest request taken, in bytes; an RSA 4096 one with names is under 3 KiB. */
const MAX_CSR_BYTES = 16 * 1024;
const CSR_LIMITS = { maxBytes: MAX_CSR_BYTES, maxNodes: 500 };
const ATTRIBUTES_TAG = 0;

/**
 * Reads a PKCS#10 request (PEM text or DER) and checks proof of possession, algorithms and key size.
 *
 * @throws PkiError `pem_invalid`, `csr_invalid`, `csr_signature_invalid`, `algorithm_not_allowed`, `key_invalid`
 */
export function checkCsr(csr: string | Uint8Array): CheckedCsr {
  const der = typeof csr === 'string' ? decodePem('CERTIFICATE REQUEST', csr) : csr;
  return reading('csr_invalid', 'certificate request', () => {
    const [info, algorithm, signature, ...rest] = elements(parseDer(der, CSR_LIMITS));
    const [version, subject, spki, attributes, ...more] = elements(info);
    if (rest.length > 0 || more.length > 0 || numberOf(version) !== 0) throw new PkiError('csr_invalid', 'CSR fields');
    elements(subject);
    const publicKey = readPublicKey(rawOf(spki));
    const names = requestedNames(attributes);
    if (!verifySignature(algorithm, rawOf(info), publicKey, bitsOf(signature))) {
      throw new PkiError('csr_signature_invalid', 'the request is not signed by the key that it names');
    }
    return { publicKey, requestedUris: names.uris, requestedDnsNames: names.dnsNames };
  });
}

function requestedNames(attributes: Asn1Node | undefined): AltNames {
  if (attributes === undefined) return altNamesOf(new Map());
  if (contextTag(attributes) !== ATTRIBUTES_TAG) throw new PkiError('csr_invalid', 'CSR attributes');
  const requests: RawExtensions[] = [];
  for (const attribute of tagged(attributes)) {
    const [type, values] = elements(attribute);
    if (oidOf(type) === OID.extensionRequest) requests.push(readExtensions(only(setElements(values))));
  }
  if (requests.length > 1) throw new PkiError('csr_invalid', 'extensions requested twice');
  return altNamesOf(requests[0] ?? new Map());
}

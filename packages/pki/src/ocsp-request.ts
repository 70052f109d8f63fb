import { PkiError } from './errors.ts';
import {
  contextTag,
  elements,
  explicitValue,
  hexIntegerOf,
  octetsOf,
  oidOf,
  parseDer,
  rawOf,
  reading,
  type Asn1Node,
} from './internal/asn1-read.ts';
import { OID } from './internal/oids.ts';
import { readExtensions } from './internal/read-extensions.ts';

/** Which certificate a request is about: hashes of its issuer and its serial. */
export interface OcspCertId {
  readonly hashAlgorithm: 'sha1' | 'sha256' | 'sha384' | 'sha512' | 'unknown';
  readonly issuerNameHash: Buffer;
  readonly issuerKeyHash: Buffer;
  /** Lower-case hex. */
  readonly serial: string;
  /** The CertID as received; the response repeats it. */
  readonly der: Buffer;
}

/** A request for the status of certificates; the optional signature of the requester is not looked at. */
export interface OcspRequest {
  readonly certIds: readonly OcspCertId[];
  readonly nonce?: Buffer;
}

const MAX_OCSP_REQUEST_BYTES = 16 * 1024;
const LIMITS = { maxBytes: MAX_OCSP_REQUEST_BYTES, maxNodes: 2000 };
/** Most certificates in one request; each costs one look-up. */
const MAX_CERT_IDS = 32;
/** RFC 9654 section 2.1: a nonce has 1 to 128 octets. */
const MAX_NONCE_BYTES = 128;
const VERSION_TAG = 0;
const REQUESTOR_TAG = 1;
const EXTENSIONS_TAG = 2;
/** Hashes of names and keys, not security uses of SHA-1. */
const HASHES: ReadonlyMap<string, OcspCertId['hashAlgorithm']> = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/**
 * Reads an OCSP request (RFC 6960 section 4.1).
 *
 * @throws PkiError `ocsp_request_invalid`
 */
export function parseOcspRequest(der: Uint8Array): OcspRequest {
  return reading('ocsp_request_invalid', 'OCSP request', () => {
    const [tbs, signature, ...rest] = elements(parseDer(der, LIMITS));
    if (rest.length > 0 || (signature && contextTag(signature) !== 0)) throw invalid('fields');
    const fields = [...elements(tbs)];
    // An explicit version would be v1, the DEFAULT; DER leaves it out and there is no other.
    if (contextTag(fields[0]) === VERSION_TAG) throw invalid('version');
    if (contextTag(fields[0]) === REQUESTOR_TAG) fields.shift();
    const [list, extensions, ...more] = fields;
    if (more.length > 0) throw invalid('fields');
    const requests = elements(list);
    if (requests.length === 0 || requests.length > MAX_CERT_IDS) throw invalid('number of certificates');
    const certIds = requests.map((request) => readCertId(elements(request)[0]));
    const nonce = extensions && readNonce(extensions);
    return nonce === undefined ? { certIds } : { certIds, nonce };
  });
}

function readCertId(node: Asn1Node | undefined): OcspCertId {
  const [hash, nameHash, keyHash, serial, ...rest] = elements(node);
  if (rest.length > 0) throw invalid('CertID');
  return {
    hashAlgorithm: HASHES.get(oidOf(elements(hash)[0])) ?? 'unknown',
    issuerNameHash: octetsOf(nameHash),
    issuerKeyHash: octetsOf(keyHash),
    serial: hexIntegerOf(serial),
    der: rawOf(node),
  };
}

function readNonce(node: Asn1Node): Buffer | undefined {
  if (contextTag(node) !== EXTENSIONS_TAG) throw invalid('extensions');
  const found = readExtensions(explicitValue(node)).get(OID.ocspNonce);
  if (!found) return undefined;
  const nonce = octetsOf(parseDer(found.value, LIMITS));
  if (nonce.length === 0 || nonce.length > MAX_NONCE_BYTES) throw invalid('nonce');
  return nonce;
}

function invalid(reason: string): PkiError {
  return new PkiError('ocsp_request_invalid', `not a usable OCSP request: ${reason}`, { details: { reason } });
}

import type { KeyObject } from 'node:crypto';
import { PkiError } from '../errors.ts';
import {
  bitsOf,
  contextTag,
  elements,
  explicitValue,
  hexIntegerOf,
  numberOf,
  parseDer,
  rawOf,
  reading,
  timeOf,
  type Asn1Node,
} from './asn1-read.ts';
import {
  altNamesOf,
  authorityKeyIdentifierOf,
  basicConstraintsOf,
  extendedKeyUsageOf,
  keyUsageOf,
  readExtensions,
  subjectKeyIdentifierOf,
  type AltNames,
  type BasicConstraints,
  type RawExtensions,
} from './read-extensions.ts';
import { readPublicKey, verifySignature } from './signature-algorithms.ts';

/** What we read of an X.509 v3 certificate. Names are raw DER: they are only ever compared. */
export interface ParsedCertificate {
  readonly der: Buffer;
  /** Lower-case hex. */
  readonly serial: string;
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: KeyObject;
  readonly basicConstraints: BasicConstraints;
  readonly keyUsage: ReadonlySet<number> | undefined;
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly altNames: AltNames;
  readonly subjectKeyIdentifier: Buffer | undefined;
  readonly authorityKeyIdentifier: Buffer | undefined;
  readonly criticalExtensions: readonly string[];
  /** Whether the certificate's signature is by the key. */
  isSignedBy(key: KeyObject): boolean;
}

const MAX_CERTIFICATE_BYTES = 64 * 1024;
const LIMITS = { maxBytes: MAX_CERTIFICATE_BYTES, maxNodes: 2000 };
const VERSION_3 = 2;
const TAG = { version: 0, extensions: 3 } as const;

/**
 * Reads a certificate strictly.
 *
 * @throws PkiError `certificate_invalid`, `key_invalid`, `algorithm_not_allowed`
 */
export function parseCertificate(der: Buffer): ParsedCertificate {
  return reading('certificate_invalid', 'certificate', () => {
    const [tbs, algorithm, signature, ...rest] = elements(parseDer(der, LIMITS));
    const [version, serial, innerAlgorithm, issuer, validity, subject, spki, ...optional] = elements(tbs);
    if (rest.length > 0 || version === undefined || contextTag(version) !== TAG.version) throw unreadable();
    if (numberOf(explicitValue(version)) !== VERSION_3) throw unreadable();
    if (!rawOf(innerAlgorithm).equals(rawOf(algorithm))) throw unreadable();
    const [notBefore, notAfter] = elements(validity);
    const signed = { tbs: rawOf(tbs), value: bitsOf(signature) };
    return {
      der,
      serial: hexIntegerOf(serial),
      issuer: rawOf(issuer),
      subject: rawOf(subject),
      notBefore: timeOf(notBefore),
      notAfter: timeOf(notAfter),
      publicKey: readPublicKey(rawOf(spki)),
      ...decodeExtensions(extensionsOf(optional)),
      isSignedBy: (key: KeyObject) => verifySignature(algorithm, signed.tbs, key, signed.value),
    };
  });
}

function extensionsOf(optional: readonly Asn1Node[]): RawExtensions {
  const [extensions, ...rest] = optional;
  if (extensions === undefined) return new Map();
  if (rest.length > 0 || contextTag(extensions) !== TAG.extensions) throw unreadable();
  return readExtensions(explicitValue(extensions));
}

function decodeExtensions(extensions: RawExtensions) {
  return {
    basicConstraints: basicConstraintsOf(extensions),
    keyUsage: keyUsageOf(extensions),
    extendedKeyUsage: extendedKeyUsageOf(extensions),
    altNames: altNamesOf(extensions),
    subjectKeyIdentifier: subjectKeyIdentifierOf(extensions),
    authorityKeyIdentifier: authorityKeyIdentifierOf(extensions),
    criticalExtensions: [...extensions].filter(([, { critical }]) => critical).map(([id]) => id),
  };
}

function unreadable(): PkiError {
  return new PkiError('certificate_invalid', 'not an X.509 v3 certificate of the expected form');
}

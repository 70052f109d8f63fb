import { contextTag, DerError, DerReader, TAG } from './der.ts';
import { readTime, type X509Time } from './x509-time.ts';
import { readExtensions, type Extension, type ExtensionFields } from './x509-extensions.ts';
import { readName, type Name } from './x509-name.ts';
import { readPublicKey, readSignatureAlgorithm, type PublicKey, type SignatureAlgorithm } from './x509-public-key.ts';

/** A certificate (RFC 5280, 4.1) with its extensions read. */
export interface Certificate extends Readonly<ExtensionFields> {
  readonly raw: Buffer;
  readonly rawTbs: Buffer;
  readonly rawSpki: Buffer;
  readonly rawSubject: Buffer;
  readonly rawIssuer: Buffer;
  readonly signature: Buffer;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly publicKey: PublicKey | undefined;
  /** 1 to 3. */
  readonly version: number;
  readonly serialNumber: bigint;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: X509Time;
  readonly notAfter: X509Time;
  readonly extensions: readonly Extension[];
}

/** Most certificates in one text. */
const MAX_CERTIFICATES = 1_000;

/**
 * Reads certificates that stand one after another.
 *
 * @throws DerError
 */
export function readCertificates(der: Buffer): Certificate[] {
  const certificates: Certificate[] = [];
  const reader = new DerReader(der);
  while (!reader.isEmpty) {
    if (certificates.length >= MAX_CERTIFICATES) throw new DerError('x509: too many certificates');
    certificates.push(readCertificate(reader.element(TAG.sequence, 'x509: malformed certificate').raw));
  }
  return certificates;
}

function readCertificate(raw: Buffer): Certificate {
  const outer = new DerReader(raw).inside(TAG.sequence, 'x509: malformed certificate');
  const rawTbs = outer.element(TAG.sequence, 'x509: malformed tbs certificate').raw;
  const tbs = new DerReader(rawTbs).inside(TAG.sequence, 'x509: malformed tbs certificate');
  const version = readVersion(tbs);
  const serialNumber = tbs.integer('x509: malformed serial number');
  if (serialNumber < 0n) throw new DerError('x509: negative serial number');
  const algorithm = tbs.element(TAG.sequence, 'x509: malformed signature algorithm identifier').content;
  if (!outer.element(TAG.sequence, 'x509: malformed algorithm identifier').content.equals(algorithm)) {
    throw new DerError("x509: inner and outer signature algorithm identifiers don't match");
  }
  const issuer = tbs.element(TAG.sequence, 'x509: malformed issuer');
  const validity = tbs.inside(TAG.sequence, 'x509: malformed validity');
  const subject = tbs.element(TAG.sequence, 'x509: malformed issuer');
  const spki = tbs.element(TAG.sequence, 'x509: malformed spki').raw;
  const extensions = version > 1 ? readRest(tbs, version) : [];
  return {
    ...readExtensions(extensions),
    raw,
    rawTbs,
    rawSpki: spki,
    rawSubject: subject.raw,
    rawIssuer: issuer.raw,
    signature: outer.bits('x509: malformed signature'),
    signatureAlgorithm: readSignatureAlgorithm(algorithm),
    publicKey: readPublicKey(spki),
    version,
    serialNumber,
    issuer: readName(issuer.content),
    subject: readName(subject.content),
    notBefore: readTime(validity),
    notAfter: readTime(validity),
    extensions,
  };
}

function readVersion(tbs: DerReader): number {
  const element = tbs.optional(contextTag(0, true), 'x509: malformed version');
  const version = element === undefined ? 0n : new DerReader(element.content).integer('x509: malformed version');
  if (version < 0n) throw new DerError('x509: malformed version');
  if (version > 2n) throw new DerError('x509: invalid version');
  return Number(version) + 1;
}

/** What follows the key: unique identifiers, which nobody uses, and the extensions. */
function readRest(tbs: DerReader, version: number): Extension[] {
  tbs.optional(contextTag(1), 'x509: malformed issuerUniqueID');
  tbs.optional(contextTag(2), 'x509: malformed subjectUniqueID');
  const element = version === 3 ? tbs.optional(contextTag(3, true), 'x509: malformed extensions') : undefined;
  if (element === undefined) return [];
  return readExtensionList(new DerReader(element.content).inside(TAG.sequence, 'x509: malformed extensions'));
}

/**
 * Reads a list of extensions, each of which may stand there once.
 *
 * @throws DerError
 */
export function readExtensionList(reader: DerReader): Extension[] {
  const failure = 'x509: malformed extension';
  const seen = new Set<string>();
  const extensions: Extension[] = [];
  for (const { tag, content } of reader.all(failure)) {
    if (tag !== TAG.sequence) throw new DerError(failure);
    const parts = new DerReader(content);
    const oid = parts.oid('x509: malformed extension OID field');
    if (seen.has(oid)) throw new DerError(`x509: certificate contains duplicate extension with OID "${oid}"`);
    seen.add(oid);
    const critical = parts.nextTag === TAG.boolean && parts.boolean('x509: malformed extension critical field');
    const { content: value } = parts.element(TAG.octetString, 'x509: malformed extension value field');
    extensions.push({ oid, critical, value });
  }
  return extensions;
}

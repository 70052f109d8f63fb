import { contextTag, DerError, DerReader, TAG } from './der.ts';
import { parseGoUrl, type GoUrl } from './go-url.ts';
import { readConstraints, type NameConstraints } from './x509-name-constraints.ts';
import { readAlternativeNames } from './x509-name.ts';

/** An extension as it stands in a certificate. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Buffer;
}

/** What the extensions of a certificate say; lists are empty when nothing is said. */
export interface ExtensionFields extends NameConstraints {
  /** Bit `i` is bit `i` of the extension. */
  keyUsage: number;
  basicConstraintsValid: boolean;
  isCa: boolean;
  /** -1 when there is no limit, 0 also without basic constraints. */
  maxPathLength: number;
  dnsNames: readonly string[];
  emailAddresses: readonly string[];
  ipAddresses: readonly Buffer[];
  uris: readonly { readonly text: string; readonly url: GoUrl }[];
  crlDistributionPoints: string[];
  authorityKeyId: Buffer | undefined;
  subjectKeyId: Buffer | undefined;
  requireExplicitPolicy: bigint | undefined;
  inhibitPolicyMapping: bigint | undefined;
  inhibitAnyPolicy: bigint | undefined;
  /** Go's numbers of usages that it knows. */
  extendedKeyUsage: number[];
  unknownExtendedKeyUsage: string[];
  policies: string[] | undefined;
  policyMappings: { readonly issuer: string; readonly subject: string }[];
  ocspServers: string[];
  issuingCertificateUrls: string[];
  /** Critical extensions that nobody here understands. */
  unhandledCritical: string[];
}

/** Extended key usages in the order of Go's numbers. */
export const EXTENDED_KEY_USAGES: readonly string[] = [
  '2.5.29.37.0',
  '1.3.6.1.5.5.7.3.1',
  '1.3.6.1.5.5.7.3.2',
  '1.3.6.1.5.5.7.3.3',
  '1.3.6.1.5.5.7.3.4',
  '1.3.6.1.5.5.7.3.5',
  '1.3.6.1.5.5.7.3.6',
  '1.3.6.1.5.5.7.3.7',
  '1.3.6.1.5.5.7.3.8',
  '1.3.6.1.5.5.7.3.9',
  '1.3.6.1.4.1.311.10.3.3',
  '2.16.840.1.113730.4.1',
  '1.3.6.1.4.1.311.2.1.22',
  '1.3.6.1.4.1.311.61.1.1',
];

const URI = contextTag(6);

/** Reads one extension into the fields and says whether it was understood. */
type ExtensionReader = (fields: ExtensionFields, value: Buffer, critical: boolean) => boolean;

const READERS: ReadonlyMap<string, ExtensionReader> = new Map<string, ExtensionReader>([
  ['2.5.29.14', readSubjectKeyId],
  ['2.5.29.15', readKeyUsage],
  ['2.5.29.17', readSan],
  ['2.5.29.19', readBasicConstraints],
  ['2.5.29.30', readNameConstraints],
  ['2.5.29.31', readDistributionPoints],
  ['2.5.29.32', readPolicies],
  ['2.5.29.33', readPolicyMappings],
  ['2.5.29.35', readAuthorityKeyId],
  ['2.5.29.36', readPolicyConstraints],
  ['2.5.29.37', readExtendedKeyUsage],
  ['2.5.29.54', readInhibitAnyPolicy],
  ['1.3.6.1.5.5.7.1.1', readAuthorityInfo],
]);

/**
 * Reads the extensions that Go's crypto/x509 knows (RFC 5280, 4.2).
 *
 * @throws DerError
 */
export function readExtensions(extensions: readonly Extension[]): ExtensionFields {
  const fields = emptyFields();
  for (const { oid, critical, value } of extensions) {
    const understood = READERS.get(oid)?.(fields, value, critical) ?? false;
    if (critical && !understood) fields.unhandledCritical.push(oid);
  }
  return fields;
}

function emptyFields(): ExtensionFields {
  return {
    keyUsage: 0,
    basicConstraintsValid: false,
    isCa: false,
    maxPathLength: 0,
    dnsNames: [],
    emailAddresses: [],
    ipAddresses: [],
    uris: [],
    permitted: { dns: [], email: [], ip: [], uri: [] },
    excluded: { dns: [], email: [], ip: [], uri: [] },
    constraintsCritical: false,
    crlDistributionPoints: [],
    authorityKeyId: undefined,
    subjectKeyId: undefined,
    requireExplicitPolicy: undefined,
    inhibitPolicyMapping: undefined,
    inhibitAnyPolicy: undefined,
    extendedKeyUsage: [],
    unknownExtendedKeyUsage: [],
    policies: undefined,
    policyMappings: [],
    ocspServers: [],
    issuingCertificateUrls: [],
    unhandledCritical: [],
  };
}

function readSubjectKeyId(fields: ExtensionFields, value: Buffer, critical: boolean): boolean {
  if (critical) throw new DerError('x509: subject key identifier incorrectly marked critical');
  fields.subjectKeyId = new DerReader(value).element(TAG.octetString, 'x509: invalid subject key identifier').content;
  return true;
}

function readKeyUsage(fields: ExtensionFields, value: Buffer): boolean {
  const content = new DerReader(value).element(TAG.bitString, 'x509: invalid key usage').content;
  for (let bit = 0; bit < 9; bit++) {
    if (((content[1 + (bit >> 3)] ?? 0) >> (7 - (bit & 7))) & 1) fields.keyUsage |= 1 << bit;
  }
  return true;
}

function readSan(fields: ExtensionFields, value: Buffer): boolean {
  const names = readAlternativeNames(value);
  fields.dnsNames = names.dns;
  fields.emailAddresses = names.email;
  fields.ipAddresses = names.ip;
  fields.uris = names.uri.map((text) => ({ text, url: urlOf(text) }));
  return names.dns.length + names.email.length + names.ip.length + names.uri.length > 0;
}

/**
 * The URL of a name.
 *
 * @throws DerError
 */
export function urlOf(text: string): GoUrl {
  const url = parseGoUrl(text);
  if (url === undefined) throw new DerError(`x509: cannot parse URI ${JSON.stringify(text)}`);
  if (/\.$|\.\.|^\.|[^!-~]/.test(url.Host)) {
    throw new DerError(`x509: cannot parse URI ${JSON.stringify(text)}: invalid domain`);
  }
  return url;
}

function readBasicConstraints(fields: ExtensionFields, value: Buffer): boolean {
  const failure = 'x509: invalid basic constraints';
  const reader = new DerReader(value).inside(TAG.sequence, failure);
  fields.basicConstraintsValid = true;
  fields.isCa = reader.nextTag === TAG.boolean && reader.boolean(failure);
  const length = reader.nextTag === TAG.integer ? reader.integer(failure) : -1n;
  if (length < -1n || length > Number.MAX_SAFE_INTEGER) throw new DerError(failure);
  fields.maxPathLength = Number(length);
  return true;
}

function readNameConstraints(fields: ExtensionFields, value: Buffer, critical: boolean): boolean {
  const { understood, permitted, excluded } = readConstraints(value);
  fields.permitted = permitted;
  fields.excluded = excluded;
  fields.constraintsCritical = critical;
  return understood;
}

function readDistributionPoints(fields: ExtensionFields, value: Buffer): boolean {
  const failure = 'x509: invalid CRL distribution points';
  for (const point of new DerReader(value).inside(TAG.sequence, failure).all(failure)) {
    if (point.tag !== TAG.sequence) throw new DerError(failure);
    const name = new DerReader(point.content).optional(contextTag(0, true), failure);
    if (name === undefined) continue;
    const full = new DerReader(name.content).inside(contextTag(0, true), failure);
    while (full.nextTag === URI) fields.crlDistributionPoints.push(full.any(failure).content.toString());
  }
  return true;
}

function readPolicies(fields: ExtensionFields, value: Buffer): boolean {
  const failure = 'x509: invalid certificate policies';
  const policies: string[] = [];
  for (const policy of new DerReader(value).inside(TAG.sequence, failure).all(failure)) {
    if (policy.tag !== TAG.sequence) throw new DerError(failure);
    policies.push(new DerReader(policy.content).oid(failure));
  }
  fields.policies = policies;
  return true;
}

function readPolicyMappings(fields: ExtensionFields, value: Buffer): boolean {
  const failure = 'x509: invalid policy mappings extension';
  for (const mapping of new DerReader(value).inside(TAG.sequence, failure).all(failure)) {
    if (mapping.tag !== TAG.sequence) throw new DerError(failure);
    const reader = new DerReader(mapping.content);
    fields.policyMappings.push({ issuer: reader.oid(failure), subject: reader.oid(failure) });
  }
  return true;
}

function readAuthorityKeyId(fields: ExtensionFields, value: Buffer, critical: boolean): boolean {
  const failure = 'x509: invalid authority key identifier';
  if (critical) throw new DerError('x509: authority key identifier incorrectly marked critical');
  const reader = new DerReader(value).inside(TAG.sequence, failure);
  fields.authorityKeyId = reader.optional(contextTag(0), failure)?.content;
  return true;
}

function readPolicyConstraints(fields: ExtensionFields, value: Buffer): boolean {
  const failure = 'x509: invalid policy constraints extension';
  const reader = new DerReader(value).inside(TAG.sequence, failure);
  const count = (tag: number): bigint | undefined => {
    const element = reader.optional(contextTag(tag), failure);
    if (element === undefined) return undefined;
    if (element.content.length === 0 || element.content.length > 8) throw new DerError(failure);
    return BigInt.asIntN(element.content.length * 8, BigInt(`0x${element.content.toString('hex')}`));
  };
  fields.requireExplicitPolicy = count(0);
  fields.inhibitPolicyMapping = count(1);
  return true;
}

function readExtendedKeyUsage(fields: ExtensionFields, value: Buffer): boolean {
  const failure = 'x509: invalid extended key usages';
  const reader = new DerReader(value).inside(TAG.sequence, failure);
  while (!reader.isEmpty) {
    const oid = reader.oid(failure);
    const number = EXTENDED_KEY_USAGES.indexOf(oid);
    if (number < 0) fields.unknownExtendedKeyUsage.push(oid);
    else fields.extendedKeyUsage.push(number);
  }
  return true;
}

function readInhibitAnyPolicy(fields: ExtensionFields, value: Buffer): boolean {
  fields.inhibitAnyPolicy = new DerReader(value).integer('x509: invalid inhibit any policy extension');
  return true;
}

const OCSP = '1.3.6.1.5.5.7.48.1';
const CA_ISSUERS = '1.3.6.1.5.5.7.48.2';

function readAuthorityInfo(fields: ExtensionFields, value: Buffer, critical: boolean): boolean {
  const failure = 'x509: invalid authority info access';
  if (critical) throw new DerError('x509: authority info access incorrectly marked critical');
  for (const access of new DerReader(value).inside(TAG.sequence, failure).all(failure)) {
    if (access.tag !== TAG.sequence) throw new DerError(failure);
    const reader = new DerReader(access.content);
    const method = reader.oid(failure);
    const uri = reader.optional(URI, failure)?.content.toString();
    if (uri === undefined) continue;
    if (method === OCSP) fields.ocspServers.push(uri);
    if (method === CA_ISSUERS) fields.issuingCertificateUrls.push(uri);
  }
  return true;
}

import { addressText } from './ip-address.ts';
import type { Certificate } from './x509-certificate.ts';
import type { Extension } from './x509-extensions.ts';
import type { Subtrees } from './x509-name-constraints.ts';
import type { Name } from './x509-name.ts';
import { PUBLIC_KEY_ALGORITHM, type PublicKey } from './x509-public-key.ts';

/** Plain data of JSON under the names of Go's structures; integers may be `bigint`. */
export type GoJson = Record<string, unknown>;

/** A certificate as Go's `encoding/json` shows an `x509.Certificate`. */
export function certificateJson(certificate: Certificate): GoJson {
  const { permitted, excluded } = certificate;
  return {
    Raw: base64(certificate.raw),
    RawTBSCertificate: base64(certificate.rawTbs),
    RawSubjectPublicKeyInfo: base64(certificate.rawSpki),
    RawSubject: base64(certificate.rawSubject),
    RawIssuer: base64(certificate.rawIssuer),
    Signature: base64(certificate.signature),
    SignatureAlgorithm: certificate.signatureAlgorithm.number,
    ...publicKeyFields(certificate.publicKey),
    Version: certificate.version,
    SerialNumber: certificate.serialNumber,
    Issuer: nameJson(certificate.issuer),
    Subject: nameJson(certificate.subject),
    NotBefore: certificate.notBefore.text,
    NotAfter: certificate.notAfter.text,
    KeyUsage: certificate.keyUsage,
    Extensions: extensionsJson(certificate.extensions),
    ExtraExtensions: null,
    UnhandledCriticalExtensions: orNull(certificate.unhandledCritical.map(oidJson)),
    ExtKeyUsage: orNull(certificate.extendedKeyUsage),
    UnknownExtKeyUsage: orNull(certificate.unknownExtendedKeyUsage.map(oidJson)),
    BasicConstraintsValid: certificate.basicConstraintsValid,
    IsCA: certificate.isCa,
    MaxPathLen: certificate.maxPathLength,
    MaxPathLenZero: certificate.basicConstraintsValid && certificate.maxPathLength === 0,
    SubjectKeyId: certificate.subjectKeyId === undefined ? null : base64(certificate.subjectKeyId),
    AuthorityKeyId: certificate.authorityKeyId === undefined ? null : base64(certificate.authorityKeyId),
    OCSPServer: orNull(certificate.ocspServers),
    IssuingCertificateURL: orNull(certificate.issuingCertificateUrls),
    ...alternativeNamesJson(certificate),
    PermittedDNSDomainsCritical: certificate.constraintsCritical,
    PermittedDNSDomains: orNull(permitted.dns),
    ExcludedDNSDomains: orNull(excluded.dns),
    PermittedIPRanges: rangesJson(permitted),
    ExcludedIPRanges: rangesJson(excluded),
    PermittedEmailAddresses: orNull(permitted.email),
    ExcludedEmailAddresses: orNull(excluded.email),
    PermittedURIDomains: orNull(permitted.uri),
    ExcludedURIDomains: orNull(excluded.uri),
    CRLDistributionPoints: orNull(certificate.crlDistributionPoints),
    PolicyIdentifiers: certificate.policies?.map(oidJson) ?? null,
    Policies: certificate.policies === undefined ? null : orNull(certificate.policies),
    InhibitAnyPolicy: certificate.inhibitAnyPolicy ?? 0,
    InhibitAnyPolicyZero: certificate.inhibitAnyPolicy === 0n,
    InhibitPolicyMapping: certificate.inhibitPolicyMapping ?? 0,
    InhibitPolicyMappingZero: certificate.inhibitPolicyMapping === 0n,
    RequireExplicitPolicy: certificate.requireExplicitPolicy ?? 0,
    RequireExplicitPolicyZero: certificate.requireExplicitPolicy === 0n,
    PolicyMappings: orNull(
      certificate.policyMappings.map(({ issuer, subject }) => ({
        IssuerDomainPolicy: issuer,
        SubjectDomainPolicy: subject,
      })),
    ),
  };
}

/** A certificate with the member that OPA adds to Go's: the URIs as text. */
export function extendedCertificateJson(certificate: Certificate): GoJson {
  return { ...certificateJson(certificate), URIStrings: orNull(certificate.uris.map(uriText)) };
}

/** Go writes the scheme of a URL in small letters. */
function uriText({ text, url }: Certificate['uris'][number]): string {
  return url.Scheme + text.slice(url.Scheme.length);
}

/** The names of a subject alternative name extension. */
export function alternativeNamesJson(
  names: Pick<Certificate, 'dnsNames' | 'emailAddresses' | 'ipAddresses' | 'uris'>,
): GoJson {
  return {
    DNSNames: orNull(names.dnsNames),
    EmailAddresses: orNull(names.emailAddresses),
    IPAddresses: orNull(names.ipAddresses.map(ipText)),
    URIs: orNull(names.uris.map(({ url }) => url)),
  };
}

export function base64(bytes: Buffer): string {
  return bytes.toString('base64');
}

/** Go shows a list that was never filled as null. */
export function orNull<Item>(list: readonly Item[]): readonly Item[] | null {
  return list.length === 0 ? null : list;
}

/** An object identifier as the list of its numbers. */
export function oidJson(oid: string): bigint[] {
  return oid.split('.').map(BigInt);
}

export function extensionsJson(extensions: readonly Extension[]): readonly GoJson[] | null {
  return orNull(
    extensions.map(({ oid, critical, value }) => ({ Id: oidJson(oid), Critical: critical, Value: base64(value) })),
  );
}

/** Number of the algorithm, and the key as Go's package for it holds it. */
export function publicKeyFields(key: PublicKey | undefined): GoJson {
  return {
    PublicKeyAlgorithm: PUBLIC_KEY_ALGORITHM[key?.kind ?? 'unknown'],
    PublicKey: key === undefined ? null : publicKeyJson(key),
  };
}

export function publicKeyJson(key: PublicKey): GoJson | string {
  switch (key.kind) {
    case 'rsa':
      return { N: key.modulus, E: key.exponent };
    case 'ecdsa':
      return { Curve: {}, X: key.x, Y: key.y };
    case 'ed25519':
      return base64(key.bytes);
    case 'dsa':
      return { P: key.p, Q: key.q, G: key.g, Y: key.y };
  }
}

/** Parts of a name that have members of their own; those of several values are lists. */
const NAME_PARTS = {
  Country: '2.5.4.6',
  Organization: '2.5.4.10',
  OrganizationalUnit: '2.5.4.11',
  Locality: '2.5.4.7',
  Province: '2.5.4.8',
  StreetAddress: '2.5.4.9',
  PostalCode: '2.5.4.17',
} as const;
const COMMON_NAME = '2.5.4.3';
const SERIAL_NUMBER = '2.5.4.5';

export function nameJson(name: Name): GoJson {
  const valuesOf = (oid: string): string[] => name.filter(({ type }) => type === oid).map(({ value }) => value);
  const lists = Object.entries(NAME_PARTS).map(([part, oid]) => [part, orNull(valuesOf(oid))] as const);
  return {
    ...Object.fromEntries(lists),
    SerialNumber: valuesOf(SERIAL_NUMBER).at(-1) ?? '',
    CommonName: valuesOf(COMMON_NAME).at(-1) ?? '',
    Names: orNull(name.map(({ type, value }) => ({ Type: oidJson(type), Value: value }))),
    ExtraNames: null,
  };
}

function ipText(ip: Buffer): string {
  const value = BigInt(`0x${ip.toString('hex')}`);
  const isV4 = ip.length === 4 || value >> 32n === 0xffffn;
  return addressText(isV4 ? { bits: 32, value: value & 0xffffffffn } : { bits: 128, value });
}

function rangesJson({ ip }: Subtrees): readonly GoJson[] | null {
  return orNull(ip.map(({ address, mask }) => ({ IP: ipText(address), Mask: base64(mask) })));
}

/** Names that OPA gives to Go's extended key usages. */
export const KEY_USAGE_NAMES: ReadonlyMap<string, number> = new Map(
  [
    'KeyUsageAny',
    'KeyUsageServerAuth',
    'KeyUsageClientAuth',
    'KeyUsageCodeSigning',
    'KeyUsageEmailProtection',
    'KeyUsageIPSECEndSystem',
    'KeyUsageIPSECTunnel',
    'KeyUsageIPSECUser',
    'KeyUsageTimeStamping',
    'KeyUsageOCSPSigning',
    'KeyUsageMicrosoftServerGatedCrypto',
    'KeyUsageNetscapeServerGatedCrypto',
    'KeyUsageMicrosoftCommercialCodeSigning',
    'KeyUsageMicrosoftKernelCodeSigning',
  ].map((name, number) => [name, number]),
);

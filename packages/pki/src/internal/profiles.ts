import type { KeyObject } from 'node:crypto';
import type { SpiffeId } from '../spiffe-id.ts';
import type { Asn1 } from './asn1-write.ts';
import {
  authorityKeyIdentifier,
  caConstraints,
  crlDistributionPoints,
  endEntityConstraints,
  extendedKeyUsage,
  keyUsage,
  ocspLocations,
  ocspNoCheck,
  subjectAltName,
  subjectKeyIdentifier,
} from './extensions.ts';
import { dnsName, ipName, uriName } from './names.ts';
import { OID } from './oids.ts';

/** Where relying parties find revocation data of an authority. */
export interface RevocationUrls {
  readonly crl?: readonly string[];
  readonly ocsp?: readonly string[];
}

/** Names of a server certificate. */
export interface ServerNames {
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly uris: readonly SpiffeId[];
}

/** A self-signed root: no path length, so that intermediates can be added later. */
export function rootCaExtensions(key: KeyObject, trustDomain: SpiffeId): readonly Asn1[] {
  return [
    caConstraints(),
    keyUsage('keyCertSign', 'cRLSign'),
    subjectKeyIdentifier(key),
    authorityKeyIdentifier(key),
    subjectAltName([uriName(trustDomain)]),
  ];
}

/** An authority that issues leaves only; digitalSignature lets it sign OCSP responses itself. */
export function issuingCaExtensions(
  key: KeyObject,
  issuerKey: KeyObject,
  trustDomain: SpiffeId,
  urls: RevocationUrls,
): readonly Asn1[] {
  return [
    caConstraints(0),
    keyUsage('digitalSignature', 'keyCertSign', 'cRLSign'),
    ...identifiers(key, issuerKey),
    subjectAltName([uriName(trustDomain)]),
    ...locations(urls),
  ];
}

/** X509-SVID of an agent (SPIFFE X509-SVID section 4): one URI, digitalSignature, TLS client. */
export function agentExtensions(
  key: KeyObject,
  issuerKey: KeyObject,
  spiffeId: SpiffeId,
  urls: RevocationUrls,
): readonly Asn1[] {
  return [
    ...leaf(key, issuerKey),
    extendedKeyUsage(OID.clientAuth),
    subjectAltName([uriName(spiffeId)]),
    ...locations(urls),
  ];
}

/** A TLS server of the platform. */
export function serverExtensions(
  key: KeyObject,
  issuerKey: KeyObject,
  names: ServerNames,
  urls: RevocationUrls,
): readonly Asn1[] {
  const altNames = [
    ...names.dnsNames.map((name) => dnsName(name)),
    ...names.ipAddresses.map((address) => ipName(address)),
    ...names.uris.map((uri) => uriName(uri)),
  ];
  return [...leaf(key, issuerKey), extendedKeyUsage(OID.serverAuth), subjectAltName(altNames), ...locations(urls)];
}

/** A delegated OCSP responder. */
export function ocspResponderExtensions(key: KeyObject, issuerKey: KeyObject): readonly Asn1[] {
  return [...leaf(key, issuerKey), extendedKeyUsage(OID.ocspSigning), ocspNoCheck()];
}

function leaf(key: KeyObject, issuerKey: KeyObject): readonly Asn1[] {
  return [endEntityConstraints(), keyUsage('digitalSignature'), ...identifiers(key, issuerKey)];
}

function identifiers(key: KeyObject, issuerKey: KeyObject): readonly Asn1[] {
  return [subjectKeyIdentifier(key), authorityKeyIdentifier(issuerKey)];
}

function locations(urls: RevocationUrls): readonly Asn1[] {
  return [...crlDistributionPoints(urls.crl ?? []), ...ocspLocations(urls.ocsp ?? [])];
}

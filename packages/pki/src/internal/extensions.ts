import type { KeyObject } from 'node:crypto';
import { createHash } from 'node:crypto';
import { bitsOf, elements, parseDer } from './asn1-read.ts';
import {
  boolean,
  contextConstructed,
  contextPrimitive,
  integer,
  namedBits,
  nullValue,
  octetString,
  oid,
  sequence,
  type Asn1,
} from './asn1-write.ts';
import { uriName } from './names.ts';
import { KEY_USAGE, OID } from './oids.ts';

const SPKI_LIMITS = { maxBytes: 4096, maxNodes: 32 };

/** One extension (RFC 5280 section 4.1): critical is left out when false, as DER wants of a default. */
export function extension(id: string, critical: boolean, value: Asn1): Asn1 {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

/** Key identifier by method 1 of RFC 5280 section 4.2.1.2: SHA-1 of the public key's bits. Not a security use of SHA-1. */
export function keyIdentifier(publicKey: KeyObject): Buffer {
  return createHash('sha1').update(publicKeyBits(publicKey)).digest();
}

/** The BIT STRING content of a SubjectPublicKeyInfo. */
export function publicKeyBits(publicKey: KeyObject): Buffer {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return bitsOf(elements(parseDer(spki, SPKI_LIMITS))[1]);
}

export function subjectKeyIdentifier(publicKey: KeyObject): Asn1 {
  return extension(OID.subjectKeyIdentifier, false, octetString(keyIdentifier(publicKey)));
}

export function authorityKeyIdentifier(issuerKey: KeyObject): Asn1 {
  const value = sequence(contextPrimitive(0, keyIdentifier(issuerKey)));
  return extension(OID.authorityKeyIdentifier, false, value);
}

export function caConstraints(pathLength?: number): Asn1 {
  const value = sequence(boolean(true), ...(pathLength === undefined ? [] : [integer(pathLength)]));
  return extension(OID.basicConstraints, true, value);
}

export function endEntityConstraints(): Asn1 {
  return extension(OID.basicConstraints, true, sequence());
}

export function keyUsage(...usages: readonly (keyof typeof KEY_USAGE)[]): Asn1 {
  return extension(OID.keyUsage, true, namedBits(usages.map((usage) => KEY_USAGE[usage])));
}

export function extendedKeyUsage(...purposes: readonly string[]): Asn1 {
  return extension(OID.extKeyUsage, false, sequence(...purposes.map((purpose) => oid(purpose))));
}

/** Subject alternative names; critical when the subject is empty, which ours never is. */
export function subjectAltName(names: readonly Asn1[]): Asn1 {
  return extension(OID.subjectAltName, false, sequence(...names));
}

/** Where the issuer's CRL is: one distribution point, full name, any number of URLs. */
export function crlDistributionPoints(urls: readonly string[]): readonly Asn1[] {
  if (urls.length === 0) return [];
  const point = sequence(contextConstructed(0, contextConstructed(0, ...urls.map((url) => uriName(url)))));
  return [extension(OID.crlDistributionPoints, false, sequence(point))];
}

/** Where the issuer's OCSP responder is. */
export function ocspLocations(urls: readonly string[]): readonly Asn1[] {
  if (urls.length === 0) return [];
  const locations = urls.map((url) => sequence(oid(OID.ocsp), uriName(url)));
  return [extension(OID.authorityInfoAccess, false, sequence(...locations))];
}

/** RFC 6960 section 4.2.2.2.1: clients need not check the responder's own short-lived certificate. */
export function ocspNoCheck(): Asn1 {
  return extension(OID.ocspNoCheck, false, nullValue());
}

import { PkiError } from '../errors.ts';
import {
  booleanOf,
  contentOf,
  contextTag,
  elements,
  isUniversal,
  namedBitsOf,
  numberOf,
  octetsOf,
  oidOf,
  only,
  parseDer,
  type Asn1Node,
} from './asn1-read.ts';
import { GENERAL_NAME, OID } from './oids.ts';

/** An extension as received; `value` is the DER inside. */
export interface RawExtension {
  readonly critical: boolean;
  readonly value: Buffer;
}

/** Extensions by OID. */
export type RawExtensions = ReadonlyMap<string, RawExtension>;

/** What basicConstraints says; a missing extension means `ca: false`. */
export interface BasicConstraints {
  readonly ca: boolean;
  readonly pathLength?: number;
}

/** Subject alternative names of the kinds that we look at; `others` counts the rest. */
export interface AltNames {
  readonly uris: readonly string[];
  readonly dnsNames: readonly string[];
  readonly others: number;
}

const VALUE_LIMITS = { maxBytes: 64 * 1024, maxNodes: 1000 };

/** Reads a SEQUENCE OF Extension; the same extension twice is refused (RFC 5280 section 4.2). */
export function readExtensions(node: Asn1Node): RawExtensions {
  const found = new Map<string, RawExtension>();
  for (const item of elements(node)) {
    const [id, ...rest] = elements(item);
    const critical = isUniversal(rest[0], 'boolean') && booleanOf(rest[0]);
    const value = octetsOf(only(isUniversal(rest[0], 'boolean') ? rest.slice(1) : rest));
    const type = oidOf(id);
    if (found.has(type)) throw new PkiError('der_invalid', 'the same extension twice');
    found.set(type, { critical, value });
  }
  return found;
}

function valueOf(extensions: RawExtensions, id: string): Asn1Node | undefined {
  const found = extensions.get(id);
  return found && parseDer(found.value, VALUE_LIMITS);
}

export function basicConstraintsOf(extensions: RawExtensions): BasicConstraints {
  const node = valueOf(extensions, OID.basicConstraints);
  if (!node) return { ca: false };
  const [first, second, ...rest] = elements(node);
  if (rest.length > 0) throw new PkiError('der_invalid', 'basicConstraints');
  const ca = first !== undefined && booleanOf(first);
  return second === undefined ? { ca } : { ca, pathLength: numberOf(second) };
}

/** The set bits of keyUsage, or undefined when there is no such extension. */
export function keyUsageOf(extensions: RawExtensions): ReadonlySet<number> | undefined {
  const node = valueOf(extensions, OID.keyUsage);
  return node && namedBitsOf(node);
}

/** The purposes of extendedKeyUsage, or undefined when there is no such extension. */
export function extendedKeyUsageOf(extensions: RawExtensions): readonly string[] | undefined {
  const node = valueOf(extensions, OID.extKeyUsage);
  return node && elements(node).map((item) => oidOf(item));
}

export function altNamesOf(extensions: RawExtensions): AltNames {
  const node = valueOf(extensions, OID.subjectAltName);
  const names = node ? elements(node) : [];
  const ofKind = (tag: number): string[] =>
    names.filter((name) => contextTag(name) === tag).map((name) => contentOf(name).toString('latin1'));
  const uris = ofKind(GENERAL_NAME.uri);
  const dnsNames = ofKind(GENERAL_NAME.dnsName);
  return { uris, dnsNames, others: names.length - uris.length - dnsNames.length };
}

export function subjectKeyIdentifierOf(extensions: RawExtensions): Buffer | undefined {
  const node = valueOf(extensions, OID.subjectKeyIdentifier);
  return node && octetsOf(node);
}

export function authorityKeyIdentifierOf(extensions: RawExtensions): Buffer | undefined {
  const node = valueOf(extensions, OID.authorityKeyIdentifier);
  const keyId = node && elements(node).find((item) => contextTag(item) === 0);
  return keyId && contentOf(keyId);
}

import { isIP } from 'node:net';
import { PkiError } from '../errors.ts';
import { contextPrimitive, oid, sequence, setOf, utf8String, type Asn1 } from './asn1-write.ts';
import { GENERAL_NAME, OID } from './oids.ts';

/** The two attributes of a distinguished name that we write. */
export interface SubjectName {
  readonly commonName: string;
  readonly organization?: string;
}

/** Upper bound of CommonName and OrganizationName, in characters (RFC 5280 appendix A.1). */
export const MAX_NAME_CHARS = 64;
const MAX_DNS_NAME_CHARS = 253;
const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A distinguished name; `profile_invalid` when a part is empty, too long or has control characters. */
export function distinguishedName({ commonName, organization }: SubjectName): Asn1 {
  const parts = organization === undefined ? [] : [attribute(OID.organizationName, organization)];
  return sequence(...parts, attribute(OID.commonName, commonName));
}

function attribute(type: string, value: string): Asn1 {
  if (value.length === 0 || value.length > MAX_NAME_CHARS || /\p{Cc}/u.test(value) || !value.isWellFormed()) {
    throw new PkiError('profile_invalid', 'a name has 1 to 64 printable characters');
  }
  return setOf(sequence(oid(type), utf8String(value)));
}

export function uriName(uri: string): Asn1 {
  return contextPrimitive(GENERAL_NAME.uri, Buffer.from(uri, 'ascii'));
}

/** A DNS name, lower-cased; the left-most label may be `*`. Errors: `profile_invalid`. */
export function dnsName(name: string): Asn1 {
  const lower = name.toLowerCase();
  const [first, ...rest] = lower.split('.');
  const labels = first === '*' && rest.length > 0 ? rest : [first ?? '', ...rest];
  if (lower.length > MAX_DNS_NAME_CHARS || !labels.every((label) => DNS_LABEL.test(label)) || isIP(lower) !== 0) {
    throw new PkiError('profile_invalid', 'not a DNS name', { details: { name: name.slice(0, MAX_DNS_NAME_CHARS) } });
  }
  return contextPrimitive(GENERAL_NAME.dnsName, Buffer.from(lower, 'ascii'));
}

/** An IPv4 or IPv6 address as its 4 or 16 bytes. Errors: `profile_invalid`. */
export function ipName(address: string): Asn1 {
  const family = address.includes('%') ? 0 : isIP(address);
  if (family === 0) throw new PkiError('profile_invalid', 'not an IP address');
  const bytes = family === 4 ? address.split('.').map(Number) : ipv6Bytes(address);
  return contextPrimitive(GENERAL_NAME.ipAddress, Uint8Array.from(bytes));
}

/** The URL parser brings every spelling of an address, also one with an IPv4 tail, to groups and at most one `::`. */
function ipv6Bytes(address: string): number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string): number[] =>
    text
      .split(':')
      .filter(Boolean)
      .map((group) => Number.parseInt(group, 16));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => 0);
  return [...left, ...zeros, ...right].flatMap((group) => [group >> 8, group & 0xff]);
}

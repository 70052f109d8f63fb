import { contextTag, DerError, DerReader, TAG, type DerElement } from './der.ts';

/** One part of a distinguished name. */
export interface NameAttribute {
  /** Object identifier with dots. */
  readonly type: string;
  readonly value: string;
}

/** A distinguished name, its parts in order. */
export type Name = readonly NameAttribute[];

const BAD_RDN = 'x509: invalid RDNSequence';

/**
 * Reads a `Name` (RFC 5280, 4.1.2.4).
 *
 * @throws DerError
 */
export function readName(sequence: Buffer): Name {
  const name: NameAttribute[] = [];
  for (const set of new DerReader(sequence).all(BAD_RDN)) {
    if (set.tag !== TAG.set) throw new DerError(BAD_RDN);
    for (const element of new DerReader(set.content).all(BAD_RDN)) {
      if (element.tag !== TAG.sequence) throw new DerError(`${BAD_RDN}: invalid attribute`);
      const attribute = new DerReader(element.content);
      const type = attribute.oid(`${BAD_RDN}: invalid attribute type`);
      name.push({ type, value: stringOf(attribute.any(`${BAD_RDN}: invalid attribute value`)) });
    }
  }
  return name;
}

const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?*&]*$/;

/**
 * The text of a string of one of the types of ASN.1.
 *
 * @throws DerError
 */
export function stringOf({ tag, content }: DerElement): string {
  const text = content.toString('latin1');
  const valid = (test: RegExp, name: string): string => {
    if (!test.test(text)) throw new DerError(`${BAD_RDN}: invalid attribute value: invalid ${name}`);
    return text;
  };
  switch (tag) {
    case TAG.t61String:
      return text;
    case TAG.printableString:
      return valid(PRINTABLE, 'PrintableString');
    case TAG.ia5String:
      return valid(/^\p{ASCII}*$/u, 'IA5String');
    case TAG.numericString:
      return valid(/^[0-9 ]*$/, 'NumericString');
    case TAG.utf8String:
      return utf8Of(content);
    case TAG.bmpString:
      return bmpOf(content);
    default:
      throw new DerError(`${BAD_RDN}: invalid attribute value: unsupported string type: ${tag}`);
  }
}

function utf8Of(content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new DerError(`${BAD_RDN}: invalid attribute value: invalid UTF-8 string`);
  }
}

function bmpOf(content: Buffer): string {
  const failure = `${BAD_RDN}: invalid attribute value: invalid BMPString`;
  if (content.length % 2 !== 0) throw new DerError(failure);
  const text = Buffer.from(content).swap16().toString('utf16le');
  const terminated = text.endsWith('\u0000') ? text.slice(0, -1) : text;
  if (/[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/.test(terminated)) throw new DerError(failure);
  return terminated;
}

/** Names of the alternative name extension that are in use (RFC 5280, 4.2.1.6). */
export interface AlternativeNames {
  readonly dns: readonly string[];
  readonly email: readonly string[];
  readonly ip: readonly Buffer[];
  readonly uri: readonly string[];
}

/**
 * Reads the value of a subject alternative name extension.
 *
 * @throws DerError
 */
export function readAlternativeNames(value: Buffer): AlternativeNames {
  const failure = 'x509: invalid subject alternative names';
  const names = { dns: [] as string[], email: [] as string[], ip: [] as Buffer[], uri: [] as string[] };
  for (const { tag, content } of new DerReader(value).inside(TAG.sequence, failure).all(failure)) {
    if (tag === contextTag(1)) names.email.push(ia5Of(content, 'rfc822Name'));
    if (tag === contextTag(2)) names.dns.push(ia5Of(content, 'dNSName'));
    if (tag === contextTag(6)) names.uri.push(ia5Of(content, 'uniformResourceIdentifier'));
    if (tag !== contextTag(7)) continue;
    if (content.length !== 4 && content.length !== 16) {
      throw new DerError(`x509: cannot parse IP address of length ${content.length}`);
    }
    names.ip.push(content);
  }
  return names;
}

function ia5Of(content: Buffer, what: string): string {
  if (content.some((byte) => byte > 0x7f)) throw new DerError(`x509: SAN ${what} is malformed`);
  return content.toString('latin1');
}

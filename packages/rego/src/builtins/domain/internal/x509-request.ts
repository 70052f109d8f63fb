import { contextTag, DerError, DerReader, integerOf, oidOf, TAG, type DerElement } from './der.ts';
import { readExtensionList } from './x509-certificate.ts';
import { urlOf, type Extension } from './x509-extensions.ts';
import {
  alternativeNamesJson,
  base64,
  extensionsJson,
  nameJson,
  oidJson,
  orNull,
  publicKeyFields,
  type GoJson,
} from './x509-json.ts';
import { readAlternativeNames, readName, stringOf } from './x509-name.ts';
import { readPublicKey, readSignatureAlgorithm } from './x509-public-key.ts';

const FAILURE = 'asn1: structure error: malformed certificate request';
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const ALTERNATIVE_NAME = '2.5.29.17';

/**
 * Reads a certificate signing request (RFC 2986) and gives what Go's `encoding/json` shows of an
 * `x509.CertificateRequest`. The signature is not verified.
 *
 * @throws DerError
 */
export function certificateRequestJson(der: Buffer): GoJson {
  const whole = new DerReader(der);
  const raw = whole.element(TAG.sequence, FAILURE).raw;
  if (!whole.isEmpty) throw new DerError('asn1: syntax error: trailing data');
  const outer = new DerReader(raw).inside(TAG.sequence, FAILURE);
  const tbs = outer.element(TAG.sequence, FAILURE);
  const algorithm = outer.element(TAG.sequence, FAILURE).content;
  const signature = outer.bits(FAILURE);

  const info = new DerReader(tbs.content);
  const version = info.integer(FAILURE);
  const subject = info.element(TAG.sequence, FAILURE);
  const spki = info.element(TAG.sequence, FAILURE).raw;
  const attributes = [...new DerReader(info.element(contextTag(0, true), FAILURE).content).all(FAILURE)];
  const extensions = attributes.flatMap(requestedExtensions);
  const value = extensions.findLast(({ oid }) => oid === ALTERNATIVE_NAME)?.value;
  const names = value === undefined ? { dns: [], email: [], ip: [], uri: [] } : readAlternativeNames(value);
  return {
    Raw: base64(raw),
    RawTBSCertificateRequest: base64(tbs.raw),
    RawSubjectPublicKeyInfo: base64(spki),
    RawSubject: base64(subject.raw),
    Version: version,
    Signature: base64(signature),
    SignatureAlgorithm: readSignatureAlgorithm(algorithm).number,
    ...publicKeyFields(readPublicKey(spki)),
    Subject: nameJson(readName(subject.content)),
    Attributes: orNull(attributes.map(attributeJson).filter((attribute) => attribute !== undefined)),
    Extensions: extensionsJson(extensions),
    ExtraExtensions: null,
    ...alternativeNamesJson({
      dnsNames: names.dns,
      emailAddresses: names.email,
      ipAddresses: names.ip,
      uris: names.uri.map((text) => ({ text, url: urlOf(text) })),
    }),
  };
}

function requestedExtensions({ content }: DerElement): Extension[] {
  const reader = new DerReader(content);
  const type = reader.optional(TAG.oid, FAILURE)?.content;
  if (type === undefined || oidOf(type, FAILURE) !== EXTENSION_REQUEST) return [];
  const values = new DerReader(reader.optional(TAG.set, FAILURE)?.content ?? Buffer.alloc(0));
  return values.isEmpty ? [] : readExtensionList(values.inside(TAG.sequence, FAILURE));
}

/** An attribute whose values are lists of pairs; Go leaves out those that are not. */
function attributeJson({ content }: DerElement): GoJson | undefined {
  try {
    const reader = new DerReader(content);
    const type = reader.oid(FAILURE);
    const sets = [...reader.inside(TAG.set, FAILURE).all(FAILURE)].map((set) => {
      if (set.tag !== TAG.sequence) throw new DerError(FAILURE);
      return [...new DerReader(set.content).all(FAILURE)].map(pairJson);
    });
    return { Type: oidJson(type), Value: sets };
  } catch (cause) {
    if (cause instanceof DerError) return undefined;
    throw cause;
  }
}

function pairJson({ tag, content }: DerElement): GoJson {
  if (tag !== TAG.sequence) throw new DerError(FAILURE);
  const reader = new DerReader(content);
  return { Type: oidJson(reader.oid(FAILURE)), Value: anyJson(reader.any(FAILURE)) };
}

/** A value as Go's `asn1` puts it into an interface; null for types that it leaves out. */
function anyJson(element: DerElement): unknown {
  const { tag, content } = element;
  switch (tag) {
    case TAG.boolean:
      return content[0] !== 0;
    case TAG.integer:
      return integerOf(content, FAILURE);
    case TAG.octetString:
      return base64(content);
    case TAG.oid:
      return oidJson(oidOf(content, FAILURE));
    case TAG.bitString:
      return { Bytes: base64(content.subarray(1)), BitLength: (content.length - 1) * 8 - (content[0] ?? 0) };
    case TAG.printableString:
    case TAG.numericString:
    case TAG.ia5String:
    case TAG.t61String:
    case TAG.utf8String:
    case TAG.bmpString:
      return stringOf(element);
    default:
      return null;
  }
}

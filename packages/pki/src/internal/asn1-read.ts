import { PkiError, type PkiErrorCode } from '../errors.ts';

/** One decoded DER value; read it only through the functions of this file. */
export class Asn1Node {
  /** Identifier octet: class, constructed flag and tag number. */
  readonly tag: number;
  /** Elements of a constructed value; they fill the content exactly. */
  readonly children: readonly Asn1Node[];
  readonly #der: Buffer;
  readonly #at: number;
  readonly #contentAt: number;
  readonly #end: number;

  constructor(der: Buffer, span: Span, children: readonly Asn1Node[]) {
    this.tag = der[span.at]!;
    this.children = children;
    this.#der = der;
    this.#at = span.at;
    this.#contentAt = span.contentAt;
    this.#end = span.end;
  }

  get content(): Buffer {
    return this.#der.subarray(this.#contentAt, this.#end);
  }

  /** Tag, length and content as received. */
  get raw(): Buffer {
    return this.#der.subarray(this.#at, this.#end);
  }
}

/** Where a value is in the bytes that hold it; a long CRL has too many values to cut each one out beforehand. */
interface Span {
  readonly at: number;
  readonly contentAt: number;
  readonly end: number;
}

/** Bounds on what a stranger may make us decode. */
export interface DerLimits {
  readonly maxBytes: number;
  readonly maxNodes: number;
}

const MAX_DEPTH = 32;
const CONSTRUCTED = 0x20;
const CLASS_MASK = 0xc0;
const CONTEXT_SPECIFIC = 0x80;
const TAG_NUMBER_MASK = 0x1f;
const MAX_SHORT_LENGTH = 0x7f;
const MAX_LENGTH_OCTETS = 4;
/** Longest subidentifier of an OID, in octets of 7 bits; fits a safe integer. */
const MAX_ARC_OCTETS = 7;

/** Universal tags that our structures use (X.680 section 8.4). */
const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;
const END_OF_CONTENTS = 0;

/** Runs a reader and turns whatever it throws into one code, so that odd input can never surface as a TypeError. */
export function reading<T>(code: PkiErrorCode, what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof PkiError && cause.code !== 'der_invalid') throw cause;
    throw new PkiError(code, `not a valid ${what}`, { cause });
  }
}

/**
 * Decodes exactly one DER value. BER is refused: signatures are over DER, and bytes that can be read in two ways are how
 * one certificate means two things. So lengths are definite and minimal, elements fill their parent exactly, only
 * SEQUENCE, SET and context tags are constructed, and nothing follows the value.
 *
 * @throws PkiError `der_invalid`
 */
export function parseDer(der: Uint8Array, limits: DerLimits): Asn1Node {
  if (der.length > limits.maxBytes) throw invalid(`longer than ${limits.maxBytes} bytes`);
  const copy = Buffer.from(der);
  return only(readValues(copy, 0, copy.length, { nodes: limits.maxNodes }, 0));
}

function readValues(der: Buffer, from: number, to: number, budget: { nodes: number }, depth: number): Asn1Node[] {
  if (depth > MAX_DEPTH) throw invalid('nested too deeply');
  const values: Asn1Node[] = [];
  for (let at = from; at < to;) {
    if (budget.nodes-- === 0) throw invalid('too many values');
    const tag = der[at]!;
    requireTag(tag);
    const { start, length } = readLength(der, at + 1, to);
    const end = start + length;
    if (end > to) throw invalid('value longer than what holds it');
    const isConstructed = (tag & CONSTRUCTED) !== 0;
    const children = isConstructed ? readValues(der, start, end, budget, depth + 1) : NO_CHILDREN;
    values.push(new Asn1Node(der, { at, contentAt: start, end }, children));
    at = end;
  }
  return values;
}

const NO_CHILDREN: readonly Asn1Node[] = [];

function requireTag(tag: number): void {
  if (tag === END_OF_CONTENTS || (tag & TAG_NUMBER_MASK) === TAG_NUMBER_MASK) throw invalid('tag');
  const isUniversal = (tag & CLASS_MASK) === 0;
  const mustBeConstructed = (tag | CONSTRUCTED) === TAG.sequence || (tag | CONSTRUCTED) === TAG.set;
  if (isUniversal && mustBeConstructed !== ((tag & CONSTRUCTED) !== 0)) throw invalid('form of a universal type');
}

function readLength(der: Buffer, at: number, to: number): { readonly start: number; readonly length: number } {
  if (at >= to) throw invalid('no length');
  const first = der[at]!;
  if (first <= MAX_SHORT_LENGTH) return { start: at + 1, length: first };
  const octets = first & MAX_SHORT_LENGTH;
  const start = at + 1 + octets;
  if (octets === 0 || octets > MAX_LENGTH_OCTETS || start > to) throw invalid('length');
  const length = der.readUIntBE(at + 1, octets);
  if (der[at + 1] === 0 || length <= MAX_SHORT_LENGTH) throw invalid('length not minimal');
  return { start, length };
}

function invalid(reason: string): PkiError {
  return new PkiError('der_invalid', `not DER of the expected form: ${reason}`);
}

/** The elements of a SEQUENCE. */
export function elements(node: Asn1Node | undefined): readonly Asn1Node[] {
  if (node?.tag === TAG.sequence) return node.children;
  throw invalid('expected a SEQUENCE');
}

/** The elements of a SET. */
export function setElements(node: Asn1Node | undefined): readonly Asn1Node[] {
  if (node?.tag === TAG.set) return node.children;
  throw invalid('expected a SET');
}

/** The number of a context-specific tag, or undefined for any other class. */
export function contextTag(node: Asn1Node | undefined): number | undefined {
  if (node === undefined || (node.tag & CLASS_MASK) !== CONTEXT_SPECIFIC) return undefined;
  return node.tag & TAG_NUMBER_MASK;
}

/** The elements under a constructed context tag. */
export function tagged(node: Asn1Node): readonly Asn1Node[] {
  if (contextTag(node) === undefined || (node.tag & CONSTRUCTED) === 0) throw invalid('expected a context tag');
  return node.children;
}

/** The one value under an explicit context tag. */
export function explicitValue(node: Asn1Node): Asn1Node {
  return only(tagged(node));
}

/** The only element of a list. */
export function only<T>(items: readonly T[]): T {
  if (items.length !== 1) throw invalid('expected exactly one element');
  return items[0]!;
}

/** Tag, length and content as received. */
export function rawOf(node: Asn1Node | undefined): Buffer {
  if (node === undefined) throw invalid('missing element');
  return node.raw;
}

/** Content octets of a primitive value. */
export function contentOf(node: Asn1Node): Buffer {
  if ((node.tag & CONSTRUCTED) !== 0) throw invalid('expected a primitive value');
  return node.content;
}

function universal(node: Asn1Node | undefined, tag: keyof typeof TAG): Buffer {
  if (node?.tag !== TAG[tag]) throw invalid(`expected ${tag}`);
  return node.content;
}

export function isUniversal(node: Asn1Node | undefined, tag: keyof typeof TAG): boolean {
  return node?.tag === TAG[tag];
}

/** An OBJECT IDENTIFIER in dotted form. */
export function oidOf(node: Asn1Node | undefined): string {
  const content = universal(node, 'oid');
  const arcs: number[] = [];
  for (let at = 0; at < content.length;) {
    const start = at;
    let arc = 0;
    do {
      if (at - start === MAX_ARC_OCTETS || content[start] === 0x80) throw invalid('OID');
      arc = arc * 128 + (content[at]! & 0x7f);
    } while (content[at++]! >= 0x80 && at < content.length);
    arcs.push(arc);
  }
  const [first, ...rest] = arcs;
  if (first === undefined || content.at(-1)! >= 0x80) throw invalid('OID');
  const top = Math.min(Math.floor(first / 40), 2);
  return [top, first - top * 40, ...rest].join('.');
}

export function booleanOf(node: Asn1Node | undefined): boolean {
  const content = universal(node, 'boolean');
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw invalid('BOOLEAN');
  return content[0] === 0xff;
}

export function octetsOf(node: Asn1Node | undefined): Buffer {
  return universal(node, 'octetString');
}

/** A BIT STRING of whole bytes, such as a signature. */
export function bitsOf(node: Asn1Node | undefined): Buffer {
  const content = universal(node, 'bitString');
  if (content[0] !== 0) throw invalid('expected whole bytes');
  return content.subarray(1);
}

/** The set bits of a named-bit list. */
export function namedBitsOf(node: Asn1Node | undefined): ReadonlySet<number> {
  const content = universal(node, 'bitString');
  const unused = content[0] ?? 8;
  const spare = (1 << unused) - 1;
  if (unused > 7 || (content.length === 1 && unused > 0) || (content.at(-1)! & spare) !== 0)
    throw invalid('BIT STRING');
  const set = new Set<number>();
  for (let bit = 0; bit < (content.length - 1) * 8; bit++) {
    if ((content[1 + (bit >> 3)]! & (0x80 >> (bit & 7))) !== 0) set.add(bit);
  }
  return set;
}

/** A non-negative INTEGER as lower-case hex of whole bytes without leading zero bytes. */
export function hexIntegerOf(node: Asn1Node | undefined): string {
  const content = universal(node, 'integer');
  const [first, second] = content;
  if (first === undefined || first >= 0x80) throw invalid('negative or empty INTEGER');
  if (first === 0 && second !== undefined && second < 0x80) throw invalid('INTEGER not minimal');
  return (first === 0 && second !== undefined ? content.subarray(1) : content).toString('hex');
}

/** A non-negative INTEGER that fits a safe JavaScript number. */
export function numberOf(node: Asn1Node | undefined): number {
  const value = Number.parseInt(hexIntegerOf(node), 16);
  if (!Number.isSafeInteger(value)) throw invalid('INTEGER too large');
  return value;
}

/** The value of an ENUMERATED below 256. */
export function enumeratedOf(node: Asn1Node | undefined): number {
  const content = universal(node, 'enumerated');
  if (content.length !== 1) throw invalid('ENUMERATED');
  return content[0]!;
}

/** UTCTime or GeneralizedTime in the RFC 5280 form (seconds, Z), as milliseconds since the epoch. */
export function timeOf(node: Asn1Node | undefined): number {
  const isUtc = isUniversal(node, 'utcTime');
  const text = universal(node, isUtc ? 'utcTime' : 'generalizedTime').toString('latin1');
  const match = (isUtc ? /^(\d{2})(\d{10})Z$/ : /^(\d{4})(\d{10})Z$/).exec(text);
  if (!match) throw invalid('Time');
  const year = isUtc ? (Number(match[1]) >= 50 ? 1900 : 2000) + Number(match[1]) : Number(match[1]);
  const [month, day, hour, minute, second] = match[2]!.match(/../g)!;
  const iso = `${String(year).padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const date = new Date(iso);
  if (Number.isNaN(date.getTime()) || date.toISOString() !== iso) throw invalid('Time');
  return date.getTime();
}

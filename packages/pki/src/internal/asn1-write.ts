/** One ASN.1 value in DER: tag, length and content. Anything that is DER already can stand where a value is wanted. */
export type Asn1 = Uint8Array;

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;
const CONTEXT_PRIMITIVE = 0x80;
const CONTEXT_CONSTRUCTED = 0xa0;
const MAX_SHORT_LENGTH = 0x7f;
const LONG_LENGTH = 0x80;
const MS_PER_SECOND = 1000;
/** RFC 5280 section 4.1.2.5: dates through the year 2049 are UTCTime, later ones GeneralizedTime. */
const FIRST_UTC_YEAR = 1950;
const FIRST_GENERALIZED_YEAR = 2050;

function tlv(tag: number, ...content: readonly Uint8Array[]): Buffer {
  return tlvOf(tag, content);
}

function tlvOf(tag: number, content: readonly Uint8Array[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.from([tag, ...lengthOctets(length)]), ...content]);
}

function lengthOctets(length: number): readonly number[] {
  if (length <= MAX_SHORT_LENGTH) return [length];
  const bytes = unsignedBytes(BigInt(length));
  return [LONG_LENGTH | bytes.length, ...bytes];
}

function unsignedBytes(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

export function sequence(...values: readonly Asn1[]): Buffer {
  return tlv(TAG.sequence, ...values);
}

/** A SEQUENCE OF any number of values; more than can be arguments of a call. */
export function sequenceOf(values: readonly Asn1[]): Buffer {
  return tlvOf(TAG.sequence, values);
}

/** A SET OF, in the order that DER asks for. */
export function setOf(...values: readonly Asn1[]): Buffer {
  return tlv(TAG.set, ...values.toSorted((a, b) => Buffer.compare(a, b)));
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tlv(TAG.oid, Buffer.from([first * 40 + second, ...rest].flatMap((arc) => base128(arc))));
}

function base128(arc: number): readonly number[] {
  const digits = [arc & 0x7f];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift(0x80 | (rest & 0x7f));
  return digits;
}

/** A non-negative integer. */
export function integer(value: number | bigint): Buffer {
  const bytes = unsignedBytes(BigInt(value));
  return bytes[0]! < 0x80 ? tlv(TAG.integer, bytes) : tlv(TAG.integer, Buffer.from([0]), bytes);
}

/** A non-negative integer of any size from its hexadecimal form. */
export function integerFromHex(hex: string): Buffer {
  return integer(BigInt(`0x${hex}`));
}

/** An ENUMERATED below 128. */
export function enumerated(value: number): Buffer {
  return tlv(TAG.enumerated, Buffer.from([value]));
}

export function boolean(value: boolean): Buffer {
  return tlv(TAG.boolean, Buffer.from([value ? 0xff : 0]));
}

export function nullValue(): Buffer {
  return tlv(TAG.null);
}

export function octetString(bytes: Uint8Array): Buffer {
  return tlv(TAG.octetString, bytes);
}

export function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return tlv(TAG.bitString, Buffer.from([unusedBits]), bytes);
}

/** A named-bit list (X.690 section 11.2.2: trailing zero bits are left out); bit 0 is the most significant one. */
export function namedBits(bits: readonly number[]): Buffer {
  const highest = Math.max(...bits);
  const bytes = new Uint8Array(Math.floor(highest / 8) + 1);
  for (const bit of bits) bytes[bit >> 3]! |= 0x80 >> (bit & 7);
  return bitString(bytes, 7 - (highest & 7));
}

export function utf8String(value: string): Buffer {
  return tlv(TAG.utf8String, Buffer.from(value, 'utf8'));
}

/** Constructed context tag: around one value when explicit, around the elements when implicit over a SEQUENCE. */
export function contextConstructed(tagNumber: number, ...values: readonly Asn1[]): Buffer {
  return tlv(CONTEXT_CONSTRUCTED | tagNumber, ...values);
}

/** Implicit context tag over primitive content, as for a tagged IA5String. */
export function contextPrimitive(tagNumber: number, content: Uint8Array): Buffer {
  return tlv(CONTEXT_PRIMITIVE | tagNumber, content);
}

/** X.509 Time; `ms` is milliseconds since the epoch, fractions of a second are dropped. */
export function time(ms: number): Buffer {
  const year = new Date(ms).getUTCFullYear();
  const isUtcTime = year >= FIRST_UTC_YEAR && year < FIRST_GENERALIZED_YEAR;
  return isUtcTime ? tlv(TAG.utcTime, Buffer.from(digits(ms).slice(2), 'ascii')) : generalizedTime(ms);
}

export function generalizedTime(ms: number): Buffer {
  return tlv(TAG.generalizedTime, Buffer.from(digits(ms), 'ascii'));
}

/** `YYYYMMDDHHMMSSZ`. */
function digits(ms: number): string {
  const whole = new Date(Math.floor(ms / MS_PER_SECOND) * MS_PER_SECOND);
  return `${whole.toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
}

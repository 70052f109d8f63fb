/** What is wrong with a certificate, request or key; the message is close to Go's. */
export class DerError extends Error {}

/** Tags of the types that are in use here. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  t61String: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Tag of a context-specific element. */
export function contextTag(number: number, constructed = false): number {
  return 0x80 | (constructed ? 0x20 : 0) | number;
}

/** One element: its tag, its contents, and all of its bytes. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  readonly raw: Buffer;
}

/** Reads elements of DER one after another; lengths have to be definite and as short as can be (X.690, 10.1). */
export class DerReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isEmpty(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Bytes that were not read yet. */
  get rest(): Buffer {
    return this.#bytes.subarray(this.#at);
  }

  /** Tag of the next element; `undefined` at the end. */
  get nextTag(): number | undefined {
    return this.#bytes[this.#at];
  }

  /**
   * The next element, whatever its tag.
   *
   * @throws DerError `failure`
   */
  any(failure: string): DerElement {
    const bytes = this.#bytes;
    const start = this.#at;
    const tag = bytes[start];
    // Tags of more than one byte are not in use.
    if (tag === undefined || (tag & 0x1f) === 0x1f) throw new DerError(failure);
    const first = bytes[start + 1];
    if (first === undefined) throw new DerError(failure);
    let length = first;
    let header = 2;
    if (first >= 0x80) {
      const size = first & 0x7f;
      if (size === 0 || size > 4 || start + 2 + size > bytes.length) throw new DerError(failure);
      length = bytes.readUIntBE(start + 2, size);
      if (length < 0x80 || bytes[start + 2] === 0) throw new DerError(failure);
      header += size;
    }
    const end = start + header + length;
    if (end > bytes.length) throw new DerError(failure);
    this.#at = end;
    return { tag, content: bytes.subarray(start + header, end), raw: bytes.subarray(start, end) };
  }

  /** The next element, which has to have a tag. */
  element(tag: number, failure: string): DerElement {
    if (this.nextTag !== tag) throw new DerError(failure);
    return this.any(failure);
  }

  /** The next element when it has a tag. */
  optional(tag: number, failure: string): DerElement | undefined {
    return this.nextTag === tag ? this.any(failure) : undefined;
  }

  /** A reader of the contents of the next element. */
  inside(tag: number, failure: string): DerReader {
    return new DerReader(this.element(tag, failure).content);
  }

  /** Elements up to the end. */
  *all(failure: string): Generator<DerElement> {
    while (!this.isEmpty) yield this.any(failure);
  }

  integer(failure: string): bigint {
    return integerOf(this.element(TAG.integer, failure).content, failure);
  }

  oid(failure: string): string {
    return oidOf(this.element(TAG.oid, failure).content, failure);
  }

  boolean(failure: string): boolean {
    const { content } = this.element(TAG.boolean, failure);
    if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw new DerError(failure);
    return content[0] === 0xff;
  }

  /** The bits of a bit string; those that are left over at the end are cleared by a shift to the right. */
  bits(failure: string): Buffer {
    const { content } = this.element(TAG.bitString, failure);
    const unused = content[0];
    if (unused === undefined || unused > 7 || (unused > 0 && content.length === 1)) throw new DerError(failure);
    if (unused === 0) return content.subarray(1);
    const size = content.length - 1;
    const value = BigInt(`0x${content.toString('hex', 1)}`) >> BigInt(unused);
    return Buffer.from(value.toString(16).padStart(size * 2, '0'), 'hex');
  }
}

/** Two's complement in as few bytes as can be. */
export function integerOf(content: Buffer, failure: string): bigint {
  if (content.length === 0) throw new DerError(failure);
  const [first, second = 0] = content;
  if (content.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
    throw new DerError(failure);
  }
  const value = BigInt(`0x${content.toString('hex')}`);
  return first! >= 0x80 ? value - (1n << BigInt(content.length * 8)) : value;
}

/** Longest object identifier, in bytes. */
const MAX_OID_BYTES = 256;

/** An object identifier with dots. */
export function oidOf(content: Buffer, failure: string): string {
  if (content.length === 0 || content.length > MAX_OID_BYTES || content.at(-1)! >= 0x80) throw new DerError(failure);
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const [i, byte] of content.entries()) {
    if (byte === 0x80 && (i === 0 || content[i - 1]! < 0x80)) throw new DerError(failure);
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const first = arcs[0]!;
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...arcs.slice(1)].join('.');
}

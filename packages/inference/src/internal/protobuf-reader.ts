import { InferenceError } from '../errors.ts';

const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_BYTES = 2;
const WIRE_FIXED32 = 5;

/** Ten groups of seven bits hold any 64-bit varint. */
const MAX_VARINT_BYTES = 10;
const MAX_FIELD_NUMBER = 2 ** 29 - 1;

/** How much work one document may cause; shared by all readers of it. */
export interface ReadBudget {
  fields: number;
}

/**
 * Reads the fields of one protobuf message, in place and in order.
 *
 * Stricter than a general decoder: groups, overlong varints and fields of another wire type than asked for are errors, so
 * that no two readers of the same bytes can see different models. Source: protobuf encoding specification.
 */
export class ProtobufReader {
  /** Number of the field that the last {@link next} found. */
  field = 0;
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #budget: ReadBudget;
  #at: number;
  #wire = 0;

  constructor(bytes: Uint8Array, budget: ReadBudget, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#budget = budget;
    this.#at = start;
    this.#end = end;
  }

  /** Moves to the next field; false at the end. Each field must then be read or skipped once. */
  next(): boolean {
    if (this.#at === this.#end) return false;
    if (--this.#budget.fields < 0) throw new InferenceError('onnx_limit_exceeded', 'the model has too many fields');
    const tag = this.#varint();
    this.field = Number(tag >> 3n);
    this.#wire = Number(tag & 7n);
    if (this.field === 0 || this.field > MAX_FIELD_NUMBER) throw malformed('a field number is out of range');
    return true;
  }

  /** An integer field, taken as signed 64 bits. */
  int64(): bigint {
    this.#expect(WIRE_VARINT);
    return BigInt.asIntN(64, this.#varint());
  }

  /** An integer field that must be exact as a number. */
  integer(): number {
    const value = Number(this.int64());
    if (!Number.isSafeInteger(value)) throw malformed('an integer is too large');
    return value;
  }

  /** A text field of at most `maxBytes` bytes of UTF-8. */
  text(maxBytes: number): string {
    const [start, end] = this.#span();
    if (end - start > maxBytes)
      throw new InferenceError('onnx_limit_exceeded', 'a name in the model is too long', { details: { maxBytes } });
    try {
      return utf8.decode(this.#bytes.subarray(start, end));
    } catch (cause) {
      throw new InferenceError('onnx_malformed', 'a name in the model is not UTF-8', { cause });
    }
  }

  /** A reader of the message inside this field. */
  message(): ProtobufReader {
    const [start, end] = this.#span();
    return new ProtobufReader(this.#bytes, this.#budget, start, end);
  }

  /** Steps over the field. */
  skip(): void {
    switch (this.#wire) {
      case WIRE_VARINT:
        this.#varint();
        return;
      case WIRE_FIXED64:
        this.#advance(8);
        return;
      case WIRE_BYTES:
        this.#span();
        return;
      case WIRE_FIXED32:
        this.#advance(4);
        return;
      default:
        throw malformed('a field has an unknown wire type');
    }
  }

  #expect(wire: number): void {
    if (this.#wire !== wire) throw malformed('a field has an unexpected wire type');
  }

  #span(): [start: number, end: number] {
    this.#expect(WIRE_BYTES);
    const length = this.#varint();
    if (length > BigInt(this.#end - this.#at)) throw malformed('a field is longer than its message');
    const start = this.#at;
    this.#at += Number(length);
    return [start, this.#at];
  }

  #advance(count: number): void {
    if (count > this.#end - this.#at) throw malformed('the model ends inside a field');
    this.#at += count;
  }

  #varint(): bigint {
    let value = 0n;
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      if (this.#at === this.#end) throw malformed('the model ends inside a number');
      const byte = this.#bytes[this.#at++]!;
      // Tags and lengths are nearly always one byte: no big arithmetic for them.
      if (i === 0 && byte < 0x80) return BigInt(byte);
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) {
        if (value >= 2n ** 64n) break;
        return value;
      }
    }
    throw malformed('a number has more than 64 bits');
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function malformed(message: string): InferenceError {
  return new InferenceError('onnx_malformed', message);
}

/** Deepest nesting of arrays and objects in an entry's data. */
export const MAX_JSON_DEPTH = 32;
/** Integers of this many digits are exact in IEEE 754 doubles, so their text needs no round trip. */
const EXACT_INTEGER_DIGITS = 15;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');
/** Escapes that RFC 8785 allows after a backslash, apart from `u00xx`: `" \ b f n r t`. */
const SHORT_ESCAPES = new Set([0x22, 0x5c, 0x62, 0x66, 0x6e, 0x72, 0x74]);
/** Control characters that must be written as `\u00xx` because they have no short escape; lower-case hex. */
const LONG_ESCAPES = new Set(
  Array.from({ length: 0x20 }, (_, code) => code)
    .filter((code) => ![0x08, 0x09, 0x0a, 0x0c, 0x0d].includes(code))
    .map((code) => code.toString(16).padStart(4, '0')),
);

/**
 * Walks over JSON text and accepts only its canonical form (RFC 8785): no white space, shortest escapes, ECMAScript
 * numbers, members in ascending UTF-16 order without duplicates. It builds no values, which is what makes offline
 * verification fast.
 *
 * The methods move `at` past what they accept and return `false`, with `problem` set, at the first deviation. Whether
 * the bytes are UTF-8 is not judged here; `nonAscii` says whether that question arises.
 */
export class JsonScanner {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  end = 0;
  nonAscii = false;
  problem = '';

  /** Starts over on `bytes[from, to)`. */
  reset(bytes: Buffer, from: number, to: number): void {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    this.nonAscii = false;
    this.problem = '';
  }

  fail(problem: string): false {
    this.problem = problem;
    return false;
  }

  /** Accepts exactly these bytes. */
  literal(expected: Uint8Array): boolean {
    const { bytes, at } = this;
    if (at + expected.length > this.end) return this.fail('text ends early');
    for (let i = 0; i < expected.length; i++) {
      if (bytes[at + i] !== expected[i]) return this.fail('unexpected text');
    }
    this.at = at + expected.length;
    return true;
  }

  /** Accepts a string in canonical form, quotes included. */
  string(): boolean {
    const { bytes, end } = this;
    if (this.at >= end || bytes[this.at] !== QUOTE) return this.fail('a string was expected');
    let at = this.at + 1;
    while (at < end) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        this.at = at + 1;
        return true;
      }
      if (byte < 0x20) return this.fail('a control character in a string');
      if (byte === BACKSLASH) {
        const length = this.#escapeLength(at);
        if (length === 0) return this.fail('an escape that is not canonical');
        at += length;
      } else {
        if (byte >= 0x80) this.nonAscii = true;
        at++;
      }
    }
    return this.fail('a string does not end');
  }

  /** Accepts any value. */
  value(depth: number): boolean {
    switch (this.at < this.end ? (this.bytes[this.at] ?? -1) : -1) {
      case QUOTE:
        return this.string();
      case OPEN_OBJECT:
        return this.object(depth);
      case OPEN_ARRAY:
        return this.#array(depth);
      case TRUE[0]:
        return this.literal(TRUE);
      case FALSE[0]:
        return this.literal(FALSE);
      case NULL[0]:
        return this.literal(NULL);
      default:
        return this.#number();
    }
  }

  /** Accepts an object whose members are in canonical order. */
  object(depth: number): boolean {
    if (depth >= MAX_JSON_DEPTH) return this.fail('nested too deep');
    if (this.at >= this.end || this.bytes[this.at] !== OPEN_OBJECT) return this.fail('an object was expected');
    this.at++;
    if (this.#take(CLOSE_OBJECT)) return true;
    let lastStart = -1;
    let lastEnd = -1;
    for (;;) {
      const start = this.at;
      if (!this.string()) return false;
      if (lastStart >= 0 && !this.#ascending(lastStart, lastEnd, start, this.at)) {
        return this.fail('members are not in canonical order');
      }
      lastStart = start;
      lastEnd = this.at;
      if (!this.#take(COLON)) return this.fail('a colon was expected');
      if (!this.value(depth + 1)) return false;
      if (this.#take(CLOSE_OBJECT)) return true;
      if (!this.#take(COMMA)) return this.fail('a comma was expected');
    }
  }

  #array(depth: number): boolean {
    if (depth >= MAX_JSON_DEPTH) return this.fail('nested too deep');
    this.at++;
    if (this.#take(CLOSE_ARRAY)) return true;
    for (;;) {
      if (!this.value(depth + 1)) return false;
      if (this.#take(CLOSE_ARRAY)) return true;
      if (!this.#take(COMMA)) return this.fail('a comma was expected');
    }
  }

  #number(): boolean {
    const start = this.at;
    while (this.at < this.end && isNumberByte(this.bytes[this.at]!)) this.at++;
    if (this.at === start) return this.fail('a value was expected');
    if (this.#isExactInteger(start, this.at)) return true;
    const text = this.bytes.toString('latin1', start, this.at);
    const number = Number(text);
    // ECMAScript's own conversion is the canonical one; this also refuses -0, leading zeros and infinity.
    return (Number.isFinite(number) && String(number) === text) || this.fail('a number that is not canonical');
  }

  #isExactInteger(start: number, end: number): boolean {
    const first = this.bytes[start] === MINUS ? start + 1 : start;
    const digits = end - first;
    if (digits === 0 || digits > EXACT_INTEGER_DIGITS) return false;
    if (this.bytes[first] === DIGIT_0) return digits === 1 && first === start;
    for (let i = first; i < end; i++) {
      const byte = this.bytes[i]!;
      if (byte < DIGIT_0 || byte > DIGIT_9) return false;
    }
    return true;
  }

  #take(byte: number): boolean {
    if (this.at >= this.end || this.bytes[this.at] !== byte) return false;
    this.at++;
    return true;
  }

  /** Length of the canonical escape at a position, 0 when there is none. */
  #escapeLength(at: number): number {
    if (at + 1 >= this.end) return 0;
    if (SHORT_ESCAPES.has(this.bytes[at + 1]!)) return 2;
    if (this.bytes[at + 1] !== 0x75 || at + 6 > this.end) return 0;
    return LONG_ESCAPES.has(this.bytes.toString('latin1', at + 2, at + 6)) ? 6 : 0;
  }

  /** Whether one member name sorts strictly before the next. */
  #ascending(start: number, end: number, nextStart: number, nextEnd: number): boolean {
    const { bytes } = this;
    let a = start + 1;
    let b = nextStart + 1;
    for (; a < end - 1 && b < nextEnd - 1; a++, b++) {
      const left = bytes[a]!;
      const right = bytes[b]!;
      if (left >= 0x80 || right >= 0x80 || left === BACKSLASH || right === BACKSLASH) {
        return decoded(bytes, start, end) < decoded(bytes, nextStart, nextEnd);
      }
      if (left !== right) return left < right;
    }
    return end - a < nextEnd - b;
  }
}

/** A JSON string token as UTF-16, the order of which RFC 8785 prescribes. */
function decoded(bytes: Buffer, start: number, end: number): string {
  return JSON.parse(bytes.toString('utf8', start, end)) as string;
}

function isNumberByte(byte: number): boolean {
  return (byte >= DIGIT_0 && byte <= DIGIT_9) || byte === MINUS || byte === 0x2b || byte === 0x2e || byte === 0x65;
}

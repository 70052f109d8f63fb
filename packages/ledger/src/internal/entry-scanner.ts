import { isUtf8 } from 'node:buffer';
import { JsonScanner } from './json-scanner.ts';

/** Longest `tenant`, party `kind` and party `id`, in bytes of JSON text without quotes. */
const MAX_NAME_BYTES = 512;
/** Longest `type` in characters. */
const MAX_TYPE_CHARS = 96;

/** Event names remembered as valid; a bound for hostile input, far above what a real log has. */
const MAX_KNOWN_TYPES = 1024;
const HASH_BASE64_CHARS = 44;
const TIME_CHARS = 24;
const MAX_SEQ_DIGITS = 16;
const TIME_PATTERN = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const TYPE_PATTERN = /^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*$/;
const PAD = 0x3d;
/** 1 for each byte that is a base64 digit. */
const IS_BASE64 = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Za-z0-9+/]/.test(String.fromCharCode(byte)) ? 1 : 0,
);
/** The last digit of 32 bytes in base64 carries four bits, so its two low bits are zero. */
const LAST_DIGITS = new Set(Buffer.from('AEIMQUYcgkosw048'));

const ACTOR_ID = Buffer.from('{"actor":{"id":');
const KIND = Buffer.from(',"kind":');
const DATA = Buffer.from('},"data":');
const PREVIOUS = Buffer.from(',"previous":');
const SEQ = Buffer.from(',"seq":');
const SUBJECT_ID = Buffer.from(',"subject":{"id":');
const TENANT = Buffer.from('},"tenant":');
const TIME = Buffer.from(',"time":');
const TYPE = Buffer.from(',"type":');
const VERSION = Buffer.from(',"v":1}');

/**
 * Reads the raw bytes of an entry in one pass: checks the whole canonical form and finds the few fields that
 * verification needs, without building the entry.
 */
export class EntryScanner {
  /** Sequence number of the entry scanned last. */
  seq = 0;
  /** Its `previous`, base64. */
  previous = '';
  type = '';
  time = '';

  readonly #json = new JsonScanner();
  readonly #knownTypes = new Set<string>();

  /** Scans `bytes[from, to)`; returns what is wrong with it, or `null` when it is an entry. */
  scan(bytes: Buffer, from: number, to: number): string | null {
    const json = this.#json;
    json.reset(bytes, from, to);
    const fits =
      json.literal(ACTOR_ID) &&
      this.#name() &&
      json.literal(KIND) &&
      this.#name() &&
      json.literal(DATA) &&
      json.object(0) &&
      json.literal(PREVIOUS) &&
      this.#previous() &&
      json.literal(SEQ) &&
      this.#seq() &&
      json.literal(SUBJECT_ID) &&
      this.#name() &&
      json.literal(KIND) &&
      this.#name() &&
      json.literal(TENANT) &&
      this.#name() &&
      json.literal(TIME) &&
      this.#time() &&
      json.literal(TYPE) &&
      this.#type() &&
      json.literal(VERSION);
    if (!fits) return `${json.problem} at byte ${json.at - from}`;
    if (json.at !== to) return `text after the end at byte ${json.at - from}`;
    if (json.nonAscii && !isUtf8(bytes.subarray(from, to))) return 'not UTF-8';
    return null;
  }

  #name(): boolean {
    const json = this.#json;
    const start = json.at;
    if (!json.string()) return false;
    const length = json.at - start - 2;
    return (length > 0 && length <= MAX_NAME_BYTES) || json.fail(`a name has 1 to ${MAX_NAME_BYTES} bytes`);
  }

  #previous(): boolean {
    const { bytes, at } = this.#json;
    const text = this.#token(HASH_BASE64_CHARS);
    if (text === null || !isHash(bytes, at + 1)) return this.#json.fail('previous is not 32 bytes in base64');
    this.previous = text;
    return true;
  }

  #time(): boolean {
    const text = this.#token(TIME_CHARS);
    if (text === null || !TIME_PATTERN.test(text)) return this.#json.fail('time is not RFC 3339 UTC with milliseconds');
    this.time = text;
    return true;
  }

  #type(): boolean {
    const json = this.#json;
    const start = json.at;
    if (!json.string()) return false;
    const text = json.bytes.toString('latin1', start + 1, json.at - 1);
    if (!this.#knownTypes.has(text)) {
      if (text.length > MAX_TYPE_CHARS || !TYPE_PATTERN.test(text)) return json.fail('type is not a dotted event name');
      if (this.#knownTypes.size >= MAX_KNOWN_TYPES) this.#knownTypes.clear();
      this.#knownTypes.add(text);
    }
    this.type = text;
    return true;
  }

  #seq(): boolean {
    const { bytes, at, end } = this.#json;
    let seq = 0;
    let digits = 0;
    while (at + digits < end && digits <= MAX_SEQ_DIGITS) {
      const digit = bytes[at + digits]! - 0x30;
      if (digit < 0 || digit > 9) break;
      seq = seq * 10 + digit;
      digits++;
    }
    const padded = digits > 1 && bytes[at] === 0x30;
    if (digits === 0 || padded || !Number.isSafeInteger(seq)) return this.#json.fail('seq is not a sequence number');
    this.#json.at = at + digits;
    this.seq = seq;
    return true;
  }

  /** The text of a string of exactly `chars` characters without escapes; the caller's pattern judges it. */
  #token(chars: number): string | null {
    const json = this.#json;
    const { bytes, at } = json;
    if (at + chars + 2 > json.end || bytes[at] !== 0x22 || bytes[at + chars + 1] !== 0x22) return null;
    json.at = at + chars + 2;
    return bytes.toString('latin1', at + 1, at + 1 + chars);
  }
}

/** Whether 32 bytes in base64 start here; a loop, because every entry of a log is asked. */
function isHash(bytes: Buffer, from: number): boolean {
  const last = from + HASH_BASE64_CHARS - 2;
  for (let i = from; i < last; i++) if (IS_BASE64[bytes[i]!] === 0) return false;
  return LAST_DIGITS.has(bytes[last]!) && bytes[last + 1] === PAD;
}

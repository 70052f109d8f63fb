import { isBase32Unit } from '../internal/base32.ts';
import { MAX_TOKEN_WORD_CHARS, WORDS_LONGEST_FIRST } from './token-words.ts';

/** Characters after the underscore: 65 keyed bits. */
export const TOKEN_PAYLOAD_CHARS = 13;
/** Most characters that may have been inserted before, and again after, the underscore. */
export const MAX_TOKEN_GAP_CHARS = 3;
/** Longest written form of a token, inserted characters included; a restorer never holds back as much. */
export const MAX_TOKEN_FORM_CHARS = MAX_TOKEN_WORD_CHARS + 2 * MAX_TOKEN_GAP_CHARS + 1 + TOKEN_PAYLOAD_CHARS;

const UNDERSCORE = 0x5f;
/** Blanks, line ends, soft hyphen, zero-width characters, and the backslash by which Markdown escapes an underscore. */
const GAP_UNITS: ReadonlySet<number> = new Set([
  0x20, 0x09, 0x0a, 0x0d, 0x5c, 0xa0, 0xad, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202f, 0x2060, 0xfeff,
]);

/** Where something written like a token stands. */
export interface TokenPlace<T> {
  readonly start: number;
  readonly end: number;
  readonly is: T;
}

/**
 * Finds tokens by their underscore, from left to right, none overlapping. `wordsOf` gets the payload in lower case and says which words
 * may stand before it and what the token then is. Linear: the work at an underscore is bounded.
 */
export function findTokenForms<T>(
  text: string,
  wordsOf: (payload: string) => { readonly words: readonly string[]; readonly is: T } | undefined,
): TokenPlace<T>[] {
  const places: TokenPlace<T>[] = [];
  let cursor = 0;
  for (let at = text.indexOf('_'); at !== -1; at = text.indexOf('_', at + 1)) {
    const payloadStart = skipGap(text, at + 1);
    const end = payloadStart + TOKEN_PAYLOAD_CHARS;
    if (end > text.length || !isPayload(text, payloadStart, end)) continue;
    const candidate = wordsOf(text.slice(payloadStart, end).toLowerCase());
    if (candidate === undefined) continue;
    const wordEnd = skipGapBack(text, at, cursor);
    const word = candidate.words.find((word) => endsWithWord(text, word, wordEnd, cursor));
    if (word === undefined) continue;
    places.push({ start: wordEnd - word.length, end, is: candidate.is });
    cursor = end;
    at = end - 1;
  }
  return places;
}

/** Places of a text that are written like a token of any vault. */
export function findLookalikes(text: string): TokenPlace<undefined>[] {
  return findTokenForms(text, () => ({ words: WORDS_LONGEST_FIRST, is: undefined }));
}

/** First place before `limit` from which the rest of the text may be an unfinished token with one of the words; `limit` if none. */
export function unfinishedTokenStart(text: string, words: readonly string[], limit: number = text.length): number {
  const first = Math.max(0, text.length - (MAX_TOKEN_FORM_CHARS - 1));
  for (let start = first; start < limit; start += 1) {
    if (words.some((word) => isUnfinished(text, start, word))) return start;
  }
  return limit;
}

function isUnfinished(text: string, start: number, word: string): boolean {
  const seen = Math.min(word.length, text.length - start);
  for (let i = 0; i < seen; i += 1) {
    if (upperUnit(text.charCodeAt(start + i)) !== word.charCodeAt(i)) return false;
  }
  let at = skipGap(text, start + seen);
  if (at === text.length) return true;
  if (text.charCodeAt(at) !== UNDERSCORE) return false;
  at = skipGap(text, at + 1);
  return text.length - at < TOKEN_PAYLOAD_CHARS && isPayload(text, at, text.length);
}

function endsWithWord(text: string, word: string, end: number, from: number): boolean {
  const start = end - word.length;
  if (start < from) return false;
  for (let i = 0; i < word.length; i += 1) {
    if (upperUnit(text.charCodeAt(start + i)) !== word.charCodeAt(i)) return false;
  }
  return true;
}

function isPayload(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    if (!isBase32Unit(text.charCodeAt(at))) return false;
  }
  return true;
}

function skipGap(text: string, from: number): number {
  let at = from;
  while (at < from + MAX_TOKEN_GAP_CHARS && GAP_UNITS.has(text.charCodeAt(at))) at += 1;
  return at;
}

function skipGapBack(text: string, from: number, floor: number): number {
  let at = from;
  while (at > floor && at > from - MAX_TOKEN_GAP_CHARS && GAP_UNITS.has(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

/** ASCII alone: other scripts' letters must not fold into ours. */
function upperUnit(unit: number): number {
  return unit >= 97 && unit <= 122 ? unit - 32 : unit;
}

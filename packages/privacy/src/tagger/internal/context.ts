import { extendKey, flagsOf, type Gazetteer, MAX_PHRASE_TOKENS, wordKey, Flag } from './gazetteer.ts';
import { mix } from './hash.ts';
import type { Word } from './words.ts';

/** Features of a token that depend on where it stands. */
export const CONTEXT_FEATURES = 23;

/** Tokens on either side in which capital and small letters are looked for. */
const CASE_REACH_TOKENS = 10;

/** Tokens that a telling word reaches. */
const KEY_REACH_TOKENS = 7;

/** Words of prose that are counted. */
const MAX_PROSE_WORDS = 3;

/** What a pass over the tokens finds for every place. */
export interface Places {
  /** Kind of phrase of the lists and place in it, 0 for none. */
  readonly phrase: Uint16Array;
  /** Hash of the word before the last colon of the line, 0 for none. */
  readonly heading: Int32Array;
  /** Tokens since the line began, at most 3. */
  readonly column: Uint8Array;
  /** Everyday words in small letters since the last empty line, at most 3, plus 4 after an empty line: prose or block? */
  readonly paragraph: Uint8Array;
  /** Class of the nearest telling word to the left in the same clause, 0 for none. */
  readonly keyBefore: Uint8Array;
  /** The same to the right. */
  readonly keyAfter: Uint8Array;
  /** What the line and the one before it hold, and how long and how far down the line is; see {@link markLines}. */
  readonly line: Uint16Array;
  /** What the part between commas and the one before it hold; see {@link markLines}. */
  readonly segment: Uint8Array;
  /** Bit 0: a capital near; bit 1: a small letter near. */
  readonly cases: Uint8Array;
}

/** Arrays for at most `capacity` tokens. */
export function makePlaces(capacity: number): Places {
  return {
    phrase: new Uint16Array(capacity),
    heading: new Int32Array(capacity),
    column: new Uint8Array(capacity),
    paragraph: new Uint8Array(capacity),
    keyBefore: new Uint8Array(capacity),
    keyAfter: new Uint8Array(capacity),
    line: new Uint16Array(capacity),
    segment: new Uint8Array(capacity),
    cases: new Uint8Array(capacity),
  };
}

function markPhrases(words: readonly Word[], count: number, gazetteer: Gazetteer, phrase: Uint16Array): void {
  phrase.fill(0, 0, count);
  for (let start = 0; start < count; start++) {
    const first = words[start];
    if (first === undefined || (first.flags & Flag.startsPhrase) === 0) continue;
    let key = wordKey(first.lower);
    let length = 0;
    let kind = 0;
    const limit = Math.min(count, start + MAX_PHRASE_TOKENS);
    for (let at = start + 1; at < limit; at++) {
      const word = words[at];
      if (word === undefined || word.isNewline) break;
      key = extendKey(key, word.lower);
      const flags = flagsOf(gazetteer, key);
      if (flags === 0) break;
      if ((flags & ~Flag.startsPhrase) !== 0) {
        length = at - start + 1;
        kind = flags & ~Flag.startsPhrase;
      }
    }
    if (length === 0) continue;
    for (let at = start; at < start + length; at++) phrase[at] = kind * 2 + (at === start ? 1 : 0);
    start += length - 1;
  }
}

function markCases(words: readonly Word[], count: number, cases: Uint8Array): void {
  let upper = -1e9;
  let lower = -1e9;
  cases.fill(0, 0, count);
  const see = (at: number, place: number): void => {
    const kind = words[at]?.letterCase ?? 0;
    if (kind >= 2) upper = place;
    if (kind === 1 || kind === 2 || kind === 4) lower = place;
    if (place - upper <= CASE_REACH_TOKENS) cases[at] = (cases[at] ?? 0) | 1;
    if (place - lower <= CASE_REACH_TOKENS) cases[at] = (cases[at] ?? 0) | 2;
  };
  for (let at = 0; at < count; at++) see(at, at);
  upper = -1e9;
  lower = -1e9;
  for (let at = count - 1; at >= 0; at--) see(at, count - at);
}

/** Words and numbers of a line that are counted. */
const MAX_LINE_WORDS = 7;
/** Lines of a paragraph that are counted. */
const MAX_LINES = 7;
const HAS_NUMBER = 1;
const HAS_ROAD = 2;

function isBetweenSegments(word: Word): boolean {
  return word.lower === ',' || word.lower === ';' || word.lower === '|' || word.lower === '"';
}

/**
 * Marks lines and the parts of them between commas by whether they and what is before them hold a number (1) and a word of
 * streets (2). For lines also by their words (times 16) and their place in the paragraph (times 128).
 */
function markLines(words: readonly Word[], count: number, { line, segment }: Places): void {
  let above = 0;
  let number = 0;
  for (let start = 0; start < count;) {
    let held = 0;
    let length = 0;
    let segmentBefore = 0;
    let segmentHeld = 0;
    let segmentStart = start;
    let end = start;
    for (; end < count; end++) {
      const word = words[end] as Word;
      if (word.isNewline) break;
      if (isBetweenSegments(word)) {
        segment.fill(segmentBefore * 4 + segmentHeld, segmentStart, end + 1);
        segmentBefore = segmentHeld;
        segmentHeld = 0;
        segmentStart = end + 1;
        continue;
      }
      if (word.letterCase !== 0) length++;
      const bits = word.isNumber ? HAS_NUMBER : (word.flags & Flag.streetWord) !== 0 ? HAS_ROAD : 0;
      if (word.isNumber) length++;
      held |= bits;
      segmentHeld |= bits;
    }
    const stop = Math.min(count, end + 1);
    segment.fill(segmentBefore * 4 + segmentHeld, segmentStart, stop);
    line.fill(
      above * 4 + held + Math.min(length, MAX_LINE_WORDS) * 16 + Math.min(number, MAX_LINES) * 128,
      start,
      stop,
    );
    number = length === 0 && end === start ? 0 : number + 1;
    above = held;
    start = stop;
  }
}

function markKeys(words: readonly Word[], count: number, from: number, step: 1 | -1, keys: Uint8Array): void {
  let key = 0;
  let distance = 0;
  for (let at = from; at >= 0 && at < count; at += step) {
    const word = words[at];
    keys[at] = key;
    if (word === undefined) continue;
    if ((word.flags & Flag.isKey) !== 0) {
      key = word.wordClass;
      distance = 0;
    } else if (++distance >= KEY_REACH_TOKENS || word.isNewline || word.lower === '.') key = 0;
  }
}

/** Fills the places of the first `count` words. */
export function findPlaces(words: readonly Word[], count: number, gazetteer: Gazetteer, places: Places): void {
  markPhrases(words, count, gazetteer, places.phrase);
  markCases(words, count, places.cases);
  markLines(words, count, places);
  markKeys(words, count, 0, 1, places.keyBefore);
  markKeys(words, count, count - 1, -1, places.keyAfter);
  let column = 0;
  let heading = 0;
  let paragraph = 0;
  let prose = 0;
  for (let at = 0; at < count; at++) {
    const word = words[at];
    places.column[at] = Math.min(column, 3);
    places.heading[at] = heading;
    places.paragraph[at] = paragraph + Math.min(prose, MAX_PROSE_WORDS);
    if (word !== undefined && word.letterCase === 1 && (word.flags & Flag.common) !== 0) prose++;
    column++;
    if (word?.isNewline === true) {
      if (words[at - 1]?.isNewline === true) {
        paragraph = MAX_PROSE_WORDS + 1;
        prose = 0;
      }
      column = 0;
      heading = 0;
    } else if (word?.lower === ':') heading = words[at - 1]?.hash ?? 0;
  }
}

/** Features of a token that depend on it and the tokens on either side alone come first. */
export const TRIPLE_FEATURES = 8;

/** Writes the first {@link TRIPLE_FEATURES} features: those of a word between two others. */
export function tripleFeatures(before: Word, word: Word, after: Word, out: Int32Array): void {
  const { kind } = word;
  out[0] = mix(mix(13, before.hash), after.hash);
  out[1] = mix(mix(14, before.kind), kind);
  out[2] = mix(mix(15, kind), after.kind);
  out[3] = mix(mix(17, before.hash), kind);
  out[4] = mix(mix(18, kind), after.hash);
  out[5] = mix(mix(mix(30, before.kind), kind), after.kind);
  out[6] = mix(mix(36, before.wordClass), kind);
  out[7] = mix(mix(37, after.wordClass), kind);
}

/** Features that depend on the telling words and classes of words around come last; those of the place are between. */
export const FIRST_NEAR_FEATURE = 19;

/** Numbers that {@link placeKey} writes. */
export const PLACE_KEY_NUMBERS = 5;

/** Writes all that the features of the place of the token at `at` depend on; `edge` stands for missing neighbours. */
export function placeKey(
  words: readonly Word[],
  joined: Uint8Array,
  places: Places,
  at: number,
  edge: Word,
  key: Int32Array,
): void {
  const word = words[at] ?? edge;
  const after = words[at + 1] ?? edge;
  const around = (joined[at] ?? 0) * 2 + (joined[at + 1] ?? 0);
  const place = (places.column[at] ?? 0) | ((places.cases[at] ?? 0) << 2) | ((places.paragraph[at] ?? 0) << 4);
  key[0] = word.kind;
  key[1] = places.heading[at] ?? 0;
  key[2] = word.shape | (after.shape << 8) | (around << 16) | (place << 18);
  key[3] = (places.phrase[at] ?? 0) | ((places.segment[at] ?? 0) << 16);
  key[4] = places.line[at] ?? 0;
}

/** Writes the features of a place, out of what {@link placeKey} wrote. */
export function placeFeatures(key: Int32Array, out: Int32Array): void {
  const kind = key[0] as number;
  const heading = key[1] as number;
  const packed = key[2] as number;
  const phrase = (key[3] as number) & 0xffff;
  const segment = (key[3] as number) >>> 16;
  const line = key[4] as number;
  const shape = packed & 255;
  const afterShape = (packed >>> 8) & 255;
  const paragraph = packed >>> 22;
  out[8] = mix(mix(21, (packed >>> 16) & 3), shape);
  out[9] = mix(22, phrase);
  out[10] = mix(mix(23, phrase), shape);
  out[11] = mix(mix(26, (packed >>> 18) & 3), shape);
  out[12] = mix(mix(27, heading), shape);
  out[13] = mix(mix(28, (packed >>> 20) & 3), kind);
  out[14] = mix(mix(33, paragraph), kind);
  out[15] = mix(mix(mix(31, paragraph), shape), afterShape);
  out[16] = mix(mix(40, line), shape);
  out[17] = mix(mix(mix(41, line & 15), paragraph), kind);
  out[18] = mix(mix(42, segment), kind);
}

/** Numbers that {@link nearKey} writes. */
export const NEAR_KEY_NUMBERS = 3;

/** Writes all that the features of the classes of words around the token at `at` depend on. */
export function nearKey(words: readonly Word[], places: Places, at: number, edge: Word, key: Int32Array): void {
  const word = words[at] ?? edge;
  key[0] = word.kind;
  key[1] = word.shape | ((places.keyBefore[at] ?? 0) << 8) | ((places.keyAfter[at] ?? 0) << 16);
  key[2] =
    (words[at - 2] ?? edge).wordClass |
    ((words[at - 1] ?? edge).wordClass << 8) |
    ((words[at + 1] ?? edge).wordClass << 16) |
    ((words[at + 2] ?? edge).wordClass << 24);
}

/** Writes the features of the classes of words around a token, out of what {@link nearKey} wrote. */
export function nearFeatures(key: Int32Array, out: Int32Array): void {
  const kind = key[0] as number;
  const marks = key[1] as number;
  const classes = key[2] as number;
  const shape = marks & 255;
  out[19] = mix(mix(34, (marks >>> 16) & 255), kind);
  out[20] = mix(mix(35, (marks >>> 8) & 255), kind);
  out[21] = mix(mix(mix(38, classes & 255), (classes >>> 8) & 255), shape);
  out[22] = mix(mix(mix(39, classes >>> 24), (classes >>> 16) & 255), shape);
}

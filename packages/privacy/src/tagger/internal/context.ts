import { extendKey, flagsOf, type Gazetteer, MAX_PHRASE_TOKENS, wordKey, Flag } from './gazetteer.ts';
import { mix } from './hash.ts';
import type { Word } from './words.ts';

/** Features of a token that depend on where it stands. */
export const CONTEXT_FEATURES = 14;

/** Tokens on either side in which capital and small letters are looked for. */
const CASE_REACH_TOKENS = 10;

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

/** Fills the places of the first `count` words. */
export function findPlaces(words: readonly Word[], count: number, gazetteer: Gazetteer, places: Places): void {
  markPhrases(words, count, gazetteer, places.phrase);
  markCases(words, count, places.cases);
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

/**
 * Writes the hashes of the features of the token at `at` that combine neighbours; `edge` stands for those that are missing.
 */
export function contextFeatures(
  words: readonly Word[],
  joined: Uint8Array,
  places: Places,
  at: number,
  edge: Word,
  out: Int32Array,
): void {
  const word = words[at] ?? edge;
  const before = words[at - 1] ?? edge;
  const after = words[at + 1] ?? edge;
  const { shape, kind } = word;
  const phrase = places.phrase[at] ?? 0;
  out[0] = mix(mix(13, before.hash), after.hash);
  out[1] = mix(mix(14, before.kind), kind);
  out[2] = mix(mix(15, kind), after.kind);
  out[3] = mix(mix(17, before.hash), kind);
  out[4] = mix(mix(18, kind), after.hash);
  out[5] = mix(mix(21, (joined[at] ?? 0) * 2 + (joined[at + 1] ?? 0)), shape);
  out[6] = mix(22, phrase);
  out[7] = mix(mix(23, phrase), shape);
  out[8] = mix(mix(26, places.column[at] ?? 0), shape);
  out[9] = mix(mix(27, places.heading[at] ?? 0), shape);
  out[10] = mix(mix(28, places.cases[at] ?? 0), kind);
  out[11] = mix(mix(mix(30, before.kind), kind), after.kind);
  out[13] = mix(mix(33, places.paragraph[at] ?? 0), kind);
  out[12] = mix(mix(mix(31, places.paragraph[at] ?? 0), shape), after.shape);
}

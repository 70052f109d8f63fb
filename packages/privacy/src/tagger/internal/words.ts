import { CharacterClass, characterClass } from './characters.ts';
import { CLASS_SHIFT, flagsOf, type Gazetteer, wordKey } from './gazetteer.ts';
import { hashText, mix } from './hash.ts';

/** What the features need to know of one word, wherever it stands. */
export interface Word {
  readonly lower: string;
  /** Hash of the word in lower case. */
  readonly hash: number;
  /** Small number for the shape: letters by case, digits by count, signs by themselves. */
  readonly shape: number;
  readonly flags: number;
  /** Number of the class of words that stand alike, 0 for none. */
  readonly wordClass: number;
  /** Hash of shape and flags together. */
  readonly kind: number;
  /** 0 no letters, 1 lower, 2 upper-case initial, 3 all upper, 4 mixed. */
  readonly letterCase: number;
  readonly isNewline: boolean;
  readonly isNumber: boolean;
}

/** Distances at which a word's own features are seen. */
export const DISTANCES = [0, -1, 1, -2, 2] as const;

function letterCaseOf(text: string): number {
  let upper = 0;
  let letters = 0;
  for (let at = 0; at < text.length; at++) {
    const kind = characterClass(text.charCodeAt(at));
    if (kind === CharacterClass.upper) upper++;
    if (kind === CharacterClass.upper || kind === CharacterClass.lower) letters++;
  }
  if (letters === 0) return 0;
  if (upper === 0) return 1;
  if (characterClass(text.charCodeAt(0)) === CharacterClass.upper && upper === 1) return 2;
  return upper === letters ? 3 : 4;
}

function shapeOf(text: string, letterCase: number): number {
  const unit = text.charCodeAt(0);
  const kind = characterClass(unit);
  if (kind === CharacterClass.newline) return 1;
  if (kind === CharacterClass.digit) return 10 + Math.min(text.length, 12);
  if (kind === CharacterClass.other) return 100 + (unit < 128 ? unit : 128);
  const length = text.length === 1 ? 0 : text.length <= 3 ? 1 : 2;
  return 30 + letterCase * 3 + length;
}

/** Digits of a number that is told apart from others of its length. */
const SHORT_NUMBER_DIGITS = 3;

/**
 * The token from `start` to `end`, or for a longer number one that {@link describeWord} does not tell apart from it, so that the
 * many numbers of logs are few words.
 */
export function wordText(text: string, start: number, end: number): string {
  const length = end - start;
  if (length <= SHORT_NUMBER_DIGITS || characterClass(text.charCodeAt(start)) !== CharacterClass.digit)
    return text.slice(start, end);
  return length === SHORT_NUMBER_DIGITS + 1 ? `${text.slice(start, start + 2)}00` : '0'.repeat(length);
}

/** Describes one token. Digits longer than four and years are told apart by shape and first two digits alone. */
export function describeWord(text: string, gazetteer: Gazetteer): Word {
  const lower = text.toLowerCase();
  const letterCase = letterCaseOf(text);
  const shape = shapeOf(text, letterCase);
  const isNumber = shape >= 10 && shape < 30;
  const identity = isNumber
    ? `#${text.length > 4 ? text.length : text.length === 4 ? `4${text.slice(0, 2)}` : lower}`
    : lower;
  const flags = letterCase === 0 ? 0 : flagsOf(gazetteer, wordKey(lower));
  return {
    lower,
    hash: hashText(identity),
    shape,
    flags,
    wordClass: flags >>> CLASS_SHIFT,
    kind: mix(shape, flags & 4095),
    letterCase,
    isNewline: shape === 1,
    isNumber,
  };
}

/** Appends hashes of the features of a word as seen from a token at `distance`; the caller maps them to rows. */
export function wordFeatures(word: Word, distance: number, out: number[]): void {
  const base = 1000 * (distance + 3);
  const known = word.flags & 4095;
  out.push(mix(base + 1, word.hash), mix(base + 2, word.shape), mix(mix(base + 3, known), word.letterCase));
  if (word.wordClass !== 0) out.push(mix(base + 15, word.wordClass));
  if (Math.abs(distance) === 2) return;
  for (let bit = 1; bit <= 2048; bit <<= 1) if ((known & bit) !== 0) out.push(mix(base + 4, bit));
  if (word.letterCase === 0) return;
  const { lower } = word;
  if (lower.length > 3) out.push(mix(base + 5, hashText(lower.slice(-3))));
  if (distance !== 0) return;
  if (lower.length > 2) out.push(mix(base + 6, hashText(lower.slice(-2))), mix(base + 7, hashText(lower.slice(0, 2))));
  if (lower.length > 4) out.push(mix(base + 8, hashText(lower.slice(-4))), mix(base + 9, hashText(lower.slice(0, 3))));
  if (lower.length > 6)
    out.push(mix(base + 10, hashText(lower.slice(-5))), mix(base + 11, hashText(lower.slice(0, 4))));
  out.push(mix(mix(base + 12, hashText(lower.slice(-1))), word.letterCase));
  const ascii = lower.charCodeAt(0) < 128 ? 0 : lower.charCodeAt(0) < 0x250 ? 1 : 2;
  out.push(mix(base + 13, ascii), mix(mix(base + 14, Math.min(lower.length, 10)), word.letterCase));
}

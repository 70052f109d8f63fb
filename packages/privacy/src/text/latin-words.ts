import { LOOK_ALIKES } from './look-alikes.ts';

/** How far a word is looked at for its script, UTF-16 code units each way. */
const WORD_REACH = 32;
const LETTER = /\p{L}/u;
const NUMBER = /\p{N}/u;
const ASCII_WORD = /[\w@.-]/;
const ASCII_DIGIT = /[0-9]/;
const LATIN = /\p{Script=Latin}/u;
/** A letter that is neither Latin nor like one is a strong sign of another script. */
const OTHER_WEIGHT = 2;

/**
 * Tells whether letters of a word that look Latin are there to deceive: when at least half of its letters are Latin ones, or when
 * all others look Latin and there is a Latin letter or a digit among them. Asked from left to right; each word is counted once, so that all questions together take time linear in the text.
 */
export class LatinWords {
  readonly #text: string;
  /** The last answer holds from its question to here. */
  #end = 0;
  #isLatin = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** @param at offset of a character, not smaller than in the question before */
  isLatin(at: number): boolean {
    if (at < this.#end) return this.#isLatin;
    let balance = 0;
    let latin = 0;
    let others = 0;
    let digits = 0;
    const take = (index: number): boolean => {
      const character = this.#text[index]!;
      const weight = weightOf(character);
      if (weight === undefined) return false;
      balance += weight;
      if (weight > 0) latin++;
      else if (weight === -OTHER_WEIGHT) others++;
      else if (weight === 0 && ASCII_DIGIT.test(character)) digits++;
      return true;
    };
    let end = at;
    while (end < Math.min(this.#text.length, at + WORD_REACH) && take(end)) end++;
    for (let i = at - 1; i >= Math.max(0, at - WORD_REACH) && take(i); i--);
    this.#end = end;
    this.#isLatin = (latin > 0 && balance >= 0) || (others === 0 && latin + digits > 0);
    return this.#isLatin;
  }
}

/** Weights of UTF-16 code units, shifted so that zero is one that was not asked for. */
const WEIGHTS = new Int8Array(0x10000);
const SHIFT = 8;
const NO_WORD = 1;

/** What a character says for Latin (positive) or against it; `undefined` when no word goes on over it. */
function weightOf(character: string): number | undefined {
  const unit = character.charCodeAt(0);
  if (WEIGHTS[unit] === 0) {
    const weight = weigh(character);
    WEIGHTS[unit] = weight === undefined ? NO_WORD : weight + SHIFT;
  }
  return WEIGHTS[unit] === NO_WORD ? undefined : WEIGHTS[unit]! - SHIFT;
}

function weigh(character: string): number | undefined {
  if (character < '\u0080') return LATIN.test(character) ? 1 : ASCII_WORD.test(character) ? 0 : undefined;
  if (LOOK_ALIKES.has(character)) return -1;
  if (LATIN.test(character)) return 1;
  if (LETTER.test(character)) return -OTHER_WEIGHT;
  return NUMBER.test(character) ? 0 : undefined;
}

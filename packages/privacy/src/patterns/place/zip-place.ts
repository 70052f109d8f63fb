import { CLASS, isUpper, LETTER } from '../internal/characters.ts';
import type { Page } from '../internal/page.ts';
import { NOT_STREETS } from './street-words.ts';

/** How sure it is that a number is a postal code. */
interface Told {
  readonly score: number;
  readonly why: string;
}

/** U+3012, which stands before Japanese codes. */
export const POSTAL_MARK = 0x3012;
const SPACE = 32;
/** How far words of a place are looked at, UTF-16 code units. */
const PLACE_CHARS = 44;
const WORD_CHARS = 14;
const TOWN_WORD_CHARS = 20;

const STATE_BEFORE =
  /\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),? $/;
const AUSTRALIAN_STATE = /\b(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT),? $/;
const CITY_STATE_BEFORE = /\bSingapore,? $/;
const ADDRESS_BEFORE = /(?:anschrift|adresse|address|dirección|indirizzo|adres|domicilio|wohnort) ?: ?$/i;
const TOWN_ALONE_AFTER = /^ \p{Lu}[\p{L}\p{M}.'-]{1,24}(?:[ -]\p{L}{1,16}){0,2}(?:[,;.\n]|$)/u;
const TOWN_FOLLOWS =
  /^ \p{Lu}[\p{L}\p{M}]{2,24}(?:[ '-]\p{Lu}[\p{L}\p{M}]{1,24}){0,2}(?:$| ?[.,;:!?)<"\n]| (?:on|und|and|et|y|e|or|oder|tel)\b)/u;
const PHRASE_BEGINS =
  /(?:^|[.:;!?(>] ?|\b(?:in|en|à|a|aus|nach|to|from|of|au|aan|bei|near|around|do|w|i|and|und|et|y|serve|delivery|at) )$/i;
/** German counts its nouns so: `in 12345 Fällen`. */
const GERMAN_COUNT = /\b(?:in|aus|nach|bei|und|von|mit) $/i;
/** A preposition and up to five words of a place; the group is the last one. */
const PLACE_BEFORE =
  /\b(?:in|from|near|at|to) (?:(?:\p{Lu}[\p{L}\p{M}.'-]{0,24}|de|da|do|del|la|of) ){0,4}(\p{Lu}[\p{L}\p{M}.'-]{0,24}) $/u;
const TOWN_AFTER = /^ \p{Lu}[\p{L}\p{M}]/u;
const TOWN_LINE = /(?:^|\n|: )\p{Lu}[\p{L}\p{M}.'-]{2,24}(?: \p{Lu}[\p{L}\p{M}.'-]{1,24}){0,2} $/u;
const END_OF_LINE = /^ ?\r?(?:\n|$)/;
const YEAR = /^(?:19|20)\d\d$/;
const DIGITS = /^\d+$/;

/** What the words beside a number tell: a state, a town, the beginning of an address; `undefined` when nothing speaks for a code. */
export function toldByPlace(page: Page, start: number, end: number): Told | undefined {
  const { text } = page;
  const code = text.slice(start, end);
  const before = text.slice(Math.max(0, start - WORD_CHARS), start);
  if (before.charCodeAt(before.length - 1) === POSTAL_MARK) return { score: 0.95, why: 'after the postal mark' };
  if (code.length === 4 && AUSTRALIAN_STATE.test(before)) return { score: 0.95, why: 'after a state' };
  if (code.length === 5 && DIGITS.test(code) && STATE_BEFORE.test(before)) return { score: 0.75, why: 'after a state' };
  if (isBeforeTown(text, code, before, end)) {
    const isCount = DIGITS.test(code) && GERMAN_COUNT.test(before);
    return { score: isCount ? 0.55 : 0.85, why: 'between a preposition and a capital word' };
  }
  if (code.length === 6 && CITY_STATE_BEFORE.test(before)) return { score: 0.75, why: 'after a city that is a state' };
  if (code.length === 5 && ADDRESS_BEFORE.test(before) && TOWN_ALONE_AFTER.test(text.slice(end, end + PLACE_CHARS)))
    return { score: 0.95, why: 'begins an address' };
  if (code.length < 4 || text.charCodeAt(start - 1) !== SPACE || !isCapitalBefore(text, start - 1)) return undefined;
  return behindCapital(page, code, start, end);
}

/** Between a capital word and what follows. */
function behindCapital(page: Page, code: string, start: number, end: number): Told {
  const { text } = page;
  const isGrouped = /[ -]/.test(code);
  if (!YEAR.test(code)) {
    const place = PLACE_BEFORE.exec(text.slice(Math.max(0, start - PLACE_CHARS), start))?.[1];
    if (place !== undefined && code.length <= 9 && !NOT_STREETS.test(place))
      return { score: isGrouped ? 0.6 : 0.5, why: 'after a preposition and a capital word' };
    if (
      TOWN_AFTER.test(text.slice(end, end + 4)) &&
      page.context(['town'], start, end, TOWN_WORD_CHARS, 0) !== undefined
    )
      return { score: 0.6, why: 'after a word for a town, before a capital word' };
    if (code.length >= 5 && isLineOfTown(text, start, end))
      return { score: 0.6, why: 'ends a line that begins with a capital word' };
  }
  // The detector knows whether the word before is a place; alone this is a guess.
  return { score: isGrouped ? 0.45 : 0.3, why: 'after a capital word' };
}

/** Whether a code stands between the beginning of a phrase and a town: `lives in 10115 Berlin`, not `12,000 Americans`. */
function isBeforeTown(text: string, code: string, before: string, end: number): boolean {
  if (text.charCodeAt(end) !== SPACE || (DIGITS.test(code) && (code.length < 5 || code.endsWith('00')))) return false;
  return PHRASE_BEGINS.test(before) && TOWN_FOLLOWS.test(text.slice(end, end + PLACE_CHARS));
}

/** Whether a line has nothing but capital words and the code. */
function isLineOfTown(text: string, start: number, end: number): boolean {
  if (!END_OF_LINE.test(text.slice(end, end + 3))) return false;
  const from = Math.max(0, start - PLACE_CHARS);
  // What is cut off is no beginning of a line.
  return TOWN_LINE.test((from > 0 ? ' ' : '') + text.slice(from, start));
}

/** Whether the word that ends at `end` begins with a capital letter. */
function isCapitalBefore(text: string, end: number): boolean {
  let start = end;
  while (start > 0 && end - start < 24 && CLASS[text.charCodeAt(start - 1)] === LETTER) start--;
  return end - start > 2 && (isUpper(text.charCodeAt(start)) || /^\p{Lu}/u.test(text.charAt(start)));
}

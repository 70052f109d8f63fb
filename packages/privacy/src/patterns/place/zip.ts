import { CLASS, isDigit, isUpper, LETTER } from '../internal/characters.ts';
import { isEmbedded } from '../internal/codes.ts';
import type { Page } from '../internal/page.ts';
import { NOT_STREETS } from './street-words.ts';
import type { CodeRow, FinderRow, PatternRow } from '../pattern-row.ts';

const UK = /^(?:GIR0AA|(?:[A-PR-UWYZ]\d[A-HJKPSTUW\d]?|[A-PR-UWYZ][A-HK-Y]\d[ABEHMNPRVWXY\d]?)\d[ABD-HJLNP-UW-Z]{2})$/;
const CANADA = /^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d$/;
/** Units after a number are no ends of Dutch codes, unless a word near says so. */
const UNIT = /(?:[KMGT]B|[KCM]M|KG|MS|[KMG]?HZ|PX|[AP]M|AD|BC)$/;
const NETHERLANDS = /^[1-9]\d{3}(?!SA|SD|SS)[A-Z]{2}$/;
const NEAR_CHARS = 20;
/** How far behind a code its name may stand: `10115 is not a valid postcode`. */
const NEAR_AFTER_CHARS = 24;
/** Forms of many countries that a word such as "zip" makes sure of. */
const ANY_FORM =
  /(?:\d{5}-\d{3,4}|\d{4}-\d{3}|\d{3}-\d{4}|\d{2}-\d{3}|\d{3} \d{3}|\d{3} \d{2}|\d{4} [A-Z]{2}|\d{3,6}|[A-Z]{1,2}-?\d{3,5})(?![\w-]|\.\d| \d{2})/y;
const PLACE_CHARS = 44;
/** A preposition and up to five words of a place; the group is the last one. */
const PLACE_BEFORE =
  /\b(?:in|from|near|at|to) (?:(?:\p{Lu}[\p{L}\p{M}.'-]{0,24}|de|da|do|del|la|of) ){0,4}(\p{Lu}[\p{L}\p{M}.'-]{0,24}) $/u;
const ADDRESS_BEFORE = /(?:anschrift|adresse|address|dirección|indirizzo|adres|domicilio|wohnort) ?: ?$/i;
const TOWN_ALONE_AFTER = /^ \p{Lu}[\p{L}\p{M}.'-]{1,24}(?:[ -]\p{L}{1,16}){0,2}(?:[,;.\n]|$)/u;
const TOWN_LINE = /(?:^|\n|: )\p{Lu}[\p{L}\p{M}.'-]{2,24}(?: \p{Lu}[\p{L}\p{M}.'-]{1,24}){0,2} $/u;
const END_OF_LINE = /^ ?\r?(?:\n|$)/;
const TOWN_FOLLOWS =
  /^ \p{Lu}[\p{L}\p{M}]{2,24}(?:[ '-]\p{Lu}[\p{L}\p{M}]{1,24}){0,2}(?:$| ?[.,;:!?)<"\n]| (?:on|und|and|et|y|e|or|oder|tel)\b)/u;
const PHRASE_BEGINS =
  /(?:^|[.:;!?(>] ?|\b(?:in|en|à|a|aus|nach|to|from|of|au|aan|bei|near|around|do|w|i|and|und|et|y|serve|delivery|at) )$/i;
const GERMAN_COUNT = /\b(?:in|aus|nach|bei|und|von|mit) $/i;
const AUSTRALIAN_STATE = /\b(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT),? $/;
/** U+3012, which stands before Japanese codes. */
const POSTAL_MARK = 0x3012;
const TOWN_AFTER = /^ \p{Lu}[\p{L}\p{M}]/u;
const STATE_BEFORE =
  /\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),? $/;

function findZip(page: Page, row: FinderRow, start: number, end: number): void {
  const { text } = page;
  const before = text.charCodeAt(start - 1);
  if (before === 46 || before === 45 || before === 47 || before === 36) return;
  if (end - start === 2 && text.charCodeAt(end) !== 45) return;
  const near = page.context(row.context, start, end, NEAR_CHARS, NEAR_AFTER_CHARS);
  if (near === undefined && before !== POSTAL_MARK && !((before === 32 || start === 0) && end - start >= 2)) return;
  ANY_FORM.lastIndex = start;
  const match = ANY_FORM.exec(text);
  if (match === null) return;
  const last = start + match[0].length;
  if (isEmbedded(text, start, last) || (text.charCodeAt(last) === 44 && isDigit(text.charCodeAt(last + 1)))) return;
  const cue = near;
  if (cue !== undefined) page.add(row, start, last, row.boosted, `context "${cue}"`);
  else if (
    isDigit(text.charCodeAt(start)) &&
    STATE_BEFORE.test(text.slice(Math.max(0, start - 5), start)) &&
    end - start === 5
  ) {
    page.add(row, start, last, 0.75, 'after a state');
  } else if (
    before === POSTAL_MARK ||
    (match[0].length === 4 && AUSTRALIAN_STATE.test(text.slice(Math.max(0, start - 5), start)))
  ) {
    page.add(row, start, last, 0.95, before === POSTAL_MARK ? 'after the postal mark' : 'after a state');
  } else if (isBeforeTown(text, start, last)) {
    // German counts its nouns so: `in 12345 Fällen`.
    const isCount = /^\d+$/.test(match[0]) && GERMAN_COUNT.test(text.slice(Math.max(0, start - 5), start));
    page.add(row, start, last, isCount ? 0.55 : 0.85, 'between a preposition and a capital word');
  } else if (match[0].length === 6 && /\bSingapore,? $/.test(text.slice(Math.max(0, start - 12), start))) {
    page.add(row, start, last, 0.75, 'after Singapore');
  } else if (match[0].length === 5 && ADDRESS_BEFORE.test(text.slice(Math.max(0, start - 14), start))) {
    // A code that begins an address: the town follows.
    if (TOWN_ALONE_AFTER.test(text.slice(last, last + PLACE_CHARS)))
      page.add(row, start, last, 0.95, 'begins an address');
  } else if (
    match[0].length >= 4 &&
    before === 32 &&
    CLASS[text.charCodeAt(start - 2)] === LETTER &&
    placeBefore(text, start - 1)
  ) {
    const place = PLACE_BEFORE.exec(text.slice(Math.max(0, start - PLACE_CHARS), start))?.[1];
    const year = /^(?:19|20)\d\d$/.test(match[0]);
    if (place !== undefined && !year && match[0].length <= 9 && !NOT_STREETS.test(place)) {
      page.add(row, start, last, /[ -]/.test(match[0]) ? 0.6 : 0.5, 'after a preposition and a capital word');
      return;
    }
    if (!year && TOWN_AFTER.test(text.slice(last, last + 4)) && page.context(['town'], start, last, NEAR_CHARS, 0)) {
      page.add(row, start, last, 0.6, 'after a word for a town, before a capital word');
      return;
    }
    if (!year && match[0].length >= 5 && isLineOfTown(text, start, last)) {
      page.add(row, start, last, 0.6, 'ends a line that begins with a capital word');
      return;
    }
    // The detector knows whether the word before is a place; alone this is a guess.
    page.add(row, start, last, /[ -]/.test(match[0]) ? 0.45 : 0.3, 'after a capital word');
  }
}

/** Whether a code stands between the beginning of a phrase and a town: `lives in 10115 Berlin`, not `12,000 Americans`. */
function isBeforeTown(text: string, start: number, end: number): boolean {
  const code = text.slice(start, end);
  if (/^\d+$/.test(code) && (code.length < 5 || code.endsWith('00'))) return false;
  return (
    TOWN_FOLLOWS.test(text.slice(end, end + PLACE_CHARS)) &&
    PHRASE_BEGINS.test(text.slice(Math.max(0, start - 10), start))
  );
}

/** Whether a line has nothing but capital words and the code. */
function isLineOfTown(text: string, start: number, end: number): boolean {
  if (!END_OF_LINE.test(text.slice(end, end + 3))) return false;
  const from = Math.max(0, start - PLACE_CHARS);
  // What is cut off is no beginning of a line.
  return TOWN_LINE.test((from > 0 ? ' ' : '') + text.slice(from, start));
}

/** Whether the word that ends at `end` begins with a capital letter. */
function placeBefore(text: string, end: number): boolean {
  let start = end;
  while (start > 0 && end - start < 24 && CLASS[text.charCodeAt(start - 1)] === LETTER) start--;
  return end - start > 2 && (isUpper(text.charCodeAt(start)) || /^\p{Lu}/u.test(text.charAt(start)));
}

const common = {
  kind: 'code',
  type: 'ZIP_CODE',
  anchor: 'number',
  validator: 'form',
  context: ['zip', 'address'],
  boosted: 0.85,
} as const;

/** Postal codes. */
export const ZIP_ROWS: readonly PatternRow[] = [
  {
    kind: 'finder',
    type: 'ZIP_CODE',
    name: 'zip',
    region: 'any',
    anchor: 'number',
    lengths: [2, 7],
    validator: 'form',
    base: 0.3,
    context: ['zip'],
    boosted: 0.85,
    find: findZip,
  } satisfies FinderRow,
  {
    ...common,
    name: 'zip-us-plus-4',
    region: 'US',
    base: 0.5,
    shapes: { 'd5-d4': 0.5 },
    check: (code) => !code.startsWith('000'),
  } satisfies CodeRow,
  {
    ...common,
    name: 'postcode-gb',
    region: 'GB',
    base: 0.7,
    shapes: {
      'a1d1 d1a2': 0.7,
      'a1d2 d1a2': 0.7,
      'a2d1 d1a2': 0.7,
      'a2d2 d1a2': 0.7,
      'a1d1a1 d1a2': 0.7,
      'a2d1a1 d1a2': 0.7,
      a2d2a2: 0.3,
      a2d3a2: 0.3,
    },
    check: (code) => UK.test(code),
  } satisfies CodeRow,
  {
    ...common,
    name: 'postcode-ca',
    region: 'CA',
    base: 0.7,
    shapes: { 'a1d1a1 d1a1d1': 0.7, 'a1d1a1-d1a1d1': 0.6, a1d1a1d1a1d1: 0.35 },
    check: (code) => CANADA.test(code),
  } satisfies CodeRow,
  {
    ...common,
    name: 'postcode-nl',
    region: 'NL',
    base: 0.5,
    shapes: { 'd4 a2': 0.5, d4a2: 0.4 },
    capitals: true,
    check: (code) => NETHERLANDS.test(code) && !UNIT.test(code),
    unchecked: 0.6,
  } satisfies CodeRow,
];

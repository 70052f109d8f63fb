import { isDigit } from '../internal/characters.ts';
import type { Page } from '../internal/page.ts';

/** A date or time that begins with a number. */
export interface DateForm {
  /** Sticky. */
  readonly expression: RegExp;
  readonly score: number;
  readonly why: string;
  /** Fewest and most characters of the first token. */
  readonly sizes: readonly [least: number, most: number];
  /** Characters of which one follows the first token; any when absent. */
  readonly next?: string;
  /** What else must be so before the expression is tried. */
  readonly isLikely?: (page: Page, start: number, end: number) => boolean;
  /** A letter may follow at once. */
  readonly runsOn?: true;
}

/** Of a time with its zone. */
export const CLOCK = String.raw`(?:(?:[01]?\d|2[0-3]):[0-5]\d|24:00)(?::[0-6]\d(?:[.,]\d{1,9})?)?(?: ?[ap]\.?m\b\.?)?`;
export const ZONE = String.raw`(?:Z\b| ?[+-]\d{2}:?\d{2}\b| (?:UTC|GMT|CET|CEST|EST|EDT|PST|PDT|CST|MST)\b)?`;

const DAY = String.raw`(?:0?[1-9]|[12]\d|3[01])`;
const MONTH = '(?:0?[1-9]|1[0-2])';
const DAY_AND_MONTH = `(?:${MONTH}/${DAY}/|${DAY}/${MONTH}/|${DAY}\\.${MONTH}\\.|${DAY}-${MONTH}-|${MONTH}-${DAY}-)`;
const END = String.raw`(?![\d_]|[-/.]\d)`;

const TIME_WORD_CHARS = 14;
const BEFORE_TIME = /\b(?:at|um|om|alle|ore|kl|klo|between|until|till|bis|tot|à)\.? $/i;
const BETWEEN_TIMES = /\b(?:[01]?\d|2[0-3])\.[0-5]\d (?:and|to|und|bis|en|tot|et|e|y|-|–) $/;
const EXPIRY_WORD_CHARS = 24;
const DATE_WORD_CHARS = 40;
/** CJK ideographs begin here. */
const FIRST_IDEOGRAPH = 0x5000;
const HYPHEN = 45;
const LETTER_T = 84;
const SPACE = 32;

function isAfterTimeWord({ text }: Page, start: number): boolean {
  const before = text.slice(Math.max(0, start - TIME_WORD_CHARS), start);
  return BEFORE_TIME.test(before) || BETWEEN_TIMES.test(before);
}

/** Letters in the token, or what may follow a space behind an hour: a. m., p. m., o'clock, Uhr, uur. */
function isHour({ text }: Page, _start: number, end: number): boolean {
  if (!isDigit(text.charCodeAt(end - 1))) return true;
  return text.charCodeAt(end) === SPACE && 'apouAPOU'.includes(text.charAt(end + 1)) && end + 1 < text.length;
}

const FORMS: readonly DateForm[] = [
  {
    expression: new RegExp(
      String.raw`(?:1[5-9]|20|21)\d\d(?:-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|/(?:0[1-9]|1[0-2])/(?:0[1-9]|[12]\d|3[01]))(?:(?:[T ]| at )${CLOCK}${ZONE})?(?![\d_]|-\d|/\d)`,
      'iy',
    ),
    score: 0.9,
    why: 'ISO 8601',
    sizes: [4, 4],
    next: '-/',
  },
  {
    // `2022-W34-3`
    expression: /(?:19|20)\d\d-?W(?:0[1-9]|[1-4]\d|5[0-3])(?:-?[1-7])?(?![\p{L}\d_]|-\d)/uy,
    score: 0.85,
    why: 'week of ISO 8601',
    sizes: [4, 8],
    isLikely: ({ text }, start, end) => text.charAt(end - start === 4 ? start + 5 : start + 4) === 'W',
  },
  {
    // `20260314T140532Z`
    expression:
      /(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3])[0-5]\d(?:[0-6]\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?(?![\p{L}\d])/uy,
    score: 0.9,
    why: 'basic form of ISO 8601',
    sizes: [13, 24],
    isLikely: ({ text }, start) => text.charCodeAt(start + 8) === LETTER_T,
  },
  {
    // `21/Jul/2020:15:51:31 +0000`
    expression: /(?:3[01]|[12]\d|0[1-9])\/[A-Z][a-z]{2}\/(?:19|20)\d\d:[0-2]\d:[0-5]\d:[0-6]\d(?: [+-]\d{4})?(?!\d)/y,
    score: 0.95,
    why: 'common log format',
    sizes: [2, 2],
    next: '/',
  },
  {
    expression: new RegExp(
      String.raw`${DAY_AND_MONTH}(?:(?:1[6-9]|20|21)\d\d(?:,? ${CLOCK}${ZONE})?|\d\d,? ${CLOCK}${ZONE})${END}`,
      'iy',
    ),
    score: 0.75,
    why: 'day, month, year',
    sizes: [1, 2],
    next: '-./',
  },
  {
    // `1.2.34` is a version as often.
    expression: new RegExp(String.raw`(?:(?!\d?\d\.\d?\d\.)${DAY_AND_MONTH}|\d\d\.\d\d\.)\d\d${END}`, 'y'),
    score: 0.5,
    why: 'day, month, short year',
    sizes: [1, 2],
    next: '-./',
  },
  {
    expression: new RegExp(`${CLOCK}${ZONE}(?![\\d:_])`, 'iy'),
    score: 0.6,
    why: 'time of day',
    sizes: [1, 2],
    next: ':',
  },
  {
    expression: /(?:1[0-2]|[1-9])(?: ?[ap]\.m\.| ?[ap]m\b| o'clock\b| Uhr\b| uur\b)/iy,
    score: 0.65,
    why: 'time of day',
    sizes: [1, 4],
    isLikely: isHour,
  },
  {
    // `2019年5月25日`, `2019년 5월 25일`: the year begins the token.
    expression: /(?:19|20)\d\d[年년] ?(?:1[0-2]|0?[1-9])[月월](?: ?(?:3[01]|[12]\d|0?[1-9])[日일])?/y,
    score: 0.9,
    why: 'year, month, day',
    sizes: [5, 24],
    isLikely: ({ text }, start) => text.charCodeAt(start + 4) >= FIRST_IDEOGRAPH,
    runsOn: true,
  },
  {
    // `21h30`
    expression: /(?:[01]?\d|2[0-3])h[0-5]\d(?![\p{L}\d])/uy,
    score: 0.6,
    why: 'time of day',
    sizes: [4, 5],
  },
  {
    // `20190526`
    expression: /(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\p{L}\d])/uy,
    score: 0.75,
    why: 'date beside a word for it',
    sizes: [8, 8],
    isLikely: (page, start, end) => page.cue(['date'], start, end, DATE_WORD_CHARS) !== undefined,
  },
  {
    // `03. 07. 2024`, as Slavic languages space it.
    expression: /(?:3[01]|[12]\d|0?[1-9])\. (?:1[0-2]|0?[1-9])\. (?:1[6-9]|20)\d\d(?![\d-])/y,
    score: 0.75,
    why: 'day, month, year',
    sizes: [1, 2],
    next: '.',
  },
  {
    // `13.57`
    expression: /(?:[01]?\d|2[0-3])\.[0-5]\d(?![\p{L}\d%]|[.,]\d)(?: (?:Uhr|uur|h|hrs)\b)?/uy,
    score: 0.6,
    why: 'time of day beside a word for it',
    sizes: [1, 2],
    next: '.',
    isLikely: isAfterTimeWord,
  },
  {
    expression: /(?:[01]?\d|2[0-3])\.[0-5]\d (?:Uhr|uur|hrs)\b/uy,
    score: 0.65,
    why: 'time of day',
    sizes: [1, 2],
    next: '.',
  },
  {
    // `1441 UTC`, `0930Z`
    expression: /(?:[01]\d|2[0-3])[0-5]\d ?(?:UTC|GMT|Z|CET|CEST|EST|EDT|PST|PDT|CST|MST|hrs|hours)(?![\p{L}\d])/uy,
    score: 0.95,
    why: 'time of day with its zone',
    sizes: [4, 9],
    isLikely: ({ text }, start) => /[ A-Zh]/.test(text.charAt(start + 4)),
  },
  {
    // `05/24` of a card or a document.
    expression: /(?:0[1-9]|1[0-2]) ?[/-] ?(?:20)?[1-4]\d(?![\d/-])/y,
    score: 0.7,
    why: 'month and year beside a word for the end of validity',
    sizes: [2, 2],
    next: '/-',
    isLikely: (page, start, end) => page.context(['expiry'], start, end, EXPIRY_WORD_CHARS, 0) !== undefined,
  },
  {
    // `2017-01`
    expression: /(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?![\d-]|\p{L})/uy,
    score: 0.55,
    why: 'year and month',
    sizes: [4, 4],
    next: '-',
    isLikely: ({ text }, start) => text.charCodeAt(start - 1) !== HYPHEN,
  },
];

/** Characters that tell forms apart when they follow the first token. */
const NEXTS = '-./:';
const MOST_CHARS = 24;

/** Forms by size of the token and what follows it, in their order. */
const BY_START: readonly (readonly DateForm[])[] = Array.from({ length: (MOST_CHARS + 1) * 5 }, (_, index) => {
  const size = Math.floor(index / 5);
  const next = NEXTS.charAt((index % 5) - 1);
  return FORMS.filter(
    ({ sizes, next: wanted }) =>
      size >= sizes[0] && size <= sizes[1] && (wanted === undefined || (next !== '' && wanted.includes(next))),
  );
});

/** The forms that may begin with a token of `size` characters that is followed by the code unit `next`. */
export function dateFormsAt(size: number, next: number): readonly DateForm[] {
  const place = next === 45 ? 1 : next === 46 ? 2 : next === 47 ? 3 : next === 58 ? 4 : 0;
  return BY_START[size * 5 + place] ?? [];
}

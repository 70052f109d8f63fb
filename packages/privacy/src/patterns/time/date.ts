import { isDigit, isUpper, isWord } from '../internal/characters.ts';
import { isEmbedded } from '../internal/codes.ts';
import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';

/** How far before a month its day may begin: `the 2nd day of`, in characters. */
const DAY_BEFORE_CHARS = 12;
const YEAR_WORD_CHARS = 14;
/** From a weekday to the date that it belongs to, in characters. */
const WEEKDAY_CHARS = 20;
const FOREIGN_WEEKDAY_SCORE = 0.95;
/** Above that of the weekday alone. */
const DATED_WEEKDAY_SCORE = 0.96;

const CLOCK = String.raw`(?:(?:[01]?\d|2[0-3]):[0-5]\d|24:00)(?::[0-6]\d(?:[.,]\d{1,9})?)?(?: ?[ap]\.?m\b\.?)?`;
const ZONE = String.raw`(?:Z\b| ?[+-]\d{2}:?\d{2}\b| (?:UTC|GMT|CET|CEST|EST|EDT|PST|PDT|CST|MST)\b)?`;
const ISO = new RegExp(
  String.raw`(?:1[5-9]|20|21)\d\d(?:-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|/(?:0[1-9]|1[0-2])/(?:0[1-9]|[12]\d|3[01]))(?:(?:[T ]| at )${CLOCK}${ZONE})?(?![\d_]|-\d|/\d)`,
  'iy',
);
/** Weeks and basic forms of ISO 8601: `2022-W34-3`, `20260314T140532Z`. */
const ISO_WEEK = /(?:19|20)\d\d-?W(?:0[1-9]|[1-4]\d|5[0-3])(?:-?[1-7])?(?![\p{L}\d_]|-\d)/uy;
const ISO_BASIC =
  /(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3])[0-5]\d(?:[0-6]\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?(?![\p{L}\d])/uy;
const NUMERIC = new RegExp(
  String.raw`(?:(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/|(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])/|(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.|(?:0?[1-9]|[12]\d|3[01])-(?:0?[1-9]|1[0-2])-|(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])-)(?:(?:1[6-9]|20|21)\d\d|\d\d)(?:,? ${CLOCK}${ZONE})?(?![\d_]|[-/.]\d)`,
  'iy',
);
const TIME = new RegExp(`${CLOCK}${ZONE}(?![\\d:_])`, 'iy');
/** `2019年5月25日`, `2019년 5월 25일`: the year begins the token. */
const EAST_ASIAN = /(?:19|20)\d\d[年년] ?(?:1[0-2]|0?[1-9])[月월](?: ?(?:3[01]|[12]\d|0?[1-9])[日일])?/y;
/** `21h30`. */
const HOUR_LETTER = /(?:[01]?\d|2[0-3])h[0-5]\d(?![\p{L}\d])/uy;
/** `03. 07. 2024`, as Slavic languages space it. */
const SPACED = /(?:3[01]|[12]\d|0?[1-9])\. (?:1[0-2]|0?[1-9])\. (?:1[6-9]|20)\d\d(?![\d-])/y;
/** `13.57` and `1441 UTC`: times only behind a word such as "at", or before a zone. */
const DOTTED_TIME = /(?:[01]?\d|2[0-3])\.[0-5]\d(?![\p{L}\d%]|[.,]\d)(?: (?:Uhr|uur|h|hrs)\b)?/uy;
/** A dotted time that says so itself. */
const DOTTED_HOUR = /(?:[01]?\d|2[0-3])\.[0-5]\d (?:Uhr|uur|hrs)\b/uy;
const BEFORE_TIME = /\b(?:at|um|om|alle|ore|kl|klo|between|until|till|bis|tot|à)\.? $/i;
const BETWEEN_TIMES = /\b(?:[01]?\d|2[0-3])\.[0-5]\d (?:and|to|und|bis|en|tot|et|e|y|-|–) $/;
const ZONED_TIME = /(?:[01]\d|2[0-3])[0-5]\d ?(?:UTC|GMT|Z|CET|CEST|EST|EDT|PST|PDT|CST|MST|hrs|hours)(?![\p{L}\d])/uy;
/** Month and year of a card or a document: `05/24`, `2017-01`. */
const SHORT_EXPIRY = /(?:0[1-9]|1[0-2]) ?[/-] ?(?:20)?[1-4]\d(?![\d/-])/y;
const YEAR_MONTH = /(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?![\d-]|\p{L})/uy;
const EXPIRY_WORD_CHARS = 24;
/** `20190526`, beside a word for a date. */
const COMPACT = /(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\p{L}\d])/uy;
const DATE_WORD_CHARS = 40;
const HALF_DAY = /(?:1[0-2]|[1-9])(?: ?[ap]\.m\.| ?[ap]m\b| o'clock\b| Uhr\b| uur\b)/iy;

/** Of the common log format: `21/Jul/2020:15:51:31 +0000`. */
const LOG = /(?:3[01]|[12]\d|0[1-9])\/[A-Z][a-z]{2}\/(?:19|20)\d\d:[0-2]\d:[0-5]\d:[0-6]\d(?: [+-]\d{4})?(?!\d)/y;

const FORMS = [
  [ISO, 0.9, 'ISO 8601'],
  [ISO_WEEK, 0.85, 'week of ISO 8601'],
  [ISO_BASIC, 0.9, 'basic form of ISO 8601'],
  [LOG, 0.95, 'common log format'],
  [NUMERIC, 0.75, 'day, month, year'],
  [TIME, 0.6, 'time of day'],
  [HALF_DAY, 0.65, 'time of day'],
  [EAST_ASIAN, 0.9, 'year, month, day'],
  [HOUR_LETTER, 0.6, 'time of day'],
  [COMPACT, 0.75, 'date beside a word for it'],
  [SPACED, 0.75, 'day, month, year'],
  [DOTTED_TIME, 0.6, 'time of day beside a word for it'],
  [DOTTED_HOUR, 0.65, 'time of day'],
  [ZONED_TIME, 0.6, 'time of day with its zone'],
  [SHORT_EXPIRY, 0.7, 'month and year beside a word for the end of validity'],
  [YEAR_MONTH, 0.55, 'year and month'],
] as const;

/** What may follow a space behind an hour: a. m., p. m., o'clock, Uhr, uur. */
const isClockLetter = (code: number): boolean => {
  const small = code | 32;
  return small === 97 || small === 112 || small === 111 || small === 117;
};

function isAfterTimeWord(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - DAY_BEFORE_CHARS), start);
  return BEFORE_TIME.test(before) || BETWEEN_TIMES.test(before);
}

function isAfterExpiry(page: Page, start: number, end: number): boolean {
  return page.context(['expiry'], start, end, EXPIRY_WORD_CHARS, 0) !== undefined;
}

function findNumeric(page: Page, row: FinderRow, start: number, tokenEnd: number): void {
  const { text } = page;
  if (!isDigit(text.charCodeAt(start)) || start < page.dateEnd) return;
  const before = text.charCodeAt(start - 1);
  if ((before === 45 || before === 47 || before === 46 || before === 58) && isDigit(text.charCodeAt(start - 2))) return;
  const next = text.charCodeAt(tokenEnd);
  const size = tokenEnd - start;
  const isHourEnd =
    size <= 4 &&
    (!isDigit(text.charCodeAt(tokenEnd - 1)) || (next === 32 && isClockLetter(text.charCodeAt(tokenEnd + 1))));
  if (size <= 3 && !isHourEnd && (next < 45 || (next > 47 && next !== 58) || Number.isNaN(next))) return;
  for (const [form, score, why] of FORMS) {
    if (form === ISO && (size !== 4 || (next !== 45 && next !== 47))) continue;
    if (form === ISO_WEEK && (text.charCodeAt(start + 4 + (next === 45 && size === 4 ? 1 : 0)) | 32) !== 119) continue;
    if (form === ISO_BASIC && (size < 13 || text.charCodeAt(start + 8) !== 84)) continue;
    if (form === NUMERIC && (size > 2 || next < 45 || next > 47)) continue;
    if (form === LOG && (size !== 2 || next !== 47)) continue;
    if (form === TIME && (size > 2 || next !== 58)) continue;
    if (form === HALF_DAY && !isHourEnd) continue;
    if (form === EAST_ASIAN && (size < 5 || text.charCodeAt(start + 4) < 0x5000)) continue;
    if (form === HOUR_LETTER && (size < 4 || size > 5)) continue;
    if (form === COMPACT && (size !== 8 || page.cue(['date'], start, tokenEnd, DATE_WORD_CHARS) === undefined))
      continue;
    if (form === SPACED && (size > 2 || next !== 46 || text.charCodeAt(tokenEnd + 1) !== 32)) continue;
    if (form === DOTTED_TIME && (size > 2 || next !== 46 || !isAfterTimeWord(text, start))) continue;
    if (form === DOTTED_HOUR && (size > 2 || next !== 46)) continue;
    if (form === ZONED_TIME && size !== 4 && size !== 5 && size !== 7) continue;
    if (form === SHORT_EXPIRY && (size !== 2 || !isAfterExpiry(page, start, tokenEnd))) continue;
    if (form === YEAR_MONTH && (size !== 4 || next !== 45 || before === 45)) continue;
    form.lastIndex = start;
    const match = form.exec(text);
    if (match === null) continue;
    const end = start + match[0].length;
    if (form !== EAST_ASIAN && isWord(text.charCodeAt(end))) continue;
    if (form === NUMERIC && /[-/.]\d\d$/.test(match[0]) && !/\d{4}$/.test(match[0])) {
      // A year of two digits: `1.2.34` is a version as often.
      if (match[0].length < 6 || (match[0].includes('.') && match[0].length < 8)) continue;
      page.add(row, start, end, 0.5, 'day, month, short year');
    } else page.add(row, start, end, score, why);
    page.dateEnd = end;
    return;
  }
}

/** Years after this one, with nothing but an article before, are more likely counts. */
const LAST_PLAIN_YEAR = 2040;
const isLetterAt = (text: string, index: number) => /\p{L}/u.test(text.charAt(index));

const YEAR = /^(?:19|20)\d\d$/;

function findYear(page: Page, row: FinderRow, start: number, end: number): void {
  const { text } = page;
  const century = text.charCodeAt(start);
  if ((century !== 49 && century !== 50) || !YEAR.test(text.slice(start, end)) || isEmbedded(text, start, end)) return;
  const after = text.charCodeAt(end);
  if (after === 45 || after === 37 || after === 58 || (after === 32 && isDigit(text.charCodeAt(end + 1)))) return;
  const cue = page.cue(row.context, start, end, YEAR_WORD_CHARS, 0);
  if (cue === undefined) {
    const article = /(?:^|\s)(?:an?|the) $/i.test(text.slice(Math.max(0, start - 5), start));
    if (article && after === 32 && Number(text.slice(start, end)) < LAST_PLAIN_YEAR && isLetterAt(text, end + 1)) {
      page.add(row, start, end, 0.55, 'year before a noun');
    }
    return;
  }
  const between = text.slice(cue.at + cue.word.length, start);
  if (!/^[\s(,]{1,3}(?:the )?(?:year )?$/i.test(between)) return;
  if (
    /^ (?:items|people|users|times|bytes|files|rows|points|dollars|euros|units|requests|lines|km|kg|m|ms|degrees|miles)\b/.test(
      text.slice(end, end + 12),
    )
  )
    return;
  page.add(row, start, end, row.boosted, `year after "${cue.word}"`);
}

const DAY_BEFORE = /(?:^|[^\d.,/:-])((?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|er|º|ª|\.)?(?: (?:of|de|di|do))?[ -])$/i;
const AFTER_DAY =
  /^(?:,|\.)?[ -](?:de |del |do )?(?:(?:(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?:,? (?:(?:1[6-9]|20)\d\d))?)|(?:(?:1[6-9]|20)\d\d))(?!\d)(?!:\d)/;
const ONLY_YEAR = /^,?\.?[ -](?:de |del |do )?(?:1[6-9]|20)\d\d(?!\d)/;
const CLOCK_AFTER = new RegExp(`^(?:,| at| um| à)? ${CLOCK}${ZONE}`, 'i');

function findMonth(page: Page, row: FinderRow, start: number, end: number): void {
  const { text } = page;
  const before = DAY_BEFORE.exec(text.slice(Math.max(0, start - DAY_BEFORE_CHARS), start));
  const rest = text.slice(end, end + 24);
  const after = (before === null ? AFTER_DAY : ONLY_YEAR).exec(rest);
  const word = text.slice(start, end);
  const capital = isUpper(text.charCodeAt(start));
  if (before === null && after === null) {
    // A month alone: not the verb "may", "march", nor short forms.
    if (!capital || word.length < 5 || /^march$/i.test(word)) return;
    const lead = /(?:\b(?:in|since|of|until|by|last|next|this|im|en|during|from|every) )$/i.test(
      text.slice(Math.max(0, start - 8), start),
    );
    page.add(row, start, end, lead ? 0.6 : 0.35, 'month');
    return;
  }
  const first = before === null ? start : start - (before[1] ?? '').length;
  let last = end + (after === null ? 0 : after[0].length);
  const clock = after === null ? null : CLOCK_AFTER.exec(text.slice(last, last + 32));
  if (clock !== null) last += clock[0].length;
  if (isWord(text.charCodeAt(first - 1))) return;
  const isWhole = before !== null && after !== null;
  const begin = withWeekday(page, first);
  const score = begin < first ? DATED_WEEKDAY_SCORE : isWhole ? 0.95 : 0.85;
  page.add(row, begin, last, score, isWhole ? 'day, month, year' : 'day or year beside a month');
}

/** Where a date begins with the weekday right before it: `Friday, 5 July`. */
function withWeekday(page: Page, first: number): number {
  const cue = page.cue(['weekday'], first, first, WEEKDAY_CHARS, 0);
  if (cue === undefined) return first;
  return /^\.?,? (?:the |den |dem |le |el )?$/i.test(page.text.slice(cue.at + cue.word.length, first)) ? cue.at : first;
}

/** Short for weekdays that are also common words or names stay out of the list. */
function findWeekday(page: Page, row: FinderRow, start: number, end: number): void {
  const capital = isUpper(page.text.charCodeAt(start));
  // No family has the name of a weekday in other languages.
  const isEnglish = /day/i.test(page.text.slice(start, end));
  page.add(row, start, end, !capital ? 0.55 : isEnglish ? row.base : FOREIGN_WEEKDAY_SCORE, 'weekday');
}

const common = {
  kind: 'finder',
  type: 'DATE_TIME',
  region: 'any',
  validator: 'ranges of days, months, hours',
} as const;

/** Dates, times, years, months and weekdays. */
export const DATE_ROWS: readonly FinderRow[] = [
  {
    ...common,
    name: 'date',
    anchor: 'number',
    lengths: [1, 24],
    base: 0.9,
    context: [],
    boosted: 0.9,
    find: findNumeric,
  },
  {
    ...common,
    name: 'year',
    anchor: 'number',
    lengths: [4, 4],
    base: 0,
    context: ['year'],
    boosted: 0.7,
    find: findYear,
  },
  {
    ...common,
    name: 'month',
    anchor: 'word',
    starts: 'month',
    base: 0.85,
    context: [],
    boosted: 0.85,
    find: findMonth,
  },
  {
    ...common,
    name: 'weekday',
    anchor: 'word',
    starts: 'weekday',
    base: 0.75,
    context: [],
    boosted: 0.75,
    find: findWeekday,
  },
];

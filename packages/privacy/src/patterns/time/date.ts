import { isDigit, isUpper, isWord } from '../internal/characters.ts';
import { isEmbedded } from '../internal/codes.ts';
import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';
import { CLOCK, dateFormsAt, ZONE } from './date-forms.ts';

/** How far before a month its day may begin: `the 2nd day of`, in characters. */
const DAY_BEFORE_CHARS = 12;
const YEAR_WORD_CHARS = 14;
/** From a weekday to the date that it belongs to, in characters. */
const WEEKDAY_CHARS = 20;
const FOREIGN_WEEKDAY_SCORE = 0.95;
/** Above that of the weekday alone. */
const DATED_WEEKDAY_SCORE = 0.96;

/** A colon, dot, slash or dash. */
const isJoin = (code: number): boolean => code === 58 || (code >= 45 && code <= 47);

function findNumeric(page: Page, row: FinderRow, start: number, tokenEnd: number): void {
  const { text } = page;
  if (!isDigit(text.charCodeAt(start)) || start < page.dateEnd) return;
  if (isJoin(text.charCodeAt(start - 1)) && isDigit(text.charCodeAt(start - 2))) return;
  for (const form of dateFormsAt(tokenEnd - start, text.charCodeAt(tokenEnd))) {
    if (form.isLikely?.(page, start, tokenEnd) === false) continue;
    form.expression.lastIndex = start;
    const match = form.expression.exec(text);
    if (match === null) continue;
    const end = start + match[0].length;
    if (form.runsOn === undefined && isWord(text.charCodeAt(end))) continue;
    page.add(row, start, end, form.score, form.why);
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

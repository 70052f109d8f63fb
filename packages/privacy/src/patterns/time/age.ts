import { isDigit } from '../internal/characters.ts';
import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';

const OLDEST_YEARS = 125;
const BEFORE_CHARS = 28;
/** Signs and spaces between a word for age and the number. */
const MOST_MARKS = 10;
const AFTER_CHARS = 24;

const OLD =
  /^(?:[ -]?(?:years?|yrs?|yr|months?|weeks?|days?)[ -]old\b|[ -]?y\/?o\b|[ -]?yr?s? of age\b| years of age\b|[ -]?jährig|[ -]Jahre alt\b| ans\b(?! d)| Jahren\b(?! Garantie| Haft)| años de edad\b| anni\b| jaar oud\b| jaar en\b)/i;
const AGED =
  /(?:\b(?:aged|age|ages|turned|turns|turning|oldest|youngest|eldest|alter|edad|età|idade|leeftijd)(?: is| of| was|d)?(?:[^\p{L}\p{N}.,;\n]{1,8}|[:*]{0,3}\n[\s>*-]{1,8})(?:\d{1,3}(?:, \d{1,3}){0,4},? (?:and|&) )?)$/iu;
const I_AM =
  /(?:\b(?:I'm|I am|I’m|he is|she is|he's|she's|he’s|she’s|(?:son|daughter|brother|sister|mother|father|wife|husband|boy|girl|child|baby|kid|patient|grandson|granddaughter|nephew|niece) (?:is|turned))(?: only| now| just| about| almost)? )$/i;
const YEARS = /^(?: years?(?! (?:ago|later|experience|into|in|of exp|from|into|away|behind))\b)/i;
const SENTENCE_END = /^(?:[.,!?;)]|$| and\b| now\b)/;

/** Whether the letter before the number can end a word of {@link AGED} or {@link I_AM}: most numbers are refused here. */
function mayFollowWord(text: string, start: number): boolean {
  let index = start - 1;
  while (index > start - MOST_MARKS && ' :="\'<>()[]|*\t\n'.includes(text.charAt(index))) index--;
  return index < start - 1 && 'edgrsfàmywtEDGRS'.includes(text.charAt(index));
}

/** `25 (age)`. */
const AGE_AFTER = /^["'`*_”]{0,3} ?(?:\(|<-|is the|is my)? ?(?:age|Alter|edad|âge)(?![\p{L}\d])/u;
/** `age | default("38")`, `"age": ["38"`. */
const DEFAULT_AGE = /(?:^|[^\p{L}])age["' ]{0,2}[|:=] ?(?:default)?[([]["']?$/iu;

/** Whether what follows a number can lead to a word for age behind it: most numbers are refused here. */
function mayPrecedeWord(after: number, second: number): boolean {
  if (after === 32) return second === 40 || second === 60 || second === 97 || second === 105 || second === 65;
  return after === 42 || after === 34 || after === 39 || after === 96 || after === 95 || after === 8221;
}

/** Ages whose word stands behind them or in a template. */
function findNamedAge(page: Page, row: FinderRow, start: number, end: number): void {
  const { text } = page;
  if (end - start > 3 || Number(text.slice(start, end)) > OLDEST_YEARS) return;
  const before = text.charCodeAt(start - 1);
  const after = text.charCodeAt(end);
  const isFraction = (code: number, digit: number) => (code === 46 || code === 47 || code === 58) && isDigit(digit);
  if (isFraction(before, text.charCodeAt(start - 2)) || isFraction(after, text.charCodeAt(end + 1))) return;
  if (mayPrecedeWord(after, text.charCodeAt(end + 1)) && AGE_AFTER.test(text.slice(end, end + AFTER_CHARS)))
    page.add(row, start, end, 0.75, 'before a word for age');
  else if (
    (before === 34 || before === 39 || before === 40 || before === 91) &&
    DEFAULT_AGE.test(text.slice(Math.max(0, start - BEFORE_CHARS), start))
  )
    page.add(row, start, end, 0.75, 'after a word for age');
}

function findAge(page: Page, row: FinderRow, start: number, end: number): void {
  const { text } = page;
  let last = start;
  while (last < end && isDigit(text.charCodeAt(last))) last++;
  if (last === start || last - start > 3 || Number(text.slice(start, last)) > OLDEST_YEARS) return;
  const next = text.charCodeAt(last);
  const second = text.charAt(last + 1);
  const follows =
    ((next === 32 || next === 45) && second !== '' && 'yYmwdajMWDJA'.includes(second)) ||
    next === 121 ||
    next === 89 ||
    next === 106;
  const ahead = mayFollowWord(text, start);
  if (!follows && !ahead) {
    findNamedAge(page, row, start, end);
    return;
  }
  const rest = text.slice(last, last + AFTER_CHARS);
  if (OLD.test(rest)) {
    page.add(row, start, last, 0.9, 'years old');
    return;
  }
  if (last !== end || !ahead) return;
  const before = text.slice(Math.max(0, start - BEFORE_CHARS), start);
  if (/^[:/.%-]?\d|^%|^ ?(?:percent|km|kg|cm|\$|€)/.test(rest)) return;
  if (AGED.test(before)) page.add(row, start, last, 0.8, 'after a word for age');
  else if (I_AM.test(before)) {
    if (YEARS.test(rest)) page.add(row, start, last, 0.8, 'person is so many years');
    else if (SENTENCE_END.test(rest) && last - start <= 2) page.add(row, start, last, 0.6, 'person is a number');
  } else findNamedAge(page, row, start, end);
}

const AGE_ROW: FinderRow = {
  kind: 'finder',
  type: 'AGE',
  name: 'age',
  region: 'any',
  anchor: 'number',
  lengths: [1, 10],
  validator: 'at most 125 years',
  base: 0.9,
  context: [],
  boosted: 0.9,
  find: findAge,
};

/** Space, tab, quotation marks, delimiters and ends of lines. */
function isCellEdge(code: number): boolean {
  return Number.isNaN(code) || code < 35 || code === 39 || code === 44 || code === 59 || code === 124;
}

function findAgeCell(page: Page, row: FinderRow, start: number, end: number): void {
  const name = page.column(row.context, start);
  if (name === undefined || end - start > 3 || !/^\d{1,3}$/.test(page.text.slice(start, end))) return;
  if (
    Number(page.text.slice(start, end)) <= OLDEST_YEARS &&
    isCellEdge(page.text.charCodeAt(start - 1)) &&
    isCellEdge(page.text.charCodeAt(end))
  )
    page.add(row, start, end, row.boosted, `column "${name}"`);
}

/** Ages of people; the number alone is the finding. */
export const AGE_ROWS: readonly FinderRow[] = [
  AGE_ROW,
  { ...AGE_ROW, name: 'age-column', anchor: 'cell', context: ['age'], boosted: 0.8, find: findAgeCell },
];

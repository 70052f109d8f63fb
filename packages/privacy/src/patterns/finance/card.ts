import { luhn } from '../checksums/luhn.ts';
import { isDigit, isWord } from '../internal/characters.ts';
import { isEmbedded } from '../internal/codes.ts';
import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';

/** ISO/IEC 7812-1: account numbers have 12 to 19 digits in practice. */
const FEWEST_DIGITS = 12;
const MOST_DIGITS = 19;
const NEAR_CHARS = 40;

/** Ranges of issuers as first and last prefix, with the lengths they use. */
const ISSUERS: readonly (readonly [first: number, last: number, least: number, most: number])[] = [
  [4, 4, 13, 19],
  [51, 55, 16, 16],
  [2221, 2720, 16, 16],
  [34, 34, 15, 15],
  [37, 37, 15, 15],
  [300, 305, 14, 19],
  [3095, 3095, 14, 19],
  [36, 36, 14, 19],
  [38, 39, 14, 19],
  [6011, 6011, 16, 19],
  [622126, 622925, 16, 19],
  [644, 649, 16, 19],
  [65, 65, 16, 19],
  [3528, 3589, 16, 19],
  [1800, 1800, 15, 15],
  [2131, 2131, 15, 15],
  [50, 50, 12, 19],
  [56, 69, 12, 19],
  [62, 62, 16, 19],
  [2200, 2204, 16, 19],
  [9792, 9792, 16, 16],
];

/** Whether some issuer's range and length fit. */
export function hasIssuer(digits: string): boolean {
  return ISSUERS.some(([first, last, least, most]) => {
    const prefix = Number(digits.slice(0, String(last).length));
    return prefix >= first && prefix <= last && digits.length >= least && digits.length <= most;
  });
}

/** Sizes of groups that people write, with any one space or dash between them. */
const GROUPED: ReadonlySet<string> = new Set(
  '4-4-4-4-1 4-4-4-4-2 4-4-4-4-3 4-4-4-4 4-4-4-3 4-4-4-2 4-4-4-1 4-4-4 4-6-5 4-6-4'.split(' '),
);
/** Those that are printed on cards: where something unusual stands between the groups, no others count. */
const PRINTED: ReadonlySet<string> = new Set(['4-4-4-4-3', '4-4-4-4', '4-6-5', '4-6-4']);
/** Scores of groups with unusual separators: in cells or lines, otherwise, and beside a word of cards. */
const IN_LINES_SCORE = 0.6;
const UNUSUAL_SCORE = 0.8;
const UNUSUAL_NAMED_SCORE = 0.95;
const MOST_GROUPS = 5;
const LONGEST_GROUP = 6;
/** What stands between groups: blanks and dashes, a line end, or one mark. */
const SEPARATOR = /(?:[ -]{1,3}|[ \t]{0,2}\r?\n[ \t]{0,2}|\t|[/_.])(?=\d)/y;
const SEPARATOR_BEGINS = ' -\t\r\n/_.';
/** Four more digits beside a number tell a row of numbers, beside cells and lines a table; `1227` behind a card is its expiration date. */
const FOUR_BEFORE = /(?<!\d)\d{4}([ -]{1,3}|[ \t]{0,2}\r?\n[ \t]{0,2}|\t)$/;
const FOUR_AFTER = /([ -]{1,3}|[ \t]{0,2}\r?\n[ \t]{0,2}|\t)(?!(?:0[1-9]|1[0-2])[2-4]\d(?!\d))\d{4}(?!\d)/y;
const LONGEST_NEIGHBOUR_CHARS = 11;
const CELL_OR_LINE = /[\t\n]/;
const LIKE_TABLE = /[\t\n]| {2}/;

/** A way to read groups of digits as one number. */
interface Reading {
  readonly end: number;
  readonly sizes: string;
  readonly separators: readonly string[];
}

/** Every whole number of groups that begin at `start`, the longest first. */
function readingsOf(text: string, start: number): Reading[] {
  const readings: Reading[] = [];
  const separators: string[] = [];
  let sizes = '';
  let cursor = start;
  while (readings.length < MOST_GROUPS) {
    let end = cursor;
    while (isDigit(text.charCodeAt(end)) && end - cursor <= LONGEST_GROUP) end++;
    if (end - cursor > LONGEST_GROUP || isWord(text.charCodeAt(end))) break;
    // No way to write a card has another second group.
    if (readings.length === 1 && end - cursor !== 4 && end - cursor !== LONGEST_GROUP) break;
    sizes += sizes === '' ? String(end - cursor) : `-${end - cursor}`;
    readings.unshift({ end, sizes, separators: [...separators] });
    SEPARATOR.lastIndex = end;
    const separator = SEPARATOR.exec(text)?.[0];
    if (separator === undefined) break;
    separators.push(separator);
    cursor = end + separator.length;
  }
  return readings;
}

/** Whether one space or dash, everywhere the same, stands between the groups. */
function isUsual({ separators }: Reading): boolean {
  return (separators[0] === ' ' || separators[0] === '-') && separators.every((each) => each === separators[0]);
}

/** Whether something else stands there as people write it: printed groups, blanks or one mark. */
function isUnusual({ sizes, separators }: Reading): boolean {
  const hasMark = separators.some((each) => /[/_.]/.test(each));
  return PRINTED.has(sizes) && (!hasMark || separators.every((each) => each === separators[0]));
}

/** Whether the groups are part of a row, column or table of numbers. */
function isOfTable(text: string, start: number, { end, separators }: Reading): boolean {
  FOUR_AFTER.lastIndex = end;
  const before = FOUR_BEFORE.exec(text.slice(Math.max(0, start - LONGEST_NEIGHBOUR_CHARS), start));
  const neighbours = [before?.[1], FOUR_AFTER.exec(text)?.[1]].filter((each) => each !== undefined);
  // Cards in lines of their own are a list, unless their groups stand like cells too.
  return neighbours.some((each) => !CELL_OR_LINE.test(each) || separators.some((own) => LIKE_TABLE.test(own)));
}

function findCard(page: Page, row: FinderRow, start: number, tokenEnd: number): void {
  const { text } = page;
  if (!isDigit(text.charCodeAt(start))) return;
  if (tokenEnd - start !== 4) {
    // One run of digits and nothing else.
    if (tokenEnd - start >= FEWEST_DIGITS && !/\D/.test(text.slice(start, tokenEnd)))
      judge(page, row, start, tokenEnd, true);
    return;
  }
  if (!SEPARATOR_BEGINS.includes(text.charAt(tokenEnd))) return;
  const readings = readingsOf(text, start);
  let plain: Reading | undefined;
  for (const reading of readings) {
    if (isUsual(reading) && GROUPED.has(reading.sizes)) {
      plain = plain === undefined || reading.sizes === '4-4-4-4' ? reading : plain;
      if (!isOfTable(text, start, reading) && judge(page, row, start, reading.end, false)) return;
    } else if (isUnusual(reading) && !isOfTable(text, start, reading)) {
      const isInLines = reading.separators.some((each) => CELL_OR_LINE.test(each));
      if (judge(page, row, start, reading.end, false, isInLines ? IN_LINES_SCORE : UNUSUAL_SCORE)) return;
    }
  }
  // Beside a word of cards, numbers whose digits do not fit count too.
  if (plain === undefined) return;
  const isAlone = page.context(row.context, start, plain.end, undefined, NEAR_CHARS) === undefined;
  if (!isAlone || !isOfTable(text, start, plain)) judge(page, row, start, plain.end, true);
}

/** Adds a card when its digits are sound, or when a word nearby tells of cards. Returns whether it did. */
function judge(page: Page, row: FinderRow, start: number, end: number, isUnchecked: boolean, most = 1): boolean {
  const { text } = page;
  const digits = text.slice(start, end).replaceAll(/\D/g, '');
  if (digits.length > MOST_DIGITS || digits.length < FEWEST_DIGITS || isEmbedded(text, start, end)) return false;
  const checked = luhn(digits);
  const issuer = hasIssuer(digits);
  if (!isUnchecked && !(checked && issuer)) return false;
  const cue = page.context(row.context, start, end, undefined, NEAR_CHARS);
  const beside = cue === undefined ? '' : `, context "${cue}"`;
  if (checked && issuer) {
    // A twelfth of all long numbers passes the length, a tenth Luhn: 12 to 13 digits alone say little.
    const alone = digits.length < 14 ? 0.45 : /^(\d)\1+$/.test(digits) ? 0.2 : 0.9;
    const score = cue === undefined ? Math.min(alone, most) : most < row.base ? UNUSUAL_NAMED_SCORE : row.boosted;
    page.add(row, start, end, score, `Luhn and issuer${beside}`);
  } else if (cue === undefined) return false;
  else if (issuer) page.add(row, start, end, 0.7, `issuer and length${beside}`);
  else page.add(row, start, end, checked ? 0.7 : 0.6, `length${beside}`);
  return true;
}

/** Payment cards. With a word such as "card" near, numbers whose Luhn digit or issuer is wrong are still reported. */
export const CARD_ROW: FinderRow = {
  kind: 'finder',
  type: 'CREDIT_CARD',
  name: 'credit-card',
  region: 'any',
  anchor: 'number',
  lengths: [4, MOST_DIGITS],
  validator: 'Luhn and issuer',
  base: 0.9,
  context: ['card'],
  boosted: 0.98,
  find: findCard,
};

const CODE_BEHIND = /^["']?(?: (?:code|number|no\.?|value))?["']?(?: is| was)?[\s:=#"']{1,4}(\d{3,4})(?![\w-]|[.,]\d)/i;
const PIN_BEHIND = /^["']?(?: (?:code|number|no\.?))?["']?(?: is(?: now)?|:| =|=)[\s"']{0,3}(\d{4})(?![\w-]|[.,]\d)/i;
/** Names whose digit makes them tokens with digits to the pass over the text. */
const LETTER_C = 99;
const NAME_WITH_DIGIT = /^(?:cvv2|cvc2|cav2)$/i;
const CODE_REACH_CHARS = 40;

function findBehind(page: Page, row: FinderRow, form: RegExp, start: number, end: number): void {
  const match = form.exec(page.text.slice(end, end + CODE_REACH_CHARS));
  if (match?.[1] === undefined) return;
  const last = end + match[0].length;
  page.add(
    row,
    last - match[1].length,
    last,
    row.boosted,
    `digits after "${page.text.slice(start, end).toLowerCase()}"`,
  );
}

const behindWord = { kind: 'finder', type: 'SECRET', region: 'any', anchor: 'word', base: 0 } as const;

/**
 * Card verification codes and PINs behind their names, also where no card number is near: people send them one after the other. They
 * are secrets, not a type of their own: whoever hides secrets must hide them, and rules that were written before keep doing so.
 */
export const CARD_CODE_ROWS: readonly FinderRow[] = [
  {
    ...behindWord,
    name: 'card-code',
    starts: 'cvv',
    validator: 'form after its name',
    context: ['cvv'],
    boosted: 0.8,
    find: (page, row, start, end) => findBehind(page, row, CODE_BEHIND, start, end),
  },
  {
    ...behindWord,
    name: 'card-code-2',
    anchor: 'number',
    lengths: [4, 4],
    validator: 'form after its name',
    context: ['cvv'],
    boosted: 0.8,
    find: (page, row, start, end) => {
      // Most tokens end here: no name begins with another letter.
      if ((page.text.charCodeAt(start) | 32) !== LETTER_C) return;
      if (NAME_WITH_DIGIT.test(page.text.slice(start, end))) findBehind(page, row, CODE_BEHIND, start, end);
    },
  },
  {
    ...behindWord,
    name: 'pin',
    starts: 'pin',
    validator: 'form after its name',
    context: ['pin'],
    boosted: 0.6,
    find: (page, row, start, end) => findBehind(page, row, PIN_BEHIND, start, end),
  },
];

import { createRequire } from 'node:module';
import type * as Phones from 'libphonenumber-js/min';
import { isDigit, isWord } from '../internal/characters.ts';
import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';

/** ITU-T E.164: at most 15 digits; the shortest subscriber numbers that we take have 7. */
const MOST_DIGITS = 15;
const FEWEST_DIGITS = 7;
const LONGEST_PHONE_CHARS = 28;
const MOST_GROUPS = 7;
/** How many characters after a number its label may stand (`…-Fax`). */
const LABEL_AFTER_CHARS = 12;
const NEAR_CHARS = 28;

/** Country whose national numbers are checked when no other is named. */
export const DEFAULT_PHONE_REGION = 'US';

let library: typeof Phones | undefined;

/** Reads a number by the plans of all countries; loads them at the first number. */
function parsed(value: string, region: Phones.CountryCode): Phones.PhoneNumber | undefined {
  library ??= createRequire(import.meta.url)('libphonenumber-js/min') as typeof Phones;
  return library.parsePhoneNumberFromString(value, region);
}

/** Things of digits that are never telephone numbers. */
const DATE =
  /^(?:(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.][0-3]?\d(?!\d)|[0-3]?\d[-/.][0-3]?\d[-/.](?:19|20)\d\d(?!\d))/;
const SSN = /^\d{3}[- ]\d{2}[- ]\d{4}$/;
const GROUPED_THOUSANDS = /^\d{1,3}(?:[. ]000){1,3}$|^\d{1,3}(?:\.\d{3}){2,3}$/;
/** A fraction; `01.1066905` is none, as no number begins with a nought and another digit. */
const ONE_POINT = /^(?:0|[1-9]\d{0,10})\.\d{1,11}$/;
/** `06 12345678`, `07.1234567`; and pairs, as French numbers are written. */
const AREA_AND_NUMBER = /^(?:0[1-9]\d?[. ]\d{6,9}|0[1-9](?:([ .-])\d\d)(?:\1\d\d){3})$/;
/** An extension behind a number. */
const EXTENSION =
  /(?:,? ?(?:ext|extension|extn|x|durchwahl|dw|poste|anexo|ramal|interno|toestel)\.?:? ?|#)\d{1,6}(?![\p{L}\d])/iuy;
const EXTENDED_SCORE = 0.75;
const OCTETS = /^\d{1,3}(?:\.\d{1,3}){3}(?!\d)/;
const NORTH_AMERICAN = /^(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}$/;
const BRACKETED = /^\(\d{2,5}\)/;

/** End of the run of digits, single separators and brackets that starts at `start`. */
function runEnd(text: string, start: number): number {
  const ceiling = Math.min(text.length, start + LONGEST_PHONE_CHARS);
  let end = start;
  let cursor = start;
  let gap = 0;
  while (cursor < ceiling) {
    const code = text.charCodeAt(cursor);
    if (isDigit(code)) {
      gap = 0;
      end = ++cursor;
      continue;
    }
    const separator =
      code === 32 || code === 45 || code === 46 || code === 40 || code === 41 || code === 47 || code === 0xa0;
    if (!separator || ++gap > 2 || (gap === 2 && code === text.charCodeAt(cursor - 1))) break;
    cursor++;
  }
  return end;
}

/** Start of the number whose first digits are at `start`: with `+` or an opening bracket. */
function phoneStart(text: string, start: number): number {
  let first = start;
  if (text.charCodeAt(first - 1) === 40) first--;
  if (text.charCodeAt(first - 1) === 43) first--;
  return first;
}

interface Judged {
  readonly score: number;
  readonly why: string;
}

function judge(page: Page, start: number, end: number, region: Phones.CountryCode): Judged | undefined {
  const value = page.text.slice(start, end);
  const digits = value.replaceAll(/\D/g, '');
  if (digits.length < FEWEST_DIGITS || digits.length > MOST_DIGITS) return undefined;
  const groups = value.split(/[^0-9]+/).filter((part) => part !== '');
  if (groups.length > MOST_GROUPS || /^(\d)\1+$/.test(digits)) return undefined;
  const international = value.startsWith('+') || (/^00[1-9]/.test(value) && digits.length >= 10);
  const grouped = groups.length > 1;
  if (
    !international &&
    (DATE.test(value) ||
      SSN.test(value) ||
      GROUPED_THOUSANDS.test(value) ||
      ONE_POINT.test(value) ||
      OCTETS.test(value))
  )
    return undefined;
  // In a table the name of the column tells, not that of its neighbour.
  const column = page.column(['phone'], start);
  const isOther = column !== undefined || international;
  const number = isOther ? undefined : page.cue(['other'], start, end, NEAR_CHARS, 0);
  const cue = column === undefined ? page.cue(['phone'], start, end, undefined, LABEL_AFTER_CHARS) : undefined;
  // A label nearer than the telephone word ("call about order 12345678") speaks of something else.
  const strong = cue !== undefined && (number === undefined || number.at < cue.at || cue.at >= end) ? cue : undefined;
  const weak = strong ?? (number === undefined ? page.cue(['number'], start, end, NEAR_CHARS, 0) : undefined);
  if (international) {
    const phone = parsed(value.startsWith('00') ? `+${value.slice(2)}` : value, region);
    if (phone?.isValid() === true)
      return {
        score: strong === undefined ? 0.9 : 0.95,
        why: `international number of ${phone.country ?? 'the world'}`,
      };
    if (digits.length < 9) return strong === undefined ? undefined : { score: 0.5, why: `context "${strong.word}"` };
    return { score: weak === undefined ? 0.55 : 0.75, why: 'international form' };
  }
  if (NORTH_AMERICAN.test(value)) {
    const valid = parsed(value, region)?.isValid() === true;
    if (weak !== undefined) return { score: valid ? 0.85 : 0.75, why: `context "${weak.word}"` };
    return { score: valid ? 0.65 : 0.5, why: 'North American form' };
  }
  if (grouped) {
    if (groups.some((group) => group.length > 9)) return undefined;
    const named = strong?.word ?? column;
    if (named !== undefined) return { score: 0.75, why: `groups of digits, context "${named}"` };
    if (number !== undefined) return undefined;
    if (AREA_AND_NUMBER.test(value)) return { score: 0.55, why: 'area code and number' };
    if (weak !== undefined) return { score: 0.65, why: `groups of digits, context "${weak.word}"` };
    return {
      score: BRACKETED.test(value) ? 0.5 : digits.startsWith('0') && digits.length >= 9 ? 0.45 : 0.3,
      why: 'groups of digits',
    };
  }
  if (strong === undefined && column === undefined && (weak === undefined || digits.length < 9)) return undefined;
  if (digits.length > 12) return undefined;
  const valid = parsed(value, region)?.isValid() === true;
  const score = valid ? 0.7 : digits.length >= 9 ? 0.6 : 0.5;
  const named = strong?.word ?? column;
  return { score: named === undefined ? score - 0.15 : score, why: `context "${named ?? weak?.word ?? ''}"` };
}

function find(region: Phones.CountryCode, page: Page, row: FinderRow, token: number): void {
  const { text } = page;
  if (token < page.phoneEnd || token < page.dateEnd || !isDigit(text.charCodeAt(token))) return;
  const start = phoneStart(text, token);
  const before = text.charCodeAt(start - 1);
  if (before === 95 || before === 36 || before === 35 || before === 61) {
    if (before !== 61) return;
  }
  if ((before === 45 || before === 46 || before === 47) && isWord(text.charCodeAt(start - 2))) return;
  let end = runEnd(text, token);
  const after = text.charCodeAt(end);
  if (isWord(after)) {
    // `… 3793 2nd`: give the last group back.
    while (end > token && isDigit(text.charCodeAt(end - 1))) end--;
    while (end > token && !isDigit(text.charCodeAt(end - 1))) end--;
  } else if (after === 95 || after === 64 || after === 58 || (after === 45 && isDigit(text.charCodeAt(end + 1))))
    return;
  if (end - token < FEWEST_DIGITS) return;
  const judged = judge(page, start, end, region);
  if (judged === undefined) return;
  EXTENSION.lastIndex = end;
  const extension = EXTENSION.exec(text)?.[0];
  page.phoneEnd = end + (extension?.length ?? 0);
  if (extension === undefined) page.add(row, start, end, judged.score, judged.why);
  else page.add(row, start, page.phoneEnd, Math.max(judged.score, EXTENDED_SCORE), `${judged.why}, extension`);
}

/** Telephone numbers; national numbers of `region` are checked with libphonenumber's `min` metadata. */
export function phoneRow(region: Phones.CountryCode): FinderRow {
  return {
    kind: 'finder',
    type: 'PHONE_NUMBER',
    name: 'phone',
    region: 'any',
    anchor: 'number',
    lengths: [1, MOST_DIGITS],
    validator: 'libphonenumber, digit groups',
    base: 0.3,
    context: ['phone', 'number'],
    boosted: 0.75,
    find: (page, row, start) => find(region, page, row, start),
  };
}

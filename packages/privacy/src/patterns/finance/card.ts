import { luhn } from '../checksums/luhn.ts';
import { isDigit } from '../internal/characters.ts';
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
];

/** Whether some issuer's range and length fit. */
export function hasIssuer(digits: string): boolean {
  return ISSUERS.some(([first, last, least, most]) => {
    const prefix = Number(digits.slice(0, String(last).length));
    return prefix >= first && prefix <= last && digits.length >= least && digits.length <= most;
  });
}

/** Groups that people write: fours with a shorter last one, 4-6-5, 4-6-4. */
const GROUPING = /^\d{4}([ -])(?:\d{4}\1\d{4}(?:\1\d{1,4}){0,2}|\d{6}\1\d{4,5})$/;

function cardEnd(text: string, start: number): number {
  let end = start;
  let digits = 0;
  for (let cursor = start; digits <= MOST_DIGITS; cursor++) {
    const code = text.charCodeAt(cursor);
    if (isDigit(code)) {
      digits++;
      end = cursor + 1;
    } else if ((code !== 32 && code !== 45) || !isDigit(text.charCodeAt(cursor + 1))) break;
  }
  return end;
}

function findCard(page: Page, row: FinderRow, start: number, tokenEnd: number): void {
  const { text } = page;
  if (!isDigit(text.charCodeAt(start))) return;
  let end = tokenEnd;
  if (tokenEnd - start === 4) {
    end = cardEnd(text, start);
    if (!GROUPING.test(text.slice(start, end))) return;
  } else if (tokenEnd - start < FEWEST_DIGITS) return;
  const digits = text.slice(start, end).replaceAll(/[ -]/g, '');
  if (
    digits.length > MOST_DIGITS ||
    digits.length < FEWEST_DIGITS ||
    !/^\d+$/.test(digits) ||
    isEmbedded(text, start, end)
  )
    return;
  const checked = luhn(digits);
  const issuer = hasIssuer(digits);
  const cue = page.context(row.context, start, end, undefined, NEAR_CHARS);
  const beside = cue === undefined ? '' : `, context "${cue}"`;
  if (checked && issuer) {
    // A twelfth of all long numbers passes the length, a tenth Luhn: 12 to 13 digits alone say little.
    const alone = digits.length < 14 ? 0.45 : /^(\d)\1+$/.test(digits) ? 0.2 : 0.9;
    page.add(row, start, end, cue === undefined ? alone : row.boosted, `Luhn and issuer${beside}`);
  } else if (cue !== undefined && issuer) page.add(row, start, end, 0.7, `issuer and length${beside}`);
  else if (cue !== undefined) page.add(row, start, end, checked ? 0.7 : 0.6, `length${beside}`);
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
  boosted: 1,
  find: findCard,
};

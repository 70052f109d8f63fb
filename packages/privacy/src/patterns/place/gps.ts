import { isDigit, isWord } from '../internal/characters.ts';
import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';

const LONGEST_PAIR_CHARS = 64;

const PAIR = /^([-+]?\d{1,2}\.\d{4,15})°?(?: ?([NS]))?(?:, ?|; ?|\/| {1,2})([-+]?\d{1,3}\.\d{4,15})°?(?: ?[EWO]\b)?/i;
const DEGREES =
  /^\d{1,2} ?° ?\d{1,2} ?['′’] ?(?:\d{1,2}(?:[.,]\d{1,6})? ?(?:["″”]|'') ?)?[NS],? {0,2}\d{1,3} ?° ?\d{1,2} ?['′’] ?(?:\d{1,2}(?:[.,]\d{1,6})? ?(?:["″”]|'') ?)?[EWO]/i;
/** `S 51° 59.113', E 8° 15.082'`: the letter begins at the token or two characters before it. */
const LETTERED =
  /^[NS] ?\d{1,2} ?° ?\d{1,2}(?:[.,]\d{1,6})? ?['′’]?(?: ?\d{1,2}(?:[.,]\d{1,6})? ?["″”])?,? {0,2}[EWO] ?\d{1,3} ?° ?\d{1,2}(?:[.,]\d{1,6})? ?['′’]?(?: ?\d{1,2}(?:[.,]\d{1,6})? ?["″”])?/;
const SINGLE = /^[-+]?\d{1,3}\.\d{3,15}(?![\d.])/;

function findCoordinates(page: Page, row: FinderRow, token: number, tokenEnd: number): void {
  const { text } = page;
  const hemisphere = text.charCodeAt(token) | 32;
  if (!isDigit(text.charCodeAt(token)) && hemisphere !== 110 && hemisphere !== 115) return;
  const sign = text.charCodeAt(token - 1);
  const start = sign === 45 || sign === 43 ? token - 1 : token;
  const before = text.charCodeAt(start - 1);
  if (before === 46 || before === 95 || (start < token && isWord(before))) return;
  // Cheap refusal: three decimals or a degree sign must follow.
  const next = text.charCodeAt(tokenEnd);
  const decimals = next === 46 && [1, 2, 3].every((step) => isDigit(text.charCodeAt(tokenEnd + step)));
  if (!decimals && next !== 176 && !(next === 32 && text.charCodeAt(tokenEnd + 1) === 176)) return;
  const window = text.slice(start, start + LONGEST_PAIR_CHARS);
  const pair = PAIR.exec(window);
  if (pair !== null && Math.abs(Number(pair[1])) <= 90 && Math.abs(Number(pair[3])) <= 180) {
    const end = start + pair[0].length;
    if (isDigit(text.charCodeAt(end)) || (text.charCodeAt(end) === 46 && isDigit(text.charCodeAt(end + 1)))) return;
    const cue = page.context(row.context, start, end);
    page.add(row, start, end, cue === undefined ? row.base : row.boosted, 'degrees in range');
    return;
  }
  const degrees = DEGREES.exec(window);
  if (degrees !== null) {
    page.add(row, start, start + degrees[0].length, 0.95, 'degrees, minutes');
    return;
  }
  const letter = text.charCodeAt(token - 1) === 32 ? token - 2 : token;
  const lettered = isWord(text.charCodeAt(letter - 1))
    ? null
    : LETTERED.exec(text.slice(letter, letter + LONGEST_PAIR_CHARS));
  if (lettered !== null) {
    page.add(row, letter, letter + lettered[0].length, 0.95, 'degrees, minutes');
    return;
  }
  const single = SINGLE.exec(window);
  if (single === null || Math.abs(Number(single[0])) > 180) return;
  const end = start + single[0].length;
  const cue = page.context(row.context, start, start, 16, 0);
  if (cue !== undefined) page.add(row, start, end, 0.95, `degrees, context "${cue}"`);
}

/** Places as degrees: decimal pairs with four or more decimals, degrees and minutes. */
export const GPS_ROW: FinderRow = {
  kind: 'finder',
  type: 'GPS_COORDINATES',
  name: 'coordinates',
  region: 'any',
  anchor: 'number',
  lengths: [1, 3],
  validator: 'range of degrees',
  base: 0.7,
  context: ['geo'],
  boosted: 0.95,
  find: findCoordinates,
};

import { CLASS, DIGIT, isDigit, isUpper, isWord, LETTER } from './characters.ts';
import type { Page } from './page.ts';
import type { CodeForm, Plan } from './plan.ts';
import { readShapes } from './shapes.ts';

const LONGEST_LEADING_GROUP = 4;
/** A word after a dash ends a code when it has at least so many letters (`5551234-Fax`). */
const SHORTEST_TRAILING_WORD = 3;
const LONGEST_TRAILING_WORD = 16;

/** Digits between commas: more are no thousands. */
const THOUSANDS = 3;
const COMMA = 44;

const SEPARATORS = /[^0-9A-Za-z]/g;

/** Whether the span is part of something longer that is joined by dots, dashes, slashes or underscores. */
export function isEmbedded(text: string, start: number, end: number): boolean {
  const before = text.charCodeAt(start - 1);
  if (before === 95 || before === 64 || before === 36 || before === 35) return true;
  const after = text.charCodeAt(end);
  const isCell =
    end - start > THOUSANDS && isCellEdge(before) && isCellEdge(after) && (before === COMMA || after === COMMA);
  if (
    (before === 46 || before === 45 || before === 47 || (before === COMMA && !isCell)) &&
    isDigit(text.charCodeAt(start - 2))
  )
    return true;
  if (before === 45 && isWord(text.charCodeAt(start - 2)) && isHexRun(text, start - 2)) return true;
  if (after === 95 || after === 64 || after === 37) return true;
  if ((after === 46 || after === 47 || (after === COMMA && !isCell)) && isDigit(text.charCodeAt(end + 1))) return true;
  if (after !== 45 || !isWord(text.charCodeAt(end + 1))) return false;
  let index = end + 1;
  while (index < end + LONGEST_TRAILING_WORD && CLASS[text.charCodeAt(index)] === LETTER) index++;
  return index <= end + SHORTEST_TRAILING_WORD || isWord(text.charCodeAt(index));
}

/** Whether the unit ends a cell of CSV: a comma or an end of the line. */
function isCellEdge(code: number): boolean {
  return code === COMMA || code === 10 || code === 13 || Number.isNaN(code);
}

/** Whether the four characters that end at `last` look like a group of a UUID. */
function isHexRun(text: string, last: number): boolean {
  return /^[0-9a-f]{4}$/.test(text.slice(last - 3, last + 1)) && text.charCodeAt(last - 4) === 45;
}

function judge(page: Page, form: CodeForm, start: number, end: number, compact: string): void {
  const { row } = form;
  const sound = row.check(compact);
  if (!sound && row.unchecked === undefined) return;
  const cue = page.context(row.context, start, end);
  if (sound) {
    if (cue !== undefined && row.boosted >= form.base) {
      page.add(row, start, end, row.boosted, `${row.validator}, context "${cue}"`);
    } else if (form.base > 0) page.add(row, start, end, form.base, row.validator);
  } else if (cue !== undefined && row.unchecked !== undefined) {
    page.add(row, start, end, row.unchecked, `form only, context "${cue}"`);
  }
}

/** Start of a short group of capitals before a token with digits (`AB 12 34 56 C`), or `undefined`. */
function leadingGroup(text: string, start: number): number | undefined {
  const separator = text.charCodeAt(start - 1);
  if (separator !== 32 && separator !== 45) return undefined;
  let cursor = start - 1;
  while (cursor > 0 && start - 1 - cursor <= LONGEST_LEADING_GROUP && isUpper(text.charCodeAt(cursor - 1))) cursor--;
  const size = start - 1 - cursor;
  if (size === 0 || size > LONGEST_LEADING_GROUP || isWord(text.charCodeAt(cursor - 1))) return undefined;
  return cursor;
}

function readFrom(page: Page, plan: Plan, start: number): void {
  const { text } = page;
  readShapes(text, start, plan.filter, (hash, end) => {
    const forms = plan.codes.get(hash);
    if (forms === undefined || isEmbedded(text, start, end)) return;
    const written = text.slice(start, end).replaceAll(SEPARATORS, '');
    const compact = written.toUpperCase();
    for (const form of forms)
      if (form.row.capitals === undefined || written === compact) judge(page, form, start, end, compact);
  });
}

/** Asks the rows of fixed form at a token with digits. */
export function findCodes(page: Page, plan: Plan, start: number): void {
  readFrom(page, plan, start);
  if (CLASS[page.text.charCodeAt(start)] !== DIGIT) return;
  const lead = leadingGroup(page.text, start);
  if (lead !== undefined) readFrom(page, plan, lead);
}

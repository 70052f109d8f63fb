import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';

/** How far after its street an address in running text may go on, in characters. */
const TAIL_CHARS = 140;
const LINE_HEAD_CHARS = 24;
const UNIT = /\b(?:suite|apt|apartment|unit|ste)\b\.? ?#?\d/i;
/** A comma, a line break, a space; then a unit, a capital word, a code. Each step begins with another kind of character. */
const STEP =
  /(?: {0,2}(?:, ?|\n,? {0,3})| )(?:(?:[Ss]uite|[Aa]pt\.?|[Uu]nit|[Ss]te\.?) ?#?\d{1,5}[A-Z]?|\(?\p{Lu}[\p{L}\p{M}'’-]{0,30}\)?|\d{4,6}(?:-\d{3,4})?(?![ .-]\d)|\d{2}|nan|de|la|of|the|an|am|di|do|da|nad|nd)(?![\p{L}\p{M}\d])/uy;
const MOST_STEPS = 16;

/** Whether nothing but white space and quote marks stands before `start` on its line: a block, whose lines are parts. */
function isAtLineStart(text: string, start: number): boolean {
  const head = text.slice(Math.max(0, start - LINE_HEAD_CHARS), start);
  return /^[\s>?*|-]*$/.test(head.slice(head.lastIndexOf('\n') + 1));
}

/**
 * Joins an address in running text with its unit, place and code: `12 Elm St Suite 4, Springfield 12345`. In a block of
 * lines every line stays a part of its own.
 */
export function joinAddress(page: Page, row: FinderRow, start: number, streetEnd: number): void {
  const { text } = page;
  if (isAtLineStart(text, start)) return;
  const window = text.slice(streetEnd, streetEnd + TAIL_CHARS);
  let cursor = 0;
  for (let step = 0; step < MOST_STEPS; step++) {
    STEP.lastIndex = cursor;
    const match = STEP.exec(window);
    if (match === null) break;
    cursor = STEP.lastIndex;
  }
  const tail = window.slice(0, cursor);
  const broken = tail.includes('\n') || tail.split(',').length > 2;
  if (!UNIT.test(tail) && !broken) return;
  page.add(row, start, streetEnd + cursor, 0.92, 'street, unit and place');
}

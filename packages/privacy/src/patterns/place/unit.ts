import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';
import { joinAddress } from './full-address.ts';

const REACH_CHARS = 64;
const MILITARY_TAIL = String.raw`[\s,]{1,3}(?:APO|FPO|DPO)[\s,]{1,3}(?:AA|AE|AP)[\s,]{1,3}\d{5}(?:-\d{4})?`;
const MILITARY = new RegExp(String.raw`^(?:PSC|Unit|CMR) \d{1,5},? Box \d{1,5}(?:${MILITARY_TAIL})?`, 'i');
const UNIT = /^\.? ?#? ?(?:no\.? ?)?(\d{1,5}[A-Za-z]?(?:-\d{1,4})?)\b(?![.:]\d)/;
const POST_BOX =
  /^(?:P\.? ?O\.? ?Box|Post ?box|Postfach|Postbus|Apartado|Casilla)(?: (?:no\.? ?)?(?:de correos )?)\d{1,6}\b/i;
const AFTER_MILITARY = /^[\s,]{1,3}(?:AA|AE|AP)[\s,]{1,3}\d{5}(?:-\d{4})?\b/i;
const SHIP = /(?:USS|USNS|USNV|USCGC) [\p{L}.'-]{2,24}[\s,]{1,3}$/iu;
const CORNER =
  /^corner of .{2,60}? (?:and|&) (?:(?:[\p{Lu}\d][\p{L}\p{M}\d.'-]{0,24}|ul\.|of|de|van)(?: (?=[\p{Lu}\d]|van |de ))?){1,5}/u;
/** Words that name rooms as often as homes; they need a word of addresses near. */
const VAGUE = /^(?:room|rm|floor|flat|piso|interno|unit|ste)$/i;

function add(page: Page, row: FinderRow, start: number, end: number, score: number, why: string): void {
  page.add(row, start, end, score, why);
  page.streetEnd = end;
}

function findUnit(page: Page, row: FinderRow, start: number, end: number): void {
  const { text } = page;
  const word = text.slice(start, end);
  const military = MILITARY.exec(text.slice(start, start + REACH_CHARS));
  if (military !== null) {
    add(page, row, start, start + military[0].length, 0.95, 'military address');
    return;
  }
  const unit = UNIT.exec(text.slice(end, end + 16));
  if (unit === null) return;
  const vague =
    VAGUE.test(word) && page.context(['address'], start, end) === undefined && page.streetEnd < start - REACH_CHARS;
  add(page, row, start, end + unit[0].length, vague ? 0.35 : row.base, 'unit of a building');
}

function findBox(page: Page, row: FinderRow, start: number): void {
  const window = page.text.slice(start, start + REACH_CHARS);
  const military = MILITARY.exec(window);
  const match = military ?? POST_BOX.exec(window);
  if (match === null) return;
  if (military === null) {
    const lead = /(?:^|[^\d.,/:-])(\d{1,6}) $/.exec(page.text.slice(Math.max(0, start - 8), start));
    joinAddress(page, row, lead === null ? start : start - 1 - (lead[1] ?? '').length, start + match[0].length);
  }
  add(page, row, start, start + match[0].length, military === null ? 0.85 : 0.95, 'post box');
}

function findMilitary(page: Page, row: FinderRow, start: number, end: number): void {
  const { text } = page;
  const tail = AFTER_MILITARY.exec(text.slice(end, end + 24));
  if (tail === null) return;
  const ship = SHIP.exec(text.slice(Math.max(0, start - 40), start));
  const first = ship === null ? start : start - ship[0].length;
  if (ship === null && page.streetEnd > start) return;
  add(page, row, first, end + tail[0].length, 0.95, 'military address');
}

function findCorner(page: Page, row: FinderRow, start: number): void {
  const { text } = page;
  const match = CORNER.exec(text.slice(start, start + 110));
  if (match === null) return;
  const first = /\bthe $/i.test(text.slice(Math.max(0, start - 5), start)) ? start - 4 : start;
  add(page, row, first, start + match[0].trimEnd().replace(/[.]$/, '').length, 0.85, 'corner of two streets');
}

const common = { kind: 'finder', type: 'STREET_ADDRESS', region: 'any', anchor: 'word', context: ['address'] } as const;

/** Parts of addresses that begin with a word: units, post boxes, military post, corners. */
export const UNIT_ROWS: readonly FinderRow[] = [
  { ...common, name: 'unit', starts: 'unit', validator: 'number of a unit', base: 0.8, boosted: 0.8, find: findUnit },
  {
    ...common,
    name: 'post-box',
    starts: 'box',
    validator: 'number of a box',
    base: 0.85,
    boosted: 0.85,
    find: findBox,
  },
  {
    ...common,
    name: 'military-post',
    starts: 'military',
    validator: 'region and code',
    base: 0.95,
    boosted: 0.95,
    find: findMilitary,
  },
  {
    ...common,
    name: 'street-corner',
    starts: 'corner',
    validator: 'two names',
    base: 0.85,
    boosted: 0.85,
    find: findCorner,
  },
];

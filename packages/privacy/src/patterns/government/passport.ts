import { icaoCheck } from '../checksums/icao.ts';
import { isEmbedded } from '../internal/codes.ts';
import type { Page } from '../internal/page.ts';
import type { CodeRow, FinderRow } from '../pattern-row.ts';

/** ICAO Doc 9303: lines of 44 (TD3), 36 (TD2) and 30 (TD1) characters. */
const LINE_LENGTHS: ReadonlySet<number> = new Set([44, 36, 30]);
const LONGEST_LINE_CHARS = 44;
const MRZ = /^[A-Z0-9<]+$/;

function isMrzCharacter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 60;
}

/** Start and end of the run of machine-readable characters around `at`, or `undefined` when it has no known length. */
function lineAt(text: string, at: number): readonly [number, number] | undefined {
  let start = at;
  while (start > 0 && at - start <= LONGEST_LINE_CHARS && isMrzCharacter(text.charCodeAt(start - 1))) start--;
  let end = at;
  while (end < text.length && end - start <= LONGEST_LINE_CHARS && isMrzCharacter(text.charCodeAt(end))) end++;
  return LINE_LENGTHS.has(end - start) ? [start, end] : undefined;
}

/** Whether the second line of a passport or the first of a card has right check digits. */
function hasChecks(line: string): boolean {
  if (!MRZ.test(line)) return false;
  if (line.length === 30) return /^[ACI]/.test(line) && icaoCheck(line.slice(5, 15));
  return icaoCheck(line.slice(0, 10)) && icaoCheck(line.slice(13, 20)) && icaoCheck(line.slice(21, 28));
}

function findMrz(page: Page, row: FinderRow, at: number): void {
  const { text } = page;
  const here = lineAt(text, at);
  if (here === undefined) return;
  const [start, end] = here;
  if (hasChecks(text.slice(start, end))) {
    page.add(row, start, end, row.base, 'check digits of a machine-readable zone');
    return;
  }
  if (!/^[PVACI][A-Z<][A-Z<]{3}/.test(text.slice(start, start + 5))) return;
  // The line with the name has no check digit of its own; the next one vouches for it.
  let next = end;
  while (
    next < end + 3 &&
    (text.charCodeAt(next) === 10 || text.charCodeAt(next) === 13 || text.charCodeAt(next) === 32)
  )
    next++;
  const second = text.slice(next, next + end - start);
  if (next > end && second.length === end - start && hasChecks(second)) {
    page.add(row, start, next + second.length, row.base, 'check digits of a machine-readable zone');
    page.add(row, next, next + second.length, row.base, 'check digits of a machine-readable zone');
  }
}

/** How far around a passport number the name of its country may stand, in characters. */
const COUNTRY_BEFORE_CHARS = 48;
const COUNTRY_AFTER_CHARS = 24;
const UNITED_STATES = /(?:^|[^\p{L}])(?:U\.?S\.?A?|us(?=[_-]?passport)|American|United States)(?:[^\p{L}]|$)/u;

/** Numbers of the United States when they are named: nine digits, or since 2021 a letter and eight. */
function findUsPassport(page: Page, row: FinderRow, start: number, end: number): void {
  const { text } = page;
  if (!/^[A-Z]?\d{8,9}$/.test(text.slice(start, end)) || isEmbedded(text, start, end)) return;
  const cue = page.context(row.context, start, end);
  if (cue === undefined) return;
  const before = text.slice(Math.max(0, start - COUNTRY_BEFORE_CHARS), start);
  const after = text.slice(end, end + COUNTRY_AFTER_CHARS);
  if (UNITED_STATES.test(before) || UNITED_STATES.test(after) || page.column(['usPassport'], start) !== undefined)
    page.add(row, start, end, row.boosted, `form and country, context "${cue}"`);
  else page.add(row, start, end, 0.6, `form, context "${cue}"`);
}

const common = { type: 'PASSPORT', region: 'any', context: ['passport', 'passportNumber'] } as const;

/** Passports: machine-readable zones, and numbers beside a word for passports. */
export const PASSPORT_ROWS: readonly (CodeRow | FinderRow)[] = [
  {
    ...common,
    kind: 'finder',
    name: 'passport-mrz',
    anchor: 'filler',
    validator: 'ICAO check digits',
    base: 0.98,
    boosted: 0.98,
    find: findMrz,
  },
  {
    ...common,
    kind: 'finder',
    type: 'US_PASSPORT',
    name: 'us-passport',
    region: 'US',
    anchor: 'number',
    lengths: [9, 9],
    validator: 'form and country',
    base: 0,
    boosted: 0.85,
    find: findUsPassport,
  },
  {
    ...common,
    kind: 'code',
    name: 'passport',
    anchor: 'number',
    validator: 'form',
    base: 0,
    boosted: 0.65,
    shapes: Object.fromEntries(
      [
        'a1d7',
        'a1d8',
        'a2d6',
        'a2d7',
        'a3d6',
        'd8',
        'd9',
        'd2a2d5',
        'a1d6',
        'a1d1a1d1a1d4',
        'a1d2a1d2a1d2',
        'a3d5',
        'd9a1',
      ].map((shape) => [shape, 0]),
    ),
    check: (code) => !/^0+$/.test(code),
  },
];

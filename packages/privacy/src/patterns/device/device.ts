import { luhn } from '../checksums/luhn.ts';
import type { Page } from '../internal/page.ts';
import type { FinderRow, PatternRow } from '../pattern-row.ts';

/** Score of a form that few other things have, beside a word for it. */
const FORM_SCORE = 0.95;

/** Values of the letters A to Z; I, O and Q are not used. */
const VIN_LETTER_VALUES = [1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9];
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** Whether 17 characters have the check digit of 49 CFR 565.15 (North America; optional elsewhere). */
export function isVin(vin: string): boolean {
  let sum = 0;
  for (let index = 0; index < 17; index++) {
    const code = vin.charCodeAt(index);
    const value = code < 58 ? code - 48 : (VIN_LETTER_VALUES[code - 65] ?? 0);
    sum += value * (VIN_WEIGHTS[index] ?? 0);
  }
  const rest = sum % 11;
  return (rest === 10 ? 'X' : String(rest)) === vin.charAt(8);
}

function findVin(page: Page, row: FinderRow, start: number, end: number): void {
  const vin = page.text.slice(start, end).toUpperCase();
  if (!/^[A-HJ-NPR-Z0-9]{13}\d{4}$/.test(vin) || !/[A-Z][^A-Z]*[A-Z]/.test(vin)) return;
  const cue = page.context(row.context, start, end);
  const checked = isVin(vin);
  if (cue !== undefined)
    page.add(
      row,
      start,
      end,
      checked ? row.boosted : FORM_SCORE,
      checked ? 'check digit and context' : `form, context "${cue}"`,
    );
  else if (checked) page.add(row, start, end, /^[0-9A-F]+$/.test(vin) ? 0.3 : row.base, 'check digit');
}

const PLATE =
  /^["']?\.?(?: (?:number|no\.?|is|are|was|as|:))?[:=# ]{1,3}["']?(?:(?:is|are|was) )?((?=[A-Z0-9 -]{0,9}\d)(?=[A-Z0-9 -]{0,9}[A-Z])[A-Z0-9]{1,8}(?:[ -][A-Z0-9]{1,5}){0,2})(?![\w-])/;

function findPlate(page: Page, row: FinderRow, first: number, end: number): void {
  const phrase = page.phraseEnd('plate', first, end);
  const match = PLATE.exec(page.text.slice(phrase, phrase + 36));
  if (match?.[1] === undefined || match[1].replaceAll(/[ -]/g, '').length < 4) return;
  const start = phrase + match[0].length - match[1].length;
  // A registration may be of anything.
  const isPlate = /plate|kennzeichen|nummernschild|targa|matr[ií]cula|kenteken|immatricul|rejestrac/i.test(
    page.text.slice(first, end),
  );
  page.add(row, start, start + match[1].length, isPlate ? FORM_SCORE : row.boosted, 'form after a word for plates');
}

/** Letters and marks of a plate before its first digit. */
const PLATE_LETTERS = 6;
const PLATE_CELL =
  /(?=[A-Z0-9 -]{0,9}\d)(?=[A-Z0-9 -]{0,9}[A-Z])[A-Z0-9]{1,8}(?:[ -][A-Z0-9]{1,5}){0,2}(?=["']?(?:[,;|\t\r\n]| \||$))/y;

function findPlateCell(page: Page, row: FinderRow, token: number): void {
  const name = page.column(['plate'], token);
  if (name === undefined) return;
  let start = token;
  while (start > 0 && token - start < PLATE_LETTERS && /[A-Z -]/.test(page.text.charAt(start - 1))) start--;
  while (page.text.charAt(start) === ' ' || page.text.charAt(start) === '-') start++;
  PLATE_CELL.lastIndex = start;
  const plate = PLATE_CELL.exec(page.text)?.[0];
  if (plate !== undefined && plate.replaceAll(/[ -]/g, '').length >= 4)
    page.add(row, start, start + plate.length, FORM_SCORE, `column "${name}"`);
}

const SERIAL =
  /^["']?(?: (?:number|no\.?|nr\.?|num))?["']?(?: is)?[:=# ]{1,3}["']?((?=[A-Z0-9-]{0,19}\d)[A-Z0-9](?:[A-Z0-9-]{4,22})[A-Z0-9])(?![\w-])/i;

function findSerial(page: Page, row: FinderRow, _start: number, end: number): void {
  const match = SERIAL.exec(page.text.slice(end, end + 48));
  if (match?.[1] === undefined) return;
  const start = end + match[0].length - match[1].length;
  page.add(row, start, start + match[1].length, row.boosted, 'code after "serial"');
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/iy;

function findAdvertisingId(page: Page, row: FinderRow, start: number): void {
  UUID.lastIndex = start;
  if (!UUID.test(page.text)) return;
  const cue = page.context(row.context, start, start + 36, 32, 8);
  if (cue !== undefined) page.add(row, start, start + 36, row.boosted, `context "${cue}"`);
}

const finder = { kind: 'finder', region: 'any' } as const;
const code = { kind: 'code', region: 'any', anchor: 'number' } as const;

/** Numbers of vehicles and devices. */
export const DEVICE_ROWS: readonly PatternRow[] = [
  {
    ...finder,
    type: 'VEHICLE_ID',
    name: 'vin',
    anchor: 'number',
    lengths: [17, 17],
    validator: 'check digit',
    base: 0.8,
    context: ['vin'],
    boosted: 0.98,
    find: findVin,
  },
  {
    ...finder,
    type: 'VEHICLE_ID',
    name: 'plate',
    anchor: 'word',
    starts: 'plate',
    validator: 'form',
    base: 0,
    context: ['plate'],
    boosted: 0.65,
    find: findPlate,
  },
  {
    ...finder,
    type: 'VEHICLE_ID',
    name: 'plate-column',
    anchor: 'cell',
    validator: 'form',
    base: 0,
    context: ['plate'],
    boosted: FORM_SCORE,
    find: findPlateCell,
  },
  {
    ...code,
    type: 'DEVICE_ID',
    name: 'imei',
    validator: 'Luhn',
    base: 0.45,
    context: ['imei'],
    boosted: 0.95,
    shapes: { d15: 0.35, 'd2-d6-d6-d1': 0.85, 'd2 d6 d6 d1': 0.8, 'd6-d2-d6-d1': 0.8 },
    check: (digits) => luhn(digits) && !/^(\d)\1+$/.test(digits),
    unchecked: 0.6,
  },
  {
    ...code,
    type: 'DEVICE_ID',
    name: 'imsi',
    validator: 'country code',
    base: 0,
    context: ['imsi'],
    boosted: 0.85,
    shapes: { d15: 0, d14: 0 },
    check: (digits) => /^[2-7]/.test(digits),
  },
  {
    ...finder,
    type: 'DEVICE_ID',
    name: 'serial',
    anchor: 'word',
    starts: 'serial',
    validator: 'form',
    base: 0,
    context: ['serial'],
    boosted: 0.65,
    find: findSerial,
  },
  {
    ...finder,
    type: 'DEVICE_ID',
    name: 'advertising-id',
    anchor: 'number',
    lengths: [8, 8],
    validator: 'form',
    base: 0,
    context: ['advertising'],
    boosted: 0.75,
    find: findAdvertisingId,
  },
];

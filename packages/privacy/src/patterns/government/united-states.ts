import type { Topic } from '../internal/context-words.ts';
import type { CodeRow } from '../pattern-row.ts';
import { isMonthDay } from './national-row.ts';

/** Well known numbers that were printed on sample cards. */
const SAMPLE_SSNS = new Set(['078051120', '219099999', '457555462', '123456789']);

/** Whether nine digits can be a social security number (ranges of the SSA since 2011). */
export function isSsn(digits: string): boolean {
  return (
    !/^(?:000|666|9)/.test(digits) &&
    !/^.{3}00/.test(digits) &&
    !digits.endsWith('0000') &&
    !SAMPLE_SSNS.has(digits) &&
    !/^(\d)\1+$/.test(digits)
  );
}

/** Whether nine digits can be an individual taxpayer number: 9 and the groups 50-65, 70-88, 90-92, 94-99. */
export function isItin(digits: string): boolean {
  const group = Number(digits.slice(3, 5));
  return (
    digits.startsWith('9') &&
    ((group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group !== 93 && group <= 99))
  );
}

interface UsNumber {
  readonly type: CodeRow['type'];
  readonly name: string;
  readonly validator: string;
  readonly context: readonly Topic[];
  readonly boosted: number;
  readonly shapes: Readonly<Record<string, number>>;
  readonly check: (compact: string) => boolean;
}

const row = (number: UsNumber): CodeRow => ({
  ...number,
  kind: 'code',
  region: 'US',
  anchor: 'number',
  base: Math.max(...Object.values(number.shapes)),
});

/** Forms of driving licences that say little by themselves, by state; equal ones count once. */
const PLAIN_LICENCES: Readonly<Record<string, string>> = {
  AL: 'd7 d8',
  AK: 'd7',
  AZ: 'a1d8 d9',
  AR: 'd8 d9',
  CA: 'a1d7',
  CO: 'd9 a1d6',
  CT: 'd9',
  DE: 'd7',
  DC: 'd7 d9',
  FL: 'a1d12',
  GA: 'd8 d9',
  HI: 'a1d8 d9',
  ID: 'd9',
  IL: 'a1d11',
  IN: 'a1d9 d10',
  IA: 'd9',
  KS: 'a1d8 d9',
  KY: 'a1d8 a1d9 d9',
  LA: 'd8 d9',
  ME: 'd7 d8 d7a1',
  MD: 'a1d12',
  MA: 'a1d8 a2d7 d9',
  MI: 'a1d12 a1d10',
  MN: 'a1d12',
  MS: 'd9',
  MO: 'a1d9 a1d6 a1d5 d8a1 d9a1 d9',
  MT: 'd13 d9',
  NE: 'a1d8 a1d6',
  NV: 'd9 d10 d12',
  NH: 'a3d8',
  NJ: 'a1d14',
  NM: 'd8 d9',
  NY: 'a1d7 d9 d8',
  NC: 'd12 d10',
  ND: 'd9 a3d6',
  OH: 'a2d6 d8',
  OK: 'a1d9 d9',
  OR: 'd7 a1d6',
  PA: 'd8',
  RI: 'd7 a1d6',
  SC: 'd9 d10 d11',
  SD: 'd8 d9 d10',
  TN: 'd8 d9',
  TX: 'd8',
  UT: 'd8 d9 d10',
  VT: 'd8 d7a1',
  VA: 'a1d8 a1d9 d9',
  WA: 'a5d7',
  WV: 'a1d6 d7 a2d5',
  WI: 'a1d13',
  WY: 'd9 d10',
};

/** Forms with separators or a name inside, which few other codes have, by state; with their score beside no word. */
const TELLING_LICENCES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  CO: { 'd2-d3-d4': 0.1 },
  FL: { 'a1d3-d3-d2-d3-d1': 0.6, 'a1d3-d3-d2-d3': 0.55, 'a1 d3 d3 d2 d3 d1': 0.55 },
  IA: { d3a2d4: 0.3 },
  ID: { a2d6a1: 0.2 },
  IL: { 'a1d3-d4-d4': 0.5, 'a1d3 d4 d4': 0.4 },
  IN: { 'd4-d2-d4': 0.3 },
  KS: { 'a1d2-d2-d4': 0.4 },
  KY: { 'a1d2-d3-d3': 0.35 },
  MD: { 'a1-d3-d3-d3-d3': 0.5 },
  MI: { 'a1 d3 d3 d3 d3': 0.5 },
  ND: { 'a3-d2-d4': 0.35, 'a3d2-d4': 0.3 },
  NH: { d2a3d5: 0.4 },
  NJ: { 'a1d4-d5-d5': 0.5, 'a1d4 d5 d5': 0.5 },
  NY: { 'd3 d3 d3': 0, 'd3-d3-d3': 0 },
  PA: { 'd2 d3 d3': 0, 'd2-d3-d3': 0 },
  VA: { 'a1d2-d2-d4': 0.4, 'd3-d2-d4': 0 },
  WA: { a7d3a2: 0.4, a5d3a2: 0.2, a3d3a1d2a1d2: 0.3, a3d3a1d3a1d1: 0.3 },
  WI: { 'a1d3-d4-d4-d2': 0.6 },
  WY: { 'd6-d3': 0.1 },
};

/** Forms whose first three digits are the Soundex code of the family name: Florida, Illinois, Maryland, Michigan, Minnesota, Wisconsin. */
const SOUNDEX_LENGTHS: ReadonlySet<number> = new Set([12, 13, 14]);

/** Whether a licence whose form tells its state fits what the state writes into it. */
export function isTellingLicence(code: string): boolean {
  if (/^0+$/.test(code)) return false;
  // New Hampshire: month, letters of the name, year and day.
  const born = /^(\d{2})[A-Z]{3}\d{2}(\d{2})\d$/.exec(code);
  if (born !== null) return isMonthDay(Number(born[1]), Number(born[2]));
  return !/^[A-Z]\d+$/.test(code) || !SOUNDEX_LENGTHS.has(code.length) || /^[A-Z][0-6]{3}/.test(code);
}

/** Numbers that the United States give to people. */
export const US_ROWS: readonly CodeRow[] = [
  row({
    type: 'US_SSN',
    name: 'us-ssn',
    validator: 'ranges of the SSA',
    context: ['ssn'],
    boosted: 0.95,
    shapes: { 'd3-d2-d4': 0.75, 'd3 d2 d4': 0.5, 'd3.d2.d4': 0.45, d9: 0 },
    check: isSsn,
  }),
  row({
    type: 'US_ITIN',
    name: 'us-itin',
    validator: 'ranges of the IRS',
    context: ['itin'],
    boosted: 0.95,
    shapes: { 'd3-d2-d4': 0.7, 'd3 d2 d4': 0.5, d9: 0 },
    check: isItin,
  }),
  row({
    type: 'US_DRIVER_LICENSE',
    name: 'us-driver-license',
    validator: 'forms of states',
    context: ['licence'],
    boosted: 0.7,
    shapes: Object.fromEntries(
      Object.values(PLAIN_LICENCES).flatMap((shapes) => shapes.split(' ').map((shape) => [shape, 0])),
    ),
    check: (code) => !/^0+$/.test(code),
  }),
  row({
    type: 'US_DRIVER_LICENSE',
    name: 'us-driver-license-of-state',
    validator: 'form of one state',
    context: ['licence'],
    boosted: 0.85,
    shapes: Object.fromEntries(Object.values(TELLING_LICENCES).flatMap((shapes) => Object.entries(shapes))),
    check: isTellingLicence,
  }),
];

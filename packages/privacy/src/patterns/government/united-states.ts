import type { Topic } from '../internal/context-words.ts';
import type { CodeRow } from '../pattern-row.ts';

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

/** Forms of licences by state: California a1d7, New York d9, Florida a1d12, New Jersey a1d14, Washington and others. */
const LICENCE_SHAPES = [
  'a1d7',
  'a1d12',
  'a1d8',
  'a1d11',
  'a1d14',
  'a1d13',
  'a1d6',
  'a1d9',
  'a1d5',
  'a1d3',
  'a2d6',
  'a2d7',
  'a3d6',
  'd7',
  'd8',
  'd9',
  'd10',
  'd12',
  'd7a1',
  'd8a1',
  'd9a1',
  'a1d4-d5-d5',
  'a1d3-d4-d4',
  'a1d3-d3-d2-d3-d1',
  'd3-d3-d3',
  'd2-d3-d3',
  'd3 d3 d3',
  'a1d2-d2-d4',
  'd2a3d5',
  'a3d2-d4',
  'a5d7',
];

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
    type: 'US_PASSPORT',
    name: 'us-passport',
    validator: 'form',
    context: ['passport'],
    boosted: 0.75,
    shapes: { d9: 0, a1d8: 0.1 },
    check: () => true,
  }),
  row({
    type: 'US_DRIVER_LICENSE',
    name: 'us-driver-license',
    validator: 'forms of states',
    context: ['licence'],
    boosted: 0.7,
    shapes: Object.fromEntries(LICENCE_SHAPES.map((shape) => [shape, 0])),
    check: (code) => !/^0+$/.test(code),
  }),
];

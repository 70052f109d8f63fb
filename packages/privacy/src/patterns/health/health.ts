import { luhn } from '../checksums/luhn.ts';
import { digitAt, weightedSum } from '../checksums/weighted.ts';
import type { PatternRow } from '../pattern-row.ts';

/** National provider identifier: Luhn with the issuer 80840 in front (CMS). */
export function isNpi(digits: string): boolean {
  return /^[12]/.test(digits) && luhn(`80840${digits}`);
}

/** Medicare beneficiary identifier: letters without B, I, L, O, S, Z at fixed places (CMS). */
export function isMbi(code: string): boolean {
  return /^[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d[AC-HJKMNP-RT-Y]{2}\d{2}$/.test(
    code,
  );
}

/** Number of the Drug Enforcement Administration: kind of holder, first letter of the name (or 9), six digits and one by 10. */
export function isDea(code: string): boolean {
  const sum = weightedSum(code.slice(2), [1, 2, 1, 2, 1, 2]);
  return /^[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}$/.test(code) && sum % 10 === digitAt(code, 8);
}

/** NHS number of England, Wales and the Isle of Man: weights 10 to 2 by 11. */
export function isNhsNumber(digits: string): boolean {
  const rest = (11 - (weightedSum(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return rest === digitAt(digits, 9) && !/^(\d)\1+$/.test(digits);
}

const code = { kind: 'code', anchor: 'number' } as const;
const RECORD_SHAPES = [
  'd5',
  'd6',
  'd7',
  'd8',
  'd9',
  'd10',
  'd11',
  'd12',
  'a1d5',
  'a1d6',
  'a1d7',
  'a1d8',
  'a2d5',
  'a2d6',
  'a2d7',
  'a2d8',
  'a3d6',
  'a3d7',
  'a3-d5',
  'a3-d6',
  'a3-d7',
  'a3-d8',
  'a2-d6',
  'a1-d6',
  'd2-d2-d2',
  'd3-d2-d2',
  'd3-d3',
  'd4-d4',
  'd3-d3-d3',
  'd6-d1',
  'd7-d1',
  'd4-d3',
  'd5-d3',
];

/** Numbers of patients and of those who treat them. */
export const HEALTH_ROWS: readonly PatternRow[] = [
  {
    ...code,
    type: 'US_NPI',
    name: 'us-npi',
    region: 'US',
    validator: 'Luhn with 80840',
    base: 0.25,
    context: ['npi'],
    boosted: 0.95,
    shapes: { d10: 0.25 },
    check: isNpi,
  },
  {
    ...code,
    type: 'MEDICAL_LICENSE',
    name: 'us-dea',
    region: 'US',
    validator: 'kind and mod 10',
    base: 0.4,
    context: ['dea'],
    boosted: 0.95,
    shapes: { a2d7: 0.4, a1d8: 0.1 },
    check: isDea,
    capitals: true,
  },
  {
    ...code,
    type: 'US_MBI',
    name: 'us-mbi',
    region: 'US',
    validator: 'letters at fixed places',
    base: 0.85,
    context: ['medicare'],
    boosted: 0.95,
    shapes: {
      d1a2d1a2d1a2d2: 0.75,
      d1a1d2a2d1a2d2: 0.6,
      d1a2d1a1d2a2d2: 0.6,
      d1a1d2a1d2a2d2: 0.6,
      'd1a2d1-a2d1-a2d2': 0.9,
      'd1a1d2-a2d1-a2d2': 0.9,
      'd1a2d1-a1d2-a2d2': 0.9,
      'd1a1d2-a1d2-a2d2': 0.9,
      'd1a2d1 a2d1 a2d2': 0.85,
      'd1a1d2 a2d1 a2d2': 0.85,
      'd1a2d1 a1d2 a2d2': 0.85,
      'd1a1d2 a1d2 a2d2': 0.85,
    },
    check: isMbi,
  },
  {
    ...code,
    type: 'UK_NHS',
    name: 'uk-nhs',
    region: 'GB',
    validator: 'mod 11',
    base: 0.65,
    context: ['nhs'],
    boosted: 0.95,
    shapes: { 'd3 d3 d4': 0.65, 'd3-d3-d4': 0.4, d10: 0.25 },
    check: isNhsNumber,
  },
  {
    ...code,
    type: 'MEDICAL_RECORD_NUMBER',
    name: 'medical-record',
    region: 'any',
    validator: 'form',
    base: 0,
    context: ['record'],
    boosted: 0.75,
    shapes: Object.fromEntries(RECORD_SHAPES.map((shape) => [shape, 0])),
    check: (value) => !/^0+$/.test(value),
  },
];

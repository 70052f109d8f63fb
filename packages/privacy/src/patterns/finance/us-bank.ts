import { weightedSum } from '../checksums/weighted.ts';
import type { CodeRow } from '../pattern-row.ts';

const ABA_WEIGHTS = [3, 7, 1, 3, 7, 1, 3, 7, 1];

/** Whether nine digits are an ABA routing number: district and weights 3-7-1. */
export function isRoutingNumber(digits: string): boolean {
  const district = Number(digits.slice(0, 2));
  const known =
    district <= 12 || (district >= 21 && district <= 32) || (district >= 61 && district <= 72) || district === 80;
  return known && digits !== '000000000' && weightedSum(digits, ABA_WEIGHTS) % 10 === 0;
}

/** Numbers of banks and accounts in the United States. */
export const US_BANK_ROWS: readonly CodeRow[] = [
  {
    kind: 'code',
    type: 'US_BANK_ROUTING',
    name: 'us-routing',
    region: 'US',
    anchor: 'number',
    validator: 'ABA check digit',
    base: 0.2,
    context: ['routing'],
    boosted: 0.9,
    shapes: { d9: 0.2, 'd4-d4-d1': 0.3, 'd3 d3 d3': 0.2, 'd4 d4 d1': 0.2 },
    check: isRoutingNumber,
  },
  {
    kind: 'code',
    type: 'US_BANK_ACCOUNT',
    name: 'us-account',
    region: 'US',
    anchor: 'number',
    validator: 'length',
    base: 0,
    context: ['account'],
    boosted: 0.6,
    shapes: Object.fromEntries([6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17].map((length) => [`d${length}`, 0])),
    check: (digits) => !/^(\d)\1+$/.test(digits),
  },
];

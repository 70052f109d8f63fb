import type { CodeRow } from '../pattern-row.ts';

/** National insurance number: letters that HMRC gives, suffix A to D. */
export function isNino(code: string): boolean {
  return /^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]$/.test(code);
}

/** National insurance numbers of the United Kingdom. */
export const NINO_ROW: CodeRow = {
  kind: 'code',
  type: 'UK_NINO',
  name: 'uk-nino',
  region: 'GB',
  anchor: 'number',
  validator: 'letters of HMRC',
  base: 0.8,
  context: ['nino'],
  boosted: 0.95,
  shapes: { a2d6a1: 0.75, 'a2 d2 d2 d2 a1': 0.9, 'a2-d2-d2-d2-a1': 0.85, 'a2 d6 a1': 0.85, 'a2d6 a1': 0.7 },
  check: isNino,
};

import { luhn } from '../checksums/luhn.ts';
import { digitAt, weightedSum } from '../checksums/weighted.ts';
import type { CodeRow } from '../pattern-row.ts';
import { DISTINCT_SCORE as DISTINCT, isMonthDay, nationalRow } from './national-row.ts';

const isCenturyAndDate = (digits: string): boolean =>
  /^[23]/.test(digits) && isMonthDay(Number(digits.slice(3, 5)), Number(digits.slice(5, 7)));

/** Egyptian number: century, date, governorate. */
export function isEgyptianId(digits: string): boolean {
  const governorate = Number(digits.slice(7, 9));
  return isCenturyAndDate(digits) && ((governorate >= 1 && governorate <= 35) || governorate === 88);
}

/** Kuwaiti civil number: century, date, weights by 11. */
export function isKuwaitiId(digits: string): boolean {
  const rest = 11 - (weightedSum(digits, [2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11);
  return isCenturyAndDate(digits) && rest === digitAt(digits, 11);
}

/** Number of the Emirates: 784, year of birth. */
export function isEmiratesId(digits: string): boolean {
  return /^784(?:19|20)/.test(digits);
}

/** Saudi number: 1 for citizens, 2 for residents, Luhn. */
export function isSaudiId(digits: string): boolean {
  return /^[12]/.test(digits) && luhn(digits);
}

/** Iranian number: weights 10 to 2 by 11. */
export function isKodMelli(digits: string): boolean {
  const rest = weightedSum(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return !/^(\d)\1+$/.test(digits) && (rest < 2 ? rest : 11 - rest) === digitAt(digits, 9);
}

/** Tanzanian number: a date in front. */
export function isNida(digits: string): boolean {
  return /^(?:19|20)/.test(digits) && isMonthDay(Number(digits.slice(4, 6)), Number(digits.slice(6, 8)));
}

/** Kenyan tax number: `A` for people, `P` for companies. */
function isKraPin(code: string): boolean {
  return /^[AP]\d{9}[A-Z]$/.test(code);
}

/** National numbers of the Near East and Africa beside Israel and South Africa. */
export const NEAR_EAST_AFRICA_ROWS: readonly CodeRow[] = [
  nationalRow('EG', 'eg-id', { d14: 0.45 }, isEgyptianId, ['eg', 'id'], 'date and governorate'),
  nationalRow('KW', 'kw-civil-id', { d12: 0.4 }, isKuwaitiId, ['kw', 'id'], 'mod 11 and date'),
  nationalRow(
    'AE',
    'ae-emirates-id',
    { 'd3-d4-d7-d1': 0.95, d15: 0.5 },
    isEmiratesId,
    ['ae', 'id'],
    'country and year',
  ),
  nationalRow('SA', 'sa-id', { d10: 0.15 }, isSaudiId, ['sa'], 'Luhn'),
  nationalRow('IR', 'ir-kod-melli', { d10: 0.2, 'd3-d6-d1': 0.75 }, isKodMelli, ['ir'], 'mod 11'),
  nationalRow('NG', 'ng-nin', { d11: 0 }, () => true, ['ng'], 'form'),
  nationalRow('KE', 'ke-kra-pin', { a1d9a1: 0.6 }, isKraPin, ['ke', 'tax'], 'kind of holder'),
  nationalRow('GH', 'gh-card', { 'a3-d9-d1': DISTINCT }, (code) => code.startsWith('GHA'), ['gh'], 'country'),
  nationalRow('TZ', 'tz-nida', { 'd8-d5-d5-d2': DISTINCT, d20: 0.3 }, isNida, ['tz'], 'date'),
];

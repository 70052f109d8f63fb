import { mod11And10 } from '../checksums/iso7064.ts';
import { luhn } from '../checksums/luhn.ts';
import { digitAt, weightedSum } from '../checksums/weighted.ts';
import { BARE_SCORE as BARE, DISTINCT_SCORE as DISTINCT, isMonthDay, nationalRow } from './national-row.ts';

/** PESEL: date with the century in the month, weights 1-3-7-9. */
export function isPesel(digits: string): boolean {
  return (
    isMonthDay(Number(digits.slice(2, 4)) % 20, Number(digits.slice(4, 6))) &&
    weightedSum(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0
  );
}

/** Rodné číslo since 1954: ten digits that 11 divides; months plus 20, 50 or 70. */
export function isRodneCislo(digits: string): boolean {
  let month = Number(digits.slice(2, 4));
  for (const shift of [70, 50, 20]) if (month > shift) month -= shift;
  if (!isMonthDay(month, Number(digits.slice(4, 6)))) return false;
  if (digits.length === 9) return Number(digits.slice(0, 2)) < 54;
  return Number(digits) % 11 === 0 || (Number(digits.slice(0, 9)) % 11 === 10 && digits.endsWith('0'));
}

/** Romanian CNP: sex and century, date, county, check digit by 11. */
export function isCnp(digits: string): boolean {
  if (!/^[1-9]/.test(digits) || !isMonthDay(Number(digits.slice(3, 5)), Number(digits.slice(5, 7)))) return false;
  const rest = weightedSum(digits, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return (rest === 10 ? 1 : rest) === digitAt(digits, 12);
}

/** Bulgarian EGN: date with the century in the month, weights by 11. */
export function isEgn(digits: string): boolean {
  const rest = weightedSum(digits, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11;
  return isMonthDay(Number(digits.slice(2, 4)) % 20, Number(digits.slice(4, 6))) && rest % 10 === digitAt(digits, 9);
}

/** Greek AMKA: date and Luhn. */
export function isAmka(digits: string): boolean {
  return isMonthDay(Number(digits.slice(2, 4)), Number(digits.slice(0, 2))) && luhn(digits);
}

/** Turkish identity number: two check digits by 10. */
export function isTckn(digits: string): boolean {
  if (digits.startsWith('0')) return false;
  const tenth = ((weightedSum(digits, [7, -1, 7, -1, 7, -1, 7, -1, 7]) % 10) + 10) % 10 === digitAt(digits, 9);
  return (
    tenth &&
    weightedSum(
      digits,
      Array.from({ length: 10 }, () => 1),
    ) %
      10 ===
      digitAt(digits, 10)
  );
}

/** JMBG and EMŠO of the former Yugoslav countries: date and weights by 11. */
export function isJmbg(digits: string): boolean {
  const rest = 11 - (weightedSum(digits, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return (
    isMonthDay(Number(digits.slice(2, 4)), Number(digits.slice(0, 2))) &&
    /^.{4}[089]/.test(digits) &&
    (rest > 9 ? 0 : rest) === digitAt(digits, 12)
  );
}

/** National numbers of eastern and south-eastern Europe and of Türkiye. */
export const EASTERN_EUROPE_ROWS = [
  nationalRow('PL', 'pl-pesel', { d11: 0.4 }, isPesel, ['pl', 'id'], 'mod 10 and date'),
  nationalRow(
    'CZ',
    'cz-sk-rodne-cislo',
    { 'd6/d4': DISTINCT, d10: BARE, 'd6/d3': 0.5 },
    isRodneCislo,
    ['cz'],
    'mod 11 and date',
  ),
  nationalRow('RO', 'ro-cnp', { d13: 0.5 }, isCnp, ['ro', 'id'], 'mod 11 and date'),
  nationalRow('BG', 'bg-egn', { d10: 0.25 }, isEgn, ['bg'], 'mod 11 and date'),
  nationalRow('GR', 'gr-amka', { d11: BARE }, isAmka, ['gr'], 'Luhn and date'),
  nationalRow('TR', 'tr-tckn', { d11: BARE }, isTckn, ['tr', 'id'], 'two check digits'),
  nationalRow('HR', 'hr-oib', { d11: 0.2 }, mod11And10, ['hr'], 'ISO 7064 MOD 11,10'),
  nationalRow('RS', 'jmbg', { d13: 0.45 }, isJmbg, ['id'], 'mod 11 and date'),
];

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

const UKRAINIAN = [-1, 5, 7, 9, 4, 6, 10, 5, 7];

/** Ukrainian taxpayer number (РНОКПП): day since 1900, weights by 11. */
export function isRnokpp(digits: string): boolean {
  return (((weightedSum(digits, UKRAINIAN) % 11) + 11) % 11) % 10 === digitAt(digits, 9);
}

/** Russian pension number (СНИЛС): weights 9 to 1 by 101. */
export function isSnils(digits: string): boolean {
  return (weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101) % 100 === Number(digits.slice(9));
}

/** Russian taxpayer number of a person (ИНН): two check digits by 11. */
export function isInn(digits: string): boolean {
  return (
    (weightedSum(digits, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === digitAt(digits, 10) &&
    (weightedSum(digits, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === digitAt(digits, 11)
  );
}

const KAZAKH = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

/** Kazakh number (ИИН): date, century and sex, two rounds of weights by 11. */
export function isIin(digits: string): boolean {
  let rest = weightedSum(digits, KAZAKH) % 11;
  if (rest === 10) rest = weightedSum(digits, [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11;
  return (
    isMonthDay(Number(digits.slice(2, 4)), Number(digits.slice(4, 6))) &&
    /^.{6}[0-6]/.test(digits) &&
    rest === digitAt(digits, 11)
  );
}

/** Hungarian social number (TAJ): weights 3 and 7 in turn by 10. */
export function isTaj(digits: string): boolean {
  return weightedSum(digits, [3, 7, 3, 7, 3, 7, 3, 7]) % 10 === digitAt(digits, 8);
}

/** Hungarian tax number of a person: 8, weights 1 to 9 by 11. */
export function isAdoazonosito(digits: string): boolean {
  return digits.startsWith('8') && weightedSum(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 === digitAt(digits, 9);
}

/** Greek tax number (ΑΦΜ): powers of two by 11. */
export function isAfm(digits: string): boolean {
  return (
    !/^0+$/.test(digits) && (weightedSum(digits, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === digitAt(digits, 8)
  );
}

/** Polish identity card: letters as 10 to 35, weights by 10. */
export function isDowod(code: string): boolean {
  const weights = [7, 3, 1, 9, 7, 3, 1, 7, 3];
  return weights.reduce((sum, weight, i) => sum + weight * Number.parseInt(code.charAt(i), 36), 0) % 10 === 0;
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
  nationalRow('UA', 'ua-rnokpp', { d10: 0.2 }, isRnokpp, ['ua'], 'mod 11'),
  nationalRow('RU', 'ru-snils', { 'd3-d3-d3 d2': DISTINCT, 'd3-d3-d3-d2': 0.8, d11: 0.2 }, isSnils, ['ru'], 'mod 101'),
  nationalRow('RU', 'ru-inn', { d12: 0.35 }, isInn, ['ru'], 'two check digits'),
  nationalRow('KZ', 'kz-iin', { d12: 0.4 }, isIin, ['kz'], 'mod 11 and date'),
  nationalRow('HU', 'hu-taj', { 'd3 d3 d3': 0.25, 'd3-d3-d3': 0.25, d9: 0.1 }, isTaj, ['hu'], 'mod 10'),
  nationalRow('HU', 'hu-tax', { d10: 0.2 }, isAdoazonosito, ['hu'], 'mod 11'),
  nationalRow('GR', 'gr-afm', { d9: 0.2 }, isAfm, ['gr'], 'mod 11'),
  nationalRow('PL', 'pl-dowod', { a3d6: 0.45, 'a3 d6': 0.45 }, isDowod, ['pl', 'id'], 'mod 10'),
  nationalRow('RS', 'jmbg', { d13: 0.45 }, isJmbg, ['yu', 'id'], 'mod 11 and date'),
];

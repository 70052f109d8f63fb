import { luhn } from '../checksums/luhn.ts';
import { digitAt, weightedSum } from '../checksums/weighted.ts';
import { BARE_SCORE as BARE, DISTINCT_SCORE as DISTINCT, isMonthDay, nationalRow } from './national-row.ts';

/** Swedish personnummer: date (day plus 60 for coordination numbers) and Luhn over the last ten digits. */
export function isPersonnummer(digits: string): boolean {
  const short = digits.slice(-10);
  const day = Number(short.slice(4, 6));
  if (digits.length === 12 && !/^(?:18|19|20)/.test(digits)) return false;
  return isMonthDay(Number(short.slice(2, 4)), day > 60 ? day - 60 : day) && luhn(short);
}

/** Norwegian fødselsnummer: two check digits by 11; day plus 40 for D-numbers. */
export function isFodselsnummer(digits: string): boolean {
  const day = Number(digits.slice(0, 2));
  if (!isMonthDay(Number(digits.slice(2, 4)) % 40, day > 40 ? day - 40 : day)) return false;
  return (
    weightedSum(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0 &&
    weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
  );
}

/** Danish CPR number: a date and four digits; its check digit has not been kept to since 2007, so only the date counts. */
export function isCpr(digits: string): boolean {
  return isMonthDay(Number(digits.slice(2, 4)), Number(digits.slice(0, 2)));
}

const HETU_LETTERS = '0123456789ABCDEFHJKLMNPRSTUVWXY';

/** Finnish henkilötunnus without its sign: date, number and a letter by 31. */
export function isHetu(code: string): boolean {
  const compact = code.length === 11 ? code.slice(0, 6) + code.slice(7) : code;
  const number = Number(compact.slice(0, 9));
  return (
    isMonthDay(Number(compact.slice(2, 4)), Number(compact.slice(0, 2))) &&
    HETU_LETTERS.charAt(number % 31) === compact.charAt(9)
  );
}

/** Estonian and Lithuanian code: century and sex, date, two rounds of weights by 11. */
export function isIsikukood(digits: string): boolean {
  if (!/^[1-8]/.test(digits) || !isMonthDay(Number(digits.slice(3, 5)), Number(digits.slice(5, 7)))) return false;
  let rest = weightedSum(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
  if (rest === 10) rest = weightedSum(digits, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11;
  return rest % 10 === digitAt(digits, 10);
}

/** Latvian code: a date or, since 2017, 32 in front; check digit of the dated ones. */
export function isPersonasKods(digits: string): boolean {
  if (digits.startsWith('32')) return true;
  const rest = (1101 - weightedSum(digits, [1, 6, 3, 7, 9, 10, 5, 8, 4, 2])) % 11;
  return isMonthDay(Number(digits.slice(2, 4)), Number(digits.slice(0, 2))) && rest === digitAt(digits, 10);
}

/** Icelandic kennitala: a date, weights by 11, century. */
export function isKennitala(digits: string): boolean {
  const day = Number(digits.slice(0, 2));
  return (
    isMonthDay(Number(digits.slice(2, 4)), day > 40 ? day - 40 : day) &&
    /[089]$/.test(digits) &&
    weightedSum(digits, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
  );
}

/** National numbers of the Nordic and Baltic countries. */
export const NORTHERN_EUROPE_ROWS = [
  nationalRow(
    'SE',
    'se-personnummer',
    { d10: 0.25, d12: 0.45, 'd6-d4': 0.75, 'd8-d4': DISTINCT, 'd6+d4': DISTINCT },
    isPersonnummer,
    ['se'],
    'Luhn and date',
  ),
  nationalRow(
    'NO',
    'no-fodselsnummer',
    { d11: 0.55, 'd6 d5': 0.75, 'd6-d5': 0.7 },
    isFodselsnummer,
    ['no'],
    'two check digits and date',
  ),
  nationalRow('DK', 'dk-cpr', { 'd6-d4': 0.5, d10: 0.1 }, isCpr, ['dk'], 'date'),
  nationalRow(
    'FI',
    'fi-hetu',
    { 'd6-d4': 0.75, 'd6+d4': DISTINCT, 'd6-d3a1': 0.9, 'd6+d3a1': 0.9, d6a1d4: 0.85, d6a1d3a1: 0.9 },
    isHetu,
    ['fi'],
    'letter by 31 and date',
  ),
  nationalRow('EE', 'ee-lt-code', { d11: 0.45 }, isIsikukood, ['baltic', 'id'], 'mod 11 and date'),
  nationalRow('LV', 'lv-code', { 'd6-d5': 0.7, d11: 0.1 }, isPersonasKods, ['baltic', 'id'], 'check digit or 32'),
  nationalRow('IS', 'is-kennitala', { 'd6-d4': 0.65, d10: BARE }, isKennitala, ['id'], 'mod 11 and date'),
];

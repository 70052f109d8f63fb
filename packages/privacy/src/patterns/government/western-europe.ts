import { icaoCheck } from '../checksums/icao.ts';
import { mod11And10 } from '../checksums/iso7064.ts';
import { luhn } from '../checksums/luhn.ts';
import { verhoeff } from '../checksums/verhoeff.ts';
import { digitAt, weightedSum } from '../checksums/weighted.ts';
import type { CodeRow } from '../pattern-row.ts';
import { BARE_SCORE as BARE, DISTINCT_SCORE as DISTINCT, isMonthDay, nationalRow } from './national-row.ts';

/** Steuer-ID: one digit of the first ten comes two or three times, the others once at most; ISO 7064 MOD 11,10. */
export function isSteuerId(digits: string): boolean {
  const counts = new Map<string, number>();
  for (const digit of digits.slice(0, 10)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  const repeated = [...counts.values()].filter((count) => count > 1);
  return !digits.startsWith('0') && repeated.length === 1 && (repeated[0] ?? 0) <= 3 && mod11And10(digits);
}

/** Serial number of a German identity card with its ICAO check digit; no vowels, no letter O. */
export function isPersonalausweis(code: string): boolean {
  return /^[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}\d$/.test(code) && icaoCheck(code);
}

/** NIR of INSEE: thirteen characters and 97 less their remainder; 2A and 2B count as 19 and 18. */
export function isNir(code: string): boolean {
  if (!/^[123478]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6}\d{2}$/.test(code)) return false;
  const body = code.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return 97 - (Number(body) % 97) === Number(code.slice(13));
}

const DNI_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';

/** DNI and NIE: the letter is the remainder by 23; X, Y, Z at the front are 0, 1, 2. */
export function isDni(code: string): boolean {
  const lead = 'XYZ'.indexOf(code.charAt(0));
  const number = (lead < 0 ? code : String(lead) + code.slice(1)).slice(0, -1);
  return /^\d{7,8}$/.test(number) && DNI_LETTERS.charAt(Number(number) % 23) === code.slice(-1);
}

const ODD_VALUES = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/** Codice fiscale (decree of 23 December 1976): table for odd places, value for even ones, sum by 26. */
export function isCodiceFiscale(code: string): boolean {
  if (!/^[A-Z]{6}[\dLMNP-V]{2}[ABCDEHLMPRST][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]$/.test(code)) return false;
  let sum = 0;
  for (let index = 0; index < 15; index++) {
    const unit = code.charCodeAt(index);
    const value = unit < 58 ? unit - 48 : unit - 65;
    sum += index % 2 === 0 ? (ODD_VALUES[value] ?? 0) : value;
  }
  return sum % 26 === code.charCodeAt(15) - 65;
}

/** Italian driving licence: a province or `U1`, seven digits, a letter. Its check is not published. */
function isPatente(code: string): boolean {
  return /^(?:[A-Z]{2}|U1)\d{7}[A-Z]$/.test(code);
}

/** Burgerservicenummer: the "elfproef" with weights 9 to 2 and -1. */
export function isBsn(digits: string): boolean {
  return !/^0{2}/.test(digits) && weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
}

/** Belgian register number: 97 less the remainder of nine digits, with 2 before them for births from 2000. */
export function isRijksregister(digits: string): boolean {
  const month = Number(digits.slice(2, 4)) % 20;
  if (month > 12 || Number(digits.slice(4, 6)) > 31) return false;
  const body = digits.slice(0, 9);
  const check = Number(digits.slice(9));
  return check === 97 - (Number(body) % 97) || check === 97 - (Number(`2${body}`) % 97);
}

/** Portuguese NIF: weights 9 to 2, remainder by 11. */
export function isNif(digits: string): boolean {
  const rest = 11 - (weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return /^[1235689]/.test(digits) && digitAt(digits, 8) === (rest > 9 ? 0 : rest);
}

/** AHV number: EAN-13 with the country's 756 in front. */
export function isAhv(digits: string): boolean {
  const sum = weightedSum(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]);
  return digits.startsWith('756') && (10 - (sum % 10)) % 10 === digitAt(digits, 12);
}

/** Austrian insurance number: running number, check digit, birth day; weights without the check digit by 11. */
export function isSvnr(digits: string): boolean {
  const sum = weightedSum(digits, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]);
  const month = Number(digits.slice(6, 8));
  return (
    !digits.startsWith('0') &&
    isMonthDay(month > 12 ? month - 12 : month, Number(digits.slice(4, 6))) &&
    sum % 11 === digitAt(digits, 3)
  );
}

/** Irish PPS number: weights 8 to 2, a second letter counts nine times. */
export function isPps(code: string): boolean {
  const second = code.charAt(8);
  const extra = second === '' || second === 'W' ? 0 : second.charCodeAt(0) - 64;
  const rest = (weightedSum(code, [8, 7, 6, 5, 4, 3, 2]) + extra * 9) % 23;
  return (rest === 0 ? 'W' : String.fromCharCode(64 + rest)) === code.charAt(7);
}

/** Luxembourg's national number: date, then a Luhn and a Verhoeff digit, both over the first eleven. */
export function isLuxembourgId(digits: string): boolean {
  const body = digits.slice(0, 11);
  return (
    /^(?:18|19|20)/.test(digits) &&
    isMonthDay(Number(digits.slice(4, 6)), Number(digits.slice(6, 8))) &&
    luhn(body + digits.charAt(11)) &&
    verhoeff(body + digits.charAt(12))
  );
}

/** Portuguese citizen card: nine digits, two characters of the version and one digit; Luhn with letters as 10 to 35. */
export function isCartaoDeCidadao(code: string): boolean {
  if (!/^\d{9}[A-Z\d]{2}\d$/.test(code)) return false;
  let sum = 0;
  for (let i = 0; i < 12; i++) {
    const value = Number.parseInt(code.charAt(i), 36) * (i % 2 === 0 ? 2 : 1);
    sum += i % 2 === 0 && value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

const crossSum = (value: number): number => Math.floor(value / 10) + (value % 10);

/** German pension insurance number: area, birth date, first letter of the name, serial number, check digit by 10. */
export function isRentenversicherung(code: string): boolean {
  const day = Number(code.slice(2, 4));
  if (!/^\d{8}[A-Z]\d{3}$/.test(code) || !isMonthDay(Number(code.slice(4, 6)), day > 50 ? day - 50 : day)) return false;
  const letter = String(code.charCodeAt(8) - 64).padStart(2, '0');
  const digits = code.slice(0, 8) + letter + code.slice(9, 11);
  const weights = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
  const sum = weights.reduce((total, weight, i) => total + crossSum(digitAt(digits, i) * weight), 0);
  return sum % 10 === digitAt(code, 11);
}

/** German health insurance number: a letter as two digits, weights 1 and 2 in turn, sums of digits by 10. */
export function isKrankenversicherung(code: string): boolean {
  const digits = String(code.charCodeAt(0) - 64).padStart(2, '0') + code.slice(1, 9);
  let sum = 0;
  for (let i = 0; i < 10; i++) sum += crossSum(digitAt(digits, i) * (1 + (i % 2)));
  return sum % 10 === digitAt(code, 9);
}

/** National numbers of western and southern Europe. */
export const WESTERN_EUROPE_ROWS: readonly CodeRow[] = [
  nationalRow('DE', 'de-steuer-id', { d11: BARE, 'd2 d3 d3 d3': 0.6 }, isSteuerId, ['de', 'tax'], 'ISO 7064 MOD 11,10'),
  nationalRow(
    'DE',
    'de-personalausweis',
    Object.fromEntries(
      [
        'a1d9',
        'a1d2a1d2a1d3',
        'a1d1a1d1a1d1a1d3',
        'a1d2a1d6',
        'a1d3a1d5',
        'a1d1a1d7',
        'a2d8',
        'a1d2a2d5',
        'a1d1a2d6',
        'a3d7',
        'a1d2a1d1a1d4',
        'a1d2a1d3a1d2',
        'a1d1a3d2a1d2',
        'a1d1a1d2a1d4',
        'a1d2a3d4',
        'a4d6',
        'a1d4a1d4',
      ].map((shape) => [shape, 0.45]),
    ),
    isPersonalausweis,
    ['de', 'id'],
    'ICAO check digit',
  ),
  nationalRow(
    'FR',
    'fr-nir',
    {
      d15: 0.8,
      'd13 d2': DISTINCT,
      d1_d2_d2_d2_d3_d3_d2: DISTINCT,
      'd1 d2 d2 d1a1 d3 d3 d2': DISTINCT,
      d6a1d8: DISTINCT,
    },
    isNir,
    ['fr', 'ssn'],
    '97 less remainder',
  ),
  nationalRow(
    'ES',
    'es-dni',
    { d8_a1: DISTINCT, a1_d7_a1: DISTINCT, 'd2.d3.d3-a1': DISTINCT },
    isDni,
    ['es', 'id', 'tax'],
    'letter by 23',
  ),
  nationalRow(
    'IT',
    'it-codice-fiscale',
    { a6d2a1d2a1d3a1: 0.98, 'a3 a3 d2a1d2 a1d3a1': 0.95 },
    isCodiceFiscale,
    ['it', 'tax'],
    'letter by 26',
  ),
  {
    ...nationalRow('IT', 'it-identity-card', { a2d5a2: 0.35, a2d7: 0.1, d7a2: 0.1 }, () => true, ['cie'], 'form'),
    boosted: 0.8,
    capitals: true,
  },
  {
    ...nationalRow('IT', 'it-driver-license', { a2d7a1: 0.3, a1d8a1: 0.2 }, isPatente, ['patente'], 'form'),
    boosted: 0.85,
    capitals: true,
  },
  nationalRow(
    'NL',
    'nl-bsn',
    { d9: 0.2, 'd4.d2.d3': 0.5, 'd3 d3 d3': 0.25, 'd4 d2 d3': 0.4 },
    isBsn,
    ['nl'],
    'elfproef',
  ),
  nationalRow(
    'BE',
    'be-rijksregister',
    { d11: BARE, 'd2.d2.d2-d3.d2': DISTINCT, 'd6-d3-d2': 0.8, 'd2 d2 d2 d3 d2': 0.7 },
    isRijksregister,
    ['be', 'id'],
    'mod 97',
  ),
  nationalRow('PT', 'pt-nif', { d9: 0.2, 'd3 d3 d3': 0.25 }, isNif, ['pt', 'tax'], 'mod 11'),
  nationalRow(
    'PT',
    'pt-cartao-de-cidadao',
    { 'd8 d1 a2d1': DISTINCT, 'd8-d1-a2d1': DISTINCT, 'd8-d1a2d1': DISTINCT, d9a2d1: DISTINCT, 'd8 d1a2d1': DISTINCT },
    isCartaoDeCidadao,
    ['pt', 'id'],
    'Luhn with letters',
  ),
  nationalRow(
    'DE',
    'de-rentenversicherung',
    { 'd2 d6 a1 d3': DISTINCT, 'd2 d6 a1 d2 d1': DISTINCT, d8a1d3: 0.75 },
    isRentenversicherung,
    ['de', 'ssn'],
    'mod 10 and date',
  ),
  nationalRow(
    'DE',
    'de-krankenversicherung',
    { a1d9: 0.2, 'a1d3 d3 d3': 0.4 },
    isKrankenversicherung,
    ['de'],
    'mod 10',
  ),
  nationalRow('CH', 'ch-ahv', { d13: 0.7, 'd3.d4.d4.d2': 0.95, 'd3 d4 d4 d2': 0.9 }, isAhv, ['ch'], 'EAN-13'),
  nationalRow('AT', 'at-svnr', { d10: 0.25, 'd4 d6': 0.5, 'd4-d6': 0.45 }, isSvnr, ['at'], 'mod 11 and date'),
  nationalRow('IE', 'ie-pps', { d7a1: 0.5, d7a2: 0.5 }, isPps, ['ie', 'tax'], 'letter by 23'),
  nationalRow('LU', 'lu-id', { d13: 0.6 }, isLuxembourgId, ['id'], 'Luhn, Verhoeff and date'),
];

import { luhn } from '../checksums/luhn.ts';
import { digitAt, weightedSum } from '../checksums/weighted.ts';
import { BARE_SCORE as BARE, DISTINCT_SCORE as DISTINCT, isMonthDay, nationalRow } from './national-row.ts';

/** Canadian SIN: Luhn; the first digit 0 and 8 are not given to people. */
export function isSin(digits: string): boolean {
  return /^[1-79]/.test(digits) && luhn(digits);
}

/** Brazilian CPF: two check digits by 11; all digits the same is refused. */
export function isCpf(digits: string): boolean {
  if (/^(\d)\1+$/.test(digits)) return false;
  const first = ((weightedSum(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10;
  const second = ((weightedSum(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10;
  return first === digitAt(digits, 9) && second === digitAt(digits, 10);
}

const CURP_ALPHABET = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';

/** Mexican CURP: letters of the name, date, sex, state, check digit by 10. */
export function isCurp(code: string): boolean {
  if (!/^[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d$/.test(code)) return false;
  let sum = 0;
  for (let index = 0; index < 17; index++) sum += CURP_ALPHABET.indexOf(code.charAt(index)) * (18 - index);
  return (
    isMonthDay(Number(code.slice(6, 8)), Number(code.slice(8, 10))) && (10 - (sum % 10)) % 10 === digitAt(code, 17)
  );
}

/** Argentine CUIT and CUIL: kind, number, weights by 11. */
export function isCuit(digits: string): boolean {
  const rest = (11 - (weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return /^(?:2[03457]|3[034])/.test(digits) && rest === digitAt(digits, 10);
}

/** Chilean RUT: weights 2 to 7 from the right by 11, K for ten. */
export function isRut(code: string): boolean {
  const body = code.slice(0, -1);
  let sum = 0;
  for (let index = 0; index < body.length; index++) sum += digitAt(body, body.length - 1 - index) * ((index % 6) + 2);
  const rest = 11 - (sum % 11);
  return (rest === 11 ? '0' : rest === 10 ? 'K' : String(rest)) === code.slice(-1);
}

/** Colombian NIT, of people and companies: weights of primes from the right by 11. */
export function isNit(digits: string): boolean {
  const weights = [41, 37, 29, 23, 19, 17, 13, 7, 3];
  return '01987654321'.charAt(weightedSum(digits, weights) % 11) === digits.charAt(9);
}

/** Number of an Ecuadorian: province, a third digit up to 6, Luhn. */
export function isEcuadorianId(digits: string): boolean {
  const province = Number(digits.slice(0, 2));
  return ((province >= 1 && province <= 24) || province === 30) && /^..[0-6]/.test(digits) && luhn(digits);
}

/** Peruvian DNI with its check digit or letter: weights 3-2-7-6-5-4-3-2 by 11. */
export function isPeruvianId(code: string): boolean {
  const rest = weightedSum(code, [3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return '65432110987'.charAt(rest) === code.charAt(8) || 'KJIHGFEDCBA'.charAt(rest) === code.charAt(8);
}

/** Peruvian RUC: kind of taxpayer, weights by 11. */
export function isRuc(digits: string): boolean {
  const rest = (11 - (weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 10;
  return /^(?:10|15|16|17|20)/.test(digits) && rest === digitAt(digits, 10);
}

/** Venezuelan RIF: kind of taxpayer as a letter, weights by 11. */
export function isRif(code: string): boolean {
  const kind = 'VEJPG'.indexOf(code.charAt(0)) + 1;
  if (kind === 0) return false;
  return (
    '00987654321'.charAt((kind * 4 + weightedSum(code.slice(1), [3, 2, 7, 6, 5, 4, 3, 2])) % 11) === code.charAt(9)
  );
}

/** Uruguayan identity card: weights 2-9-8-7-6-3-4 by 10. */
export function isUruguayanId(digits: string): boolean {
  const body = digits.padStart(8, '0');
  return (10 - (weightedSum(body, [2, 9, 8, 7, 6, 3, 4]) % 10)) % 10 === digitAt(body, 7);
}

const RFC_ALPHABET = '0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ';

/** Mexican RFC of a person: letters of the name, date, two characters and a check character by 11. */
export function isRfc(code: string): boolean {
  if (!/^[A-Z]{4}\d{6}[A-Z\d]{2}[\dA]$/.test(code)) return false;
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += RFC_ALPHABET.indexOf(code.charAt(i)) * (13 - i);
  return (
    isMonthDay(Number(code.slice(6, 8)), Number(code.slice(8, 10))) &&
    RFC_ALPHABET.charAt((11 - (sum % 11)) % 11) === code.charAt(12)
  );
}

/** Brazilian number of workers (PIS, PASEP, NIS): weights by 11. */
export function isPis(digits: string): boolean {
  const rest = 11 - (weightedSum(digits, [3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (rest > 9 ? 0 : rest) === digitAt(digits, 10);
}

/** Number of a Salvadorian (DUI): weights 9 to 2 by 10. */
export function isDui(digits: string): boolean {
  return (10 - (weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 10)) % 10 === digitAt(digits, 8);
}

/** Endings of an RFC: two characters and one, by their kinds. */
const RFC_SHAPES = {
  a4d9: 0.7,
  a4d8a1: 0.75,
  a4d7a1d1: 0.85,
  a4d7a2: 0.85,
  a4d6a1d2: 0.85,
  a4d6a1d1a1: 0.85,
  a4d6a2d1: 0.85,
  a4d6a3: 0.85,
};

/** National numbers of the Americas beside the United States. */
export const AMERICAS_ROWS = [
  nationalRow('CA', 'ca-sin', { d9: 0.2, 'd3-d3-d3': 0.6, 'd3 d3 d3': 0.5 }, isSin, ['ca'], 'Luhn'),
  nationalRow('BR', 'br-cpf', { d11: BARE, 'd3.d3.d3-d2': 0.95, 'd9-d2': 0.8 }, isCpf, ['br'], 'two check digits'),
  nationalRow('MX', 'mx-curp', { a4d6a6d2: 0.98, a4d6a7d1: 0.98 }, isCurp, ['mx'], 'mod 10 and date'),
  nationalRow('AR', 'ar-cuit', { d11: BARE, 'd2-d8-d1': 0.9 }, isCuit, ['ar', 'tax'], 'mod 11'),
  nationalRow(
    'CL',
    'cl-rut',
    {
      'd2.d3.d3-d1': 0.9,
      'd2.d3.d3-a1': 0.9,
      'd1.d3.d3-d1': 0.9,
      'd1.d3.d3-a1': 0.9,
      'd8-d1': 0.5,
      'd8-a1': DISTINCT,
      'd7-d1': 0.45,
      'd7-a1': DISTINCT,
    },
    isRut,
    ['cl'],
    'mod 11',
  ),
  nationalRow('CO', 'co-nit', { 'd3.d3.d3-d1': 0.8, 'd9-d1': 0.6, d10: 0.1 }, isNit, ['co', 'tax'], 'mod 11'),
  nationalRow('DO', 'do-cedula', { 'd3-d7-d1': 0.8, d11: 0.2 }, luhn, ['dom', 'id'], 'Luhn'),
  nationalRow('EC', 'ec-cedula', { d10: 0.25, 'd9-d1': 0.55 }, isEcuadorianId, ['ec', 'id'], 'province and Luhn'),
  nationalRow('PE', 'pe-dni', { 'd8-d1': 0.4, 'd8-a1': 0.55 }, isPeruvianId, ['pe', 'id'], 'mod 11'),
  nationalRow('PE', 'pe-ruc', { d11: 0.25 }, isRuc, ['pe', 'tax'], 'mod 11'),
  nationalRow('VE', 've-rif', { 'a1-d8-d1': 0.85, 'a1-d9': 0.75, a1d9: 0.3 }, isRif, ['ve', 'tax'], 'mod 11'),
  nationalRow(
    'VE',
    've-cedula',
    { 'a1-d8': 0.45, 'a1-d7': 0.4, 'a1-d2.d3.d3': 0.85, 'a1-d1.d3.d3': 0.8, a1d8: 0.1, a1d7: 0 },
    (code) => /^[VE]/.test(code),
    ['ve'],
    'kind of holder',
  ),
  {
    ...nationalRow('BR', 'br-rg', { 'd2.d3.d3-d1': 0.3, 'd2.d3.d3-a1': 0.3 }, () => true, ['br'], 'form'),
    boosted: 0.7,
  },
  nationalRow(
    'UY',
    'uy-cedula',
    { 'd1.d3.d3-d1': 0.75, 'd7-d1': 0.35, 'd6-d1': 0.3, 'd3.d3-d1': 0.4 },
    isUruguayanId,
    ['uy', 'id'],
    'mod 10',
  ),
  nationalRow('MX', 'mx-rfc', RFC_SHAPES, isRfc, ['mx', 'tax'], 'mod 11 and date'),
  nationalRow('MX', 'mx-nss', { d11: 0.1, 'd2-d2-d2-d4-d1': 0.85 }, luhn, ['mx'], 'Luhn'),
  nationalRow('BR', 'br-pis', { d11: 0.2, 'd3.d5.d2-d1': 0.9 }, isPis, ['br'], 'mod 11'),
  nationalRow('SV', 'sv-dui', { 'd8-d1': 0.35 }, isDui, ['id'], 'mod 10'),
];

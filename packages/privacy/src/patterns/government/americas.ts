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

/** National numbers of the Americas beside the United States. */
export const AMERICAS_ROWS = [
  nationalRow('CA', 'ca-sin', { d9: 0.2, 'd3-d3-d3': 0.6, 'd3 d3 d3': 0.5 }, isSin, ['ca', 'ssn'], 'Luhn'),
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
];

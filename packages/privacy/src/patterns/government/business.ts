import { mod11And10 } from '../checksums/iso7064.ts';
import { luhn } from '../checksums/luhn.ts';
import { remainder97 } from '../checksums/mod97.ts';
import { digitAt, weightedSum } from '../checksums/weighted.ts';
import type { Topic } from '../internal/context-words.ts';
import type { CodeRow } from '../pattern-row.ts';
import { isPan } from './asia-pacific.ts';
import { BARE_SCORE as BARE, DISTINCT_SCORE as DISTINCT, NAMED_SCORE } from './national-row.ts';
import { isDni, isPps } from './western-europe.ts';

/** Australian business number: the first digit less one, weights by 89. */
export function isAbn(digits: string): boolean {
  const sum = weightedSum(digits, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10;
  return !digits.startsWith('0') && sum % 89 === 0;
}

/** Australian company number: weights 8 to 1 by 10. */
export function isAcn(digits: string): boolean {
  return (10 - (weightedSum(digits, [8, 7, 6, 5, 4, 3, 2, 1]) % 10)) % 10 === digitAt(digits, 8);
}

const UEN_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWX0123456789';
const UEN_WEIGHTS = [4, 3, 5, 3, 10, 2, 2, 5, 7];

/** Unique entity number of Singapore: businesses (8 digits), companies (year and 5 digits) and others, each with a letter by 11. */
export function isUen(code: string): boolean {
  const last = code.slice(-1);
  if (/^\d{8}[A-Z]$/.test(code))
    return 'XMKECAWLJDB'.charAt(weightedSum(code, [10, 4, 9, 3, 8, 2, 7, 1]) % 11) === last;
  if (/^(?:18\d|19\d|20[0-3])\d{6}[A-Z]$/.test(code))
    return 'ZKCMDNERGWH'.charAt(weightedSum(code, [10, 8, 6, 4, 9, 7, 5, 3, 1]) % 11) === last;
  if (!/^[RST]\d{2}[A-Z][A-Z\d]\d{4}[A-Z]$/.test(code)) return false;
  let sum = -5;
  for (let i = 0; i < UEN_WEIGHTS.length; i++) sum += UEN_ALPHABET.indexOf(code.charAt(i)) * (UEN_WEIGHTS[i] ?? 0);
  return UEN_ALPHABET.charAt(((sum % 11) + 11) % 11) === last;
}

/** Indian goods and services tax number: state, PAN, `Z` and a check character by 36 (weights 1 and 2 in turn, digits of the product added). */
export function isGstin(code: string): boolean {
  if (!/^(?:0[1-9]|[12]\d|3[0-8]|9[79])[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[\dA-Z]$/.test(code) || !isPan(code.slice(2, 12)))
    return false;
  let sum = 0;
  for (let i = 0; i < 14; i++) {
    const product = Number.parseInt(code.charAt(i), 36) * ((i % 2) + 1);
    sum += Math.floor(product / 36) + (product % 36);
  }
  return (36 - (sum % 36)) % 36 === Number.parseInt(code.charAt(14), 36);
}

/** Brazilian CNPJ: two check digits by 11. */
export function isCnpj(digits: string): boolean {
  if (/^(\d)\1+$/.test(digits)) return false;
  const first = 11 - (weightedSum(digits, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  const second = 11 - (weightedSum(digits, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (first > 9 ? 0 : first) === digitAt(digits, 12) && (second > 9 ? 0 : second) === digitAt(digits, 13);
}

/** Partita IVA: Luhn, and the office of the province at places 8 to 10. */
export function isPartitaIva(digits: string): boolean {
  const office = Number(digits.slice(7, 10));
  return (
    !/^0{7}/.test(digits) && ((office >= 1 && office <= 100) || [120, 121, 888, 999].includes(office)) && luhn(digits)
  );
}

/** Polish NIP: weights by 11. */
export function isNip(digits: string): boolean {
  return weightedSum(digits, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === digitAt(digits, 9);
}

/** Spanish CIF of companies: Luhn's digit over seven, which some kinds write as a letter. */
function isCif(code: string): boolean {
  if (!/^[ABCDEFGHJNPQRSUVW]\d{7}[\dA-J]$/.test(code)) return false;
  const digit = Array.from('0123456789').find((each) => luhn(code.slice(1, 8) + each)) ?? '';
  const last = code.charAt(8);
  return last === digit || last === 'JABCDEFGHI'.charAt(Number(digit));
}

function isFrenchVat(code: string): boolean {
  const siren = code.slice(2);
  // Numbers of Monaco begin with 000 and are no SIREN.
  return (siren.startsWith('000') || luhn(siren)) && Number(`${siren}12`) % 97 === Number(code.slice(0, 2));
}

function isAustrianVat(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < 7; i++) {
    const value = digitAt(digits, i) * ((i % 2) + 1);
    sum += value > 9 ? value - 9 : value;
  }
  return (((96 - sum) % 10) + 10) % 10 === digitAt(digits, 7);
}

/** Of companies: the number of their tax office. Of people since 2020: any digits, with ISO 7064 MOD 97-10 over letters and all. */
function isDutchVat(rest: string): boolean {
  return weightedSum(rest, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0 || remainder97(`NL${rest}`) === 1;
}

function isPortugueseVat(digits: string): boolean {
  const rest = 11 - (weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (rest > 9 ? 0 : rest) === digitAt(digits, 8);
}

function isSwissUid(digits: string): boolean {
  return (11 - (weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4]) % 11)) % 11 === digitAt(digits, 8);
}

function isBritishVat(digits: string): boolean {
  return [0, 42, 55].includes(weightedSum(digits, [8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97);
}

/** Form and check behind the letters of the country. */
const VAT: Readonly<Record<string, readonly [form: RegExp, check: (rest: string) => boolean]>> = {
  AT: [/^U\d{8}$/, (rest) => isAustrianVat(rest.slice(1))],
  BE: [/^[01]\d{9}$/, (rest) => (Number(rest.slice(0, 8)) + Number(rest.slice(8))) % 97 === 0],
  CH: [/^E\d{9}$/, (rest) => isSwissUid(rest.slice(1))],
  DE: [/^[1-9]\d{8}$/, mod11And10],
  DK: [/^[1-9]\d{7}$/, (rest) => weightedSum(rest, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0],
  ES: [/^(?:[A-Z]\d{7}[\dA-Z]|\d{8}[A-Z])$/, (rest) => isCif(rest) || isDni(rest)],
  FI: [/^\d{8}$/, (rest) => weightedSum(rest, [7, 9, 10, 5, 8, 4, 2, 1]) % 11 === 0],
  FR: [/^\d{11}$/, isFrenchVat],
  GB: [/^\d{9}(?:\d{3})?$/, isBritishVat],
  IE: [/^\d{7}[A-W][A-IW]?$/, isPps],
  IT: [/^\d{11}$/, isPartitaIva],
  LU: [/^\d{8}$/, (rest) => Number(rest.slice(0, 6)) % 89 === Number(rest.slice(6))],
  NL: [/^\d{9}B(?!00)\d{2}$/, isDutchVat],
  PL: [/^\d{10}$/, isNip],
  PT: [/^[1-9]\d{8}$/, isPortugueseVat],
  SE: [/^\d{10}(?!00)\d{2}$/, (rest) => luhn(rest.slice(0, 10))],
};

/** Value added tax number with the letters of its country, for the larger countries of the Union, Great Britain and Switzerland. */
export function isVatNumber(code: string): boolean {
  const rule = VAT[code.slice(0, 2)];
  const rest = code.slice(2);
  return rule !== undefined && rule[0].test(rest) && rule[1](rest);
}

/** Score of the letters of a country with digits and their check: codes of goods may look so. */
const PREFIXED = 0.7;
const VAT_SHAPES: readonly string[] = [
  'a2d8',
  'a2d9',
  'a2d10',
  'a2d11',
  'a2d12',
  'a3d8',
  'a3d9',
  'a3d7a1',
  'a2d8a1',
  'a2d7a1',
  'a2d7a2',
  'a2d9a1d2',
  'a2 d8',
  'a2 d9',
  'a2 d10',
  'a2 d11',
  'a2 d12',
  'a3 d8',
  'a2 d9a1d2',
  'a2 d9 a1d2',
  'a2 d3 d3 d3',
  'a2 d2 d9',
  'a2d2 d9',
  'a2 d2 d3 d3 d3',
  'a2 d3 d4 d2',
  'a2 d4.d3.d3',
  'a2d4.d3.d3',
  'a2 d4 d3 d3',
  'a3-d3.d3.d3',
  'a3 d3.d3.d3',
  'a3-d9',
];

function businessRow(
  region: string,
  name: string,
  shapes: Readonly<Record<string, number>>,
  check: (compact: string) => boolean,
  context: readonly Topic[],
  validator: string,
): CodeRow {
  const base = Math.max(...Object.values(shapes));
  return {
    kind: 'code',
    type: 'BUSINESS_ID',
    anchor: 'number',
    boosted: NAMED_SCORE,
    region,
    name,
    shapes,
    check,
    context,
    validator,
    base,
  };
}

/** Numbers of companies, which tell a person when the company is one person's. */
export const BUSINESS_ROWS: readonly CodeRow[] = [
  businessRow('AU', 'au-abn', { d11: BARE, 'd2 d3 d3 d3': DISTINCT }, isAbn, ['business', 'au'], 'mod 89'),
  businessRow('AU', 'au-acn', { d9: 0.1, 'd3 d3 d3': 0.25 }, isAcn, ['business'], 'mod 10'),
  businessRow('SG', 'sg-uen', { d8a1: 0.45, d9a1: 0.6, a1d2a2d4a1: DISTINCT }, isUen, ['business'], 'letter by 11'),
  businessRow(
    'IN',
    'in-gstin',
    { d2a5d4a1d1a1d1: 0.98, d2a5d4a1d1a2: 0.98, d2a5d4a3d1: 0.98, d2a5d4a4: 0.98 },
    isGstin,
    ['business', 'in'],
    'mod 36',
  ),
  businessRow('BR', 'br-cnpj', { 'd2.d3.d3/d4-d2': 0.95, d14: BARE }, isCnpj, ['br', 'business'], 'two check digits'),
  businessRow('IT', 'it-vat', { d11: 0.2 }, isPartitaIva, ['vat', 'it'], 'Luhn and office'),
  businessRow('PL', 'pl-nip', { d10: 0.2, 'd3-d3-d2-d2': 0.6, 'd3-d2-d2-d3': 0.6 }, isNip, ['vat', 'pl'], 'mod 11'),
  {
    ...businessRow(
      'any',
      'vat',
      Object.fromEntries(VAT_SHAPES.map((shape) => [shape, PREFIXED])),
      isVatNumber,
      ['vat', 'tax'],
      'check of the country',
    ),
    capitals: true,
  },
];

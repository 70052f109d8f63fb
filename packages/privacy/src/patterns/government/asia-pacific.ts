import { mod11Dash2 } from '../checksums/iso7064.ts';
import { luhn } from '../checksums/luhn.ts';
import { verhoeff } from '../checksums/verhoeff.ts';
import { digitAt, weightedSum } from '../checksums/weighted.ts';
import type { Page } from '../internal/page.ts';
import type { CodeRow, FinderRow } from '../pattern-row.ts';
import { BARE_SCORE as BARE, DISTINCT_SCORE as DISTINCT, isMonthDay, nationalRow } from './national-row.ts';

/** Aadhaar: Verhoeff; never begins with 0 or 1, is no palindrome. */
export function isAadhaar(digits: string): boolean {
  return /^[2-9]/.test(digits) && Array.from(digits).toReversed().join('') !== digits && verhoeff(digits);
}

/** Indian PAN: the fourth letter tells the kind of holder; its check letter is not published. */
export function isPan(code: string): boolean {
  return /^[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]$/.test(code) && !code.includes('0000');
}

/** Card of Indian voters (EPIC): Luhn over the digits. */
export function isEpic(code: string): boolean {
  return luhn(code.slice(3));
}

const INDIAN_STATES = new Set(
  'AN AP AR AS BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TG TN TR TS UK UP WB'.split(
    ' ',
  ),
);

/** Indian plates: a state with its office, letters and four digits; or year, `BH`, four digits and letters. */
export function isIndianPlate(code: string): boolean {
  if (/^[12]\dBH/.test(code)) return /^\d{2}BH\d{4}[A-HJ-NP-Z]{1,2}$/.test(code);
  return INDIAN_STATES.has(code.slice(0, 2)) && /^[A-Z]{2}(?!00)\d{1,2}[A-HJ-NP-Z]{1,3}(?!0000)\d{4}$/.test(code);
}

/** Chinese resident number (GB 11643): place, date, ISO 7064 MOD 11-2. */
export function isResidentId(code: string): boolean {
  return (
    /^[1-6]\d{5}(?:19|20)\d{2}/.test(code) &&
    isMonthDay(Number(code.slice(10, 12)), Number(code.slice(12, 14))) &&
    mod11Dash2(code)
  );
}

/** Korean RRN: date, sex, weights by 11. Numbers given since October 2020 have no check digit and are not found without context. */
export function isRrn(digits: string): boolean {
  const rest = (11 - (weightedSum(digits, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10;
  return (
    isMonthDay(Number(digits.slice(2, 4)), Number(digits.slice(4, 6))) &&
    /^\d{6}[0-9]/.test(digits) &&
    rest === digitAt(digits, 12)
  );
}

/** Japanese individual number: weights 6-5-4-3-2-7-6-5-4-3-2 by 11. */
export function isMyNumber(digits: string): boolean {
  const rest = weightedSum(digits, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest <= 1 ? 0 : 11 - rest) === digitAt(digits, 11);
}

/** Singapore NRIC and FIN: weights 2-7-6-5-4-3-2, a shift by the first letter, a letter by 11. */
export function isNric(code: string): boolean {
  const kind = code.charAt(0);
  const shift = kind === 'T' || kind === 'G' ? 4 : kind === 'M' ? 3 : 0;
  const rest = (weightedSum(code.slice(1), [2, 7, 6, 5, 4, 3, 2]) + shift) % 11;
  const letters = kind === 'S' || kind === 'T' ? 'JZIHGFEDCBA' : kind === 'M' ? 'XWUTRQPNJLK' : 'XWUTRQPNMLK';
  if (!/^[STFGM]\d{7}[A-Z]$/.test(code)) return false;
  return letters.charAt(rest) === code.charAt(8);
}

/** Australian tax file number: weights by 11. */
export function isTfn(digits: string): boolean {
  return !/^0{3}/.test(digits) && weightedSum(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0;
}

/** Australian Medicare card: first digit 2 to 6, weights 1-3-7-9 by 10, then an issue digit. */
export function isMedicare(digits: string): boolean {
  return (
    /^[2-6]/.test(digits) &&
    weightedSum(digits, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === digitAt(digits, 8) &&
    digitAt(digits, 9) > 0
  );
}

/** New Zealand IRD number: two rounds of weights by 11. */
export function isIrd(digits: string): boolean {
  const body = digits.padStart(9, '0');
  const number = Number(digits);
  if (number < 10_000_000 || number > 150_000_000) return false;
  let rest = (11 - (weightedSum(body, [3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  if (rest === 10) rest = (11 - (weightedSum(body, [7, 4, 3, 2, 5, 2, 7, 6]) % 11)) % 11;
  return rest < 10 && rest === digitAt(body, 8);
}

/** Israeli identity number: Luhn over nine digits. */
export function isTeudatZehut(digits: string): boolean {
  return digits !== '000000000' && luhn(digits);
}

/** South African identity number: date, citizenship, Luhn. */
export function isSouthAfricanId(digits: string): boolean {
  return (
    isMonthDay(Number(digits.slice(2, 4)), Number(digits.slice(4, 6))) && /^\d{10}[012]/.test(digits) && luhn(digits)
  );
}

/** Thai identity number: weights 13 to 2 by 11. */
export function isThaiId(digits: string): boolean {
  const rest = (11 - (weightedSum(digits, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10;
  return /^[1-8]/.test(digits) && rest === digitAt(digits, 12);
}

const TAIWAN_LETTERS = 'ABCDEFGHJKLMNPQRSTUVXYWZIO';

/** Identity number of Taiwan: a letter as 10 to 35, sex, weights by 10. */
export function isTaiwanId(code: string): boolean {
  const letter = TAIWAN_LETTERS.indexOf(code.charAt(0)) + 10;
  const sum = Math.floor(letter / 10) + (letter % 10) * 9 + weightedSum(code.slice(1), [8, 7, 6, 5, 4, 3, 2, 1, 1]);
  return /^.[1289]/.test(code) && sum % 10 === 0;
}

/** Malaysian MyKad: date and a place of birth. */
export function isMyKad(digits: string): boolean {
  const place = Number(digits.slice(6, 8));
  const isPlace =
    (place >= 1 && place <= 16) ||
    (place >= 21 && place <= 68) ||
    [71, 72, 74, 75, 76, 77, 78, 79, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 98, 99].includes(place);
  return isPlace && isMonthDay(Number(digits.slice(2, 4)), Number(digits.slice(4, 6)));
}

/** Indonesian NIK: province and district, date (day plus 40 for women), serial number. */
export function isNik(digits: string): boolean {
  const day = Number(digits.slice(6, 8));
  return (
    /^[1-9][1-9](?!00)\d\d(?!00)/.test(digits) &&
    isMonthDay(Number(digits.slice(8, 10)), day > 40 ? day - 40 : day) &&
    !digits.endsWith('0000')
  );
}

/** Pakistani CNIC: province 1 to 7, the last digit tells the sex. */
export function isCnic(digits: string): boolean {
  return /^[1-7]\d{11}[1-9]$/.test(digits);
}

/** Old identity number of Sri Lanka: year, day of the year (plus 500 for women), `V` or `X`. */
export function isSriLankanId(code: string): boolean {
  const day = Number(code.slice(2, 5)) % 500;
  return /^\d{9}[VX]$/.test(code) && day >= 1 && day <= 366;
}

/** New identity number of Sri Lanka. */
export function isNewSriLankanId(digits: string): boolean {
  const day = Number(digits.slice(4, 7)) % 500;
  return /^(?:19|20)/.test(digits) && day >= 1 && day <= 366;
}

/** Vietnamese citizen number: province 001 to 096. */
export function isVietnameseId(digits: string): boolean {
  const province = Number(digits.slice(0, 3));
  return province >= 1 && province <= 96 && /^.{3}[0-9]/.test(digits);
}

const HKID = /[A-Z]{1,2}\d{6} ?\([\dA]\)/y;

/** Hong Kong identity card: letters as 10 to 35 (none: 36), weights 9 to 2, check by 11 with A for ten. */
export function isHkid(code: string): boolean {
  const padded = code.padStart(9, ' ');
  let sum = 0;
  for (let i = 0; i < 9; i++) {
    const unit = padded.charAt(i);
    sum += (unit === ' ' ? 36 : Number.parseInt(unit, 36)) * (9 - i);
  }
  return sum % 11 === 0;
}

function findHkid(page: Page, row: FinderRow, start: number): void {
  HKID.lastIndex = start;
  const match = HKID.exec(page.text)?.[0];
  if (match === undefined) return;
  const cue = page.context(row.context, start, start + match.length);
  if (isHkid(match.replaceAll(/[ ()]/g, '')))
    page.add(row, start, start + match.length, cue === undefined ? row.base : row.boosted, row.validator);
  else if (cue !== undefined) page.add(row, start, start + match.length, 0.7, `form, context "${cue}"`);
}

const HKID_ROW: FinderRow = {
  kind: 'finder',
  type: 'NATIONAL_ID',
  name: 'hk-id',
  region: 'HK',
  anchor: 'number',
  lengths: [7, 8],
  validator: 'mod 11',
  base: 0.9,
  context: ['hk'],
  boosted: 0.97,
  find: findHkid,
};

const INDIAN_PLATE_SHAPES = {
  a2d2a2d4: 0.6,
  a2d2a1d4: 0.55,
  a2d2a3d4: 0.45,
  a2d1a2d4: 0.4,
  a2d1a3d4: 0.4,
  d2a2d4a2: 0.6,
  d2a2d4a1: 0.5,
  'a2 d2 a2 d4': 0.8,
  'a2 d2 a1 d4': 0.75,
  'a2-d2-a2-d4': 0.8,
  'a2-d2-a1-d4': 0.75,
  'a2d2 a2 d4': 0.75,
  'a2 d2 a2d4': 0.75,
  'a2d2 a2d4': 0.7,
  'd2 a2 d4 a2': 0.8,
  'd2 a2 d4 a1': 0.7,
};

/** National numbers of Asia, Africa and the Pacific. */
export const ASIA_PACIFIC_ROWS: readonly (CodeRow | FinderRow)[] = [
  nationalRow('IN', 'in-aadhaar', { d12: BARE, 'd4 d4 d4': 0.7, 'd4-d4-d4': 0.6 }, isAadhaar, ['in'], 'Verhoeff'),
  nationalRow('IN', 'in-pan', { a5d4a1: 0.6 }, isPan, ['in', 'tax'], 'kind of holder'),
  { ...nationalRow('IN', 'in-voter', { a3d7: 0.25 }, isEpic, ['voter'], 'Luhn'), capitals: true },
  {
    ...nationalRow('IN', 'in-vehicle', INDIAN_PLATE_SHAPES, isIndianPlate, ['plate', 'vin'], 'state'),
    type: 'VEHICLE_ID',
    capitals: true,
  },
  nationalRow('CN', 'cn-resident', { d18: 0.9, d17a1: 0.95 }, isResidentId, ['cn', 'id'], 'ISO 7064 MOD 11-2 and date'),
  nationalRow('KR', 'kr-rrn', { 'd6-d7': DISTINCT, d13: BARE }, isRrn, ['kr'], 'mod 11 and date'),
  nationalRow('JP', 'jp-my-number', { d12: 0.2, 'd4 d4 d4': 0.45, 'd4-d4-d4': 0.4 }, isMyNumber, ['jp'], 'mod 11'),
  nationalRow('SG', 'sg-nric', { a1d7a1: DISTINCT }, isNric, ['sg', 'id'], 'letter by 11'),
  nationalRow('AU', 'au-tfn', { d9: 0.2, 'd3 d3 d3': 0.4 }, isTfn, ['au'], 'mod 11'),
  nationalRow(
    'AU',
    'au-medicare',
    { d10: 0.2, 'd4 d5 d1': 0.75, 'd4-d5-d1': 0.7, d11: 0.1 },
    isMedicare,
    ['au'],
    'mod 10',
  ),
  nationalRow('NZ', 'nz-ird', { d8: 0.1, d9: 0.2, 'd2-d3-d3': 0.45, 'd3-d3-d3': 0.45 }, isIrd, ['nz'], 'mod 11'),
  nationalRow('IL', 'il-id', { d9: 0.2, 'd8-d1': 0.5 }, isTeudatZehut, ['il'], 'Luhn'),
  nationalRow(
    'ZA',
    'za-id',
    { d13: 0.45, 'd6 d4 d3': 0.75, 'd6 d4 d2 d1': 0.75 },
    isSouthAfricanId,
    ['za'],
    'Luhn and date',
  ),
  nationalRow(
    'TH',
    'th-id',
    { d13: 0.25, 'd1-d4-d5-d2-d1': 0.9, 'd1 d4 d5 d2 d1': 0.85 },
    isThaiId,
    ['th', 'id'],
    'mod 11',
  ),
  HKID_ROW,
  nationalRow('TW', 'tw-id', { a1d9: 0.5 }, isTaiwanId, ['tw', 'id'], 'mod 10'),
  nationalRow('MY', 'my-kad', { 'd6-d2-d4': 0.85, d12: 0.2 }, isMyKad, ['my'], 'date and place'),
  nationalRow('ID', 'id-nik', { d16: 0.3 }, isNik, ['idn'], 'date and place'),
  nationalRow('PK', 'pk-cnic', { 'd5-d7-d1': 0.85, d13: 0.1 }, isCnic, ['pk'], 'province'),
  nationalRow('LK', 'lk-nic', { d9a1: 0.4 }, isSriLankanId, ['lk'], 'day of the year'),
  nationalRow('LK', 'lk-nic-new', { d12: 0.1 }, isNewSriLankanId, ['lk'], 'day of the year'),
  nationalRow('VN', 'vn-citizen', { d12: 0.1 }, isVietnameseId, ['vn'], 'province'),
  nationalRow(
    'PH',
    'ph-philsys',
    {
      'd4-d4-d4-d4': 0.1,
      'd4-d7-d1': 0.4,
      'd2-d7-d1': 0.3,
      'd2-d9-d1': 0.4,
      d12: 0,
      'd3-d3-d3-d3': 0.2,
      'd3-d3-d3': 0,
    },
    () => true,
    ['ph'],
    'form',
  ),
  nationalRow('BD', 'bd-nid', { d10: 0, d13: 0, d17: 0 }, () => true, ['bd'], 'form'),
];

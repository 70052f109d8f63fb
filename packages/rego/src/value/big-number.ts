/**
 * A number that no double stands for: `coefficient * 10 ** exponent`, coefficient not divisible by ten. Made only by
 * `numberFromDecimal`, which gives every number one representation, so that equal numbers are equal field by field.
 */
export class BigNumber {
  readonly coefficient: bigint;
  readonly exponent: number;

  constructor(coefficient: bigint, exponent: number) {
    this.coefficient = coefficient;
    this.exponent = exponent;
  }

  /** The number in decimal, without an exponent when it is an integer. */
  toString(): string {
    return decimalText(this.coefficient, this.exponent);
  }
}

/** A number of Rego: a double when its shortest decimal text is exactly the number, a {@link BigNumber} otherwise. */
export type RegoNumber = number | BigNumber;

/** Largest decimal exponent of a number, either sign: keeps arithmetic on hostile numbers small. */
export const MAX_DECIMAL_EXPONENT = 10_000;

/** The one representation of `coefficient * 10 ** exponent`; `undefined` when its exponent is beyond the limit. */
export function numberFromDecimal(coefficient: bigint, exponent: number): RegoNumber | undefined {
  if (coefficient === 0n) return 0;
  while (coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent++;
  }
  const digits = coefficient.toString().length - (coefficient < 0n ? 1 : 0);
  if (Math.abs(exponent + digits) > MAX_DECIMAL_EXPONENT || digits > MAX_DECIMAL_EXPONENT) return undefined;
  const text = `${coefficient}e${exponent}`;
  const double = Number(text);
  if (digits <= 15 && Number.isFinite(double) && double !== 0) return double;
  if (Number.isFinite(double) && double !== 0) {
    const back = decimalOf(double);
    if (back.coefficient === coefficient && back.exponent === exponent) return double;
  }
  return new BigNumber(coefficient, exponent);
}

/** Exact value of a number as decimal, the coefficient not divisible by ten (0 is `0 * 10 ** 0`). */
export function decimalOf(value: RegoNumber): { readonly coefficient: bigint; readonly exponent: number } {
  if (typeof value !== 'number') return value;
  if (value === 0) return { coefficient: 0n, exponent: 0 };
  const [mantissa, power] = value.toExponential().split('e') as [string, string];
  const fraction = mantissa.split('.')[1] ?? '';
  let coefficient = BigInt(mantissa.replace('.', ''));
  let exponent = Number(power) - fraction.length;
  while (coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent++;
  }
  return { coefficient, exponent };
}

const NUMBER_TEXT = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const EXACT_TEXT_LENGTH = 15;

/** Parses a JSON number; `undefined` for anything else and for numbers beyond the limits. */
export function parseNumber(text: string): RegoNumber | undefined {
  const match = NUMBER_TEXT.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  if (text.length <= EXACT_TEXT_LENGTH && Math.abs(Number(power)) < 200) return Number(text) + 0;
  if (whole.length + fraction.length > MAX_DECIMAL_EXPONENT || power.length > 8) return undefined;
  const coefficient = BigInt(whole + fraction);
  return numberFromDecimal(sign === '-' ? -coefficient : coefficient, Number(power) - fraction.length);
}

/** The integer that a number is, or `undefined` when it has a fraction. */
export function integerOf(value: RegoNumber): bigint | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  const { coefficient, exponent } = decimalOf(value);
  return exponent < 0 ? undefined : coefficient * 10n ** BigInt(exponent);
}

/** The number of an integer; `undefined` beyond the limits. */
export function numberFromInteger(value: bigint): RegoNumber | undefined {
  const double = Number(value);
  return Number.isSafeInteger(double) ? double : numberFromDecimal(value, 0);
}

/** Exact order of two numbers: negative, zero, positive. */
export function compareNumbers(a: RegoNumber, b: RegoNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : Number(a > b);
  const left = decimalOf(a);
  const right = decimalOf(b);
  const exponent = Math.min(left.exponent, right.exponent);
  const x = left.coefficient * 10n ** BigInt(left.exponent - exponent);
  const y = right.coefficient * 10n ** BigInt(right.exponent - exponent);
  return x < y ? -1 : Number(x > y);
}

/** Nearest double. */
export function toDouble(value: RegoNumber): number {
  return typeof value === 'number' ? value : Number(`${value.coefficient}e${value.exponent}`);
}

/** Text of a number as OPA prints it in JSON. */
export function numberText(value: RegoNumber): string {
  if (typeof value !== 'number') return value.toString();
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  const { coefficient, exponent } = decimalOf(value);
  return decimalText(coefficient, exponent);
}

function decimalText(coefficient: bigint, exponent: number): string {
  const negative = coefficient < 0n;
  const digits = (negative ? -coefficient : coefficient).toString();
  return (negative ? '-' : '') + unsignedText(digits, exponent);
}

/** Go's `%g` with the shortest digits: an exponent below 1e-4 and from 1e21 on. */
function unsignedText(digits: string, exponent: number): string {
  const point = digits.length + exponent;
  if (exponent >= 0) return digits + '0'.repeat(exponent);
  if (point > 0) return `${digits.slice(0, point)}.${digits.slice(point)}`;
  if (point > -4) return `0.${'0'.repeat(-point)}${digits}`;
  const power = 1 - point;
  const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
  return `${mantissa}e-${String(power).padStart(2, '0')}`;
}

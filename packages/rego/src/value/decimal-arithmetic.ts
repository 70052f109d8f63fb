import { compareNumbers, decimalOf, numberFromDecimal, type RegoNumber } from './big-number.ts';

/**
 * Arithmetic as OPA does it: integers that are small are exact, everything else is rounded to a binary mantissa of 64 bits,
 * ties to even, and the result is the shortest decimal that rounds to the same mantissa.
 */
const MANTISSA_BITS = 64n;
/** Enough decimal digits to tell apart all numbers of 64 bits. */
const MAX_DIGITS = 21;

/** `mantissa * 2 ** exponent`; the mantissa has 64 bits at most. */
interface Binary {
  readonly mantissa: bigint;
  readonly exponent: bigint;
}

/** Sum. */
export function addNumbers(a: RegoNumber, b: RegoNumber): RegoNumber | undefined {
  const fast = (a as number) + (b as number);
  if (areSmall(a, b) && Number.isSafeInteger(fast)) return fast;
  const [x, y] = [toBinary(a), toBinary(b)];
  const exponent = x.exponent < y.exponent ? x.exponent : y.exponent;
  const mantissa = (x.mantissa << (x.exponent - exponent)) + (y.mantissa << (y.exponent - exponent));
  return toNumber(round(mantissa, exponent, false));
}

/** Difference. */
export function subtractNumbers(a: RegoNumber, b: RegoNumber): RegoNumber | undefined {
  return addNumbers(a, negateNumber(b));
}

/** Product. */
export function multiplyNumbers(a: RegoNumber, b: RegoNumber): RegoNumber | undefined {
  const fast = (a as number) * (b as number);
  if (areSmall(a, b) && Number.isSafeInteger(fast)) return fast === 0 ? 0 : fast;
  const [x, y] = [toBinary(a), toBinary(b)];
  return toNumber(round(x.mantissa * y.mantissa, x.exponent + y.exponent, false));
}

/** Quotient of numbers; the divisor is not zero. */
export function divideNumbers(a: RegoNumber, b: RegoNumber): RegoNumber | undefined {
  const fast = (a as number) / (b as number);
  if (areSmall(a, b) && Number.isSafeInteger(fast)) return fast === 0 ? 0 : fast;
  const [x, y] = [toBinary(a), toBinary(b)];
  return toNumber(quotient(x.mantissa, y.mantissa, x.exponent - y.exponent));
}

/** The number with the other sign. */
export function negateNumber(value: RegoNumber): RegoNumber {
  if (typeof value === 'number') return value === 0 ? 0 : -value;
  return numberFromDecimal(-value.coefficient, value.exponent)!;
}

/** The number without its sign. */
export function absoluteNumber(value: RegoNumber): RegoNumber {
  return compareNumbers(value, 0) < 0 ? negateNumber(value) : value;
}

/** The nearest integer at or below the number. */
export function floorNumber(value: RegoNumber): bigint {
  const { coefficient, exponent } = decimalOf(value);
  if (exponent >= 0) return coefficient * 10n ** BigInt(exponent);
  const unit = 10n ** BigInt(-exponent);
  const whole = coefficient / unit;
  return coefficient < 0n && whole * unit !== coefficient ? whole - 1n : whole;
}

/** The nearest integer at or above the number. */
export function ceilNumber(value: RegoNumber): bigint {
  return -floorNumber(negateNumber(value));
}

/** The nearest integer; halves go away from zero. */
export function roundNumber(value: RegoNumber): bigint {
  const { coefficient, exponent } = decimalOf(value);
  if (exponent >= 0) return coefficient * 10n ** BigInt(exponent);
  const unit = 10n ** BigInt(-exponent);
  const size = coefficient < 0n ? -coefficient : coefficient;
  const rounded = (2n * size + unit) / (2n * unit);
  return coefficient < 0n ? -rounded : rounded;
}

function areSmall(a: RegoNumber, b: RegoNumber): boolean {
  return Number.isSafeInteger(a) && Number.isSafeInteger(b);
}

function toBinary(value: RegoNumber): Binary {
  const { coefficient, exponent } = decimalOf(value);
  return exponent >= 0
    ? round(coefficient * 10n ** BigInt(exponent), 0n, false)
    : quotient(coefficient, 10n ** BigInt(-exponent), 0n);
}

function quotient(dividend: bigint, divisor: bigint, exponent: bigint): Binary {
  const shift = MANTISSA_BITS + 2n + bitLength(divisor) - bitLength(dividend);
  const up = shift > 0n ? shift : 0n;
  const scaled = dividend << up;
  const whole = scaled / divisor;
  return round(whole, exponent - up, whole * divisor !== scaled);
}

/** Rounds to 64 bits; `isInexact` says that the true value is a little further from zero. */
function round(mantissa: bigint, exponent: bigint, isInexact: boolean): Binary {
  const size = mantissa < 0n ? -mantissa : mantissa;
  const extra = bitLength(size) - MANTISSA_BITS;
  if (extra <= 0n) return { mantissa, exponent };
  const half = 1n << (extra - 1n);
  const rest = size & ((half << 1n) - 1n);
  let kept = size >> extra;
  if (rest > half || (rest === half && (isInexact || (kept & 1n) === 1n))) kept += 1n;
  return { mantissa: mantissa < 0n ? -kept : kept, exponent: exponent + extra };
}

function bitLength(value: bigint): bigint {
  const size = value < 0n ? -value : value;
  return size === 0n ? 0n : BigInt(size.toString(2).length);
}

/** The shortest decimal between the halves of the way to the neighbours; `undefined` beyond the limits of numbers. */
function toNumber({ mantissa, exponent }: Binary): RegoNumber | undefined {
  if (mantissa === 0n) return 0;
  const size = mantissa < 0n ? -mantissa : mantissa;
  // Quarters of a unit in the last place, so that halves on both sides are whole numbers.
  const full = size << (MANTISSA_BITS - bitLength(size));
  const power = exponent - (MANTISSA_BITS - bitLength(size));
  const isPowerOfTwo = full === 1n << (MANTISSA_BITS - 1n);
  const value = scale(4n * full, power - 2n);
  const low = scale(4n * full - (isPowerOfTwo ? 1n : 2n), power - 2n);
  const high = scale(4n * full + 2n, power - 2n);
  const isEven = (full & 1n) === 0n;
  const digits = BigInt(value.top.toString().length - value.bottom.toString().length);
  for (let count = 1; count <= MAX_DIGITS + 1; count++) {
    const places = BigInt(count) - digits;
    const decimal = roundedAt(value, places);
    const [a, b] = [compareTo(decimal, places, low), compareTo(decimal, places, high)];
    if (a < 0 || b > 0 || (!isEven && (a === 0 || b === 0))) continue;
    return numberFromDecimal(mantissa < 0n ? -decimal : decimal, Number(-places));
  }
  return undefined;
}

interface Ratio {
  readonly top: bigint;
  readonly bottom: bigint;
}

function scale(mantissa: bigint, exponent: bigint): Ratio {
  return exponent >= 0n ? { top: mantissa << exponent, bottom: 1n } : { top: mantissa, bottom: 1n << -exponent };
}

/** `ratio * 10 ** places`, rounded to the nearest integer. */
function roundedAt({ top, bottom }: Ratio, places: bigint): bigint {
  const [up, down] = places >= 0n ? [top * 10n ** places, bottom] : [top, bottom * 10n ** -places];
  return (2n * up + down) / (2n * down);
}

/** Order of `decimal / 10 ** places` and a ratio. */
function compareTo(decimal: bigint, places: bigint, { top, bottom }: Ratio): number {
  const left = places >= 0n ? decimal * bottom : decimal * bottom * 10n ** -places;
  const right = places >= 0n ? top * 10n ** places : top;
  return left < right ? -1 : Number(left > right);
}

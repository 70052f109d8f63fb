/** Digits of a positive number: `0.d₁d₂… × 10^point`. */
interface Digits {
  readonly digits: string;
  readonly point: number;
}

const TRAILING_ZEROS = /(?<!0)0+$/;
const MANTISSA_BITS = 52;
const EXPONENT_BIAS = 1075;
const SHORTEST_EXPONENT_LIMIT = 6;

/** Shortest form, as Go's precision −1. */
export const SHORTEST = -1;

/** A finite double of zero or more as Go's `strconv.FormatFloat` writes it. `verb` is one of `e E f g G b x X`. */
export function goFloatText(value: number, verb: string, precision: number): string {
  switch (verb) {
    case 'f':
      return fixed(precision === SHORTEST ? shortest(value) : rounded(value, 'fraction', precision), precision);
    case 'e':
    case 'E':
      return scientific(
        precision === SHORTEST ? shortest(value) : rounded(value, 'all', precision + 1),
        precision,
        verb,
      );
    case 'b': {
      const { mantissa, exponent } = partsOf(value);
      return `${mantissa}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
    }
    case 'x':
    case 'X':
      return verb === 'X' ? hexadecimal(value, precision).toUpperCase() : hexadecimal(value, precision);
    default:
      return general(value, precision, verb);
  }
}

function general(value: number, precision: number, verb: string): string {
  const isShortest = precision === SHORTEST;
  const wanted = precision === 0 ? 1 : precision;
  const found = isShortest ? shortest(value) : trimmed(rounded(value, 'all', wanted));
  const exponent = found.digits === '' ? 0 : found.point - 1;
  let limit = isShortest ? SHORTEST_EXPONENT_LIMIT : wanted;
  if (!isShortest && limit > found.digits.length && found.digits.length >= found.point) limit = found.digits.length;
  // What looks like an integer of up to 21 digits is printed as one, by fmt and JSON alike.
  if (isShortest) limit = 21;
  if (exponent < -4 || exponent >= limit) {
    return scientific(found, found.digits.length - 1, verb === 'G' ? 'E' : 'e');
  }
  return fixed(found, Math.max(found.digits.length - found.point, 0));
}

function fixed({ digits, point }: Digits, precision: number): string {
  const whole = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0');
  const fraction = point <= 0 ? '0'.repeat(Math.min(-point, MAX_ZEROS)) + digits : digits.slice(point);
  const places = precision === SHORTEST ? fraction.length : precision;
  return places === 0 ? whole : `${whole}.${fraction.slice(0, places).padEnd(places, '0')}`;
}

/** More zeros behind a point than a double can have. */
const MAX_ZEROS = 400;

function scientific({ digits, point }: Digits, precision: number, verb: string): string {
  const places = Math.max(0, precision === SHORTEST ? digits.length - 1 : precision);
  const exponent = digits === '' ? 0 : point - 1;
  const fraction = digits.slice(1, places + 1).padEnd(places, '0');
  const power = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits[0] ?? '0'}${places === 0 ? '' : `.${fraction}`}${verb}${exponent < 0 ? '-' : '+'}${power}`;
}

/** `0x1.8p+01`: one bit before the point. */
function hexadecimal(value: number, precision: number): string {
  if (value === 0) return `0x0${precision > 0 ? `.${'0'.repeat(precision)}` : ''}p+00`;
  let { mantissa, exponent } = partsOf(value);
  const top = 1n << BigInt(MANTISSA_BITS);
  while (mantissa < top) {
    mantissa <<= 1n;
    exponent--;
  }
  exponent += MANTISSA_BITS;
  if (precision >= 0 && precision * 4 < MANTISSA_BITS) {
    const shift = BigInt(MANTISSA_BITS - precision * 4);
    mantissa = divideToEven(mantissa, 1n << shift) << shift;
    if (mantissa >= top * 2n) {
      mantissa >>= 1n;
      exponent++;
    }
  }
  const digits = (mantissa - top).toString(16).padStart(MANTISSA_BITS / 4, '0');
  const fraction =
    precision === SHORTEST ? digits.replace(TRAILING_ZEROS, '') : digits.slice(0, precision).padEnd(precision, '0');
  const power = String(Math.abs(exponent)).padStart(2, '0');
  return `0x1${fraction === '' ? '' : `.${fraction}`}p${exponent < 0 ? '-' : '+'}${power}`;
}

function partsOf(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const raw = Number((bits >> BigInt(MANTISSA_BITS)) & 0x7ffn);
  const mantissa = bits & ((1n << BigInt(MANTISSA_BITS)) - 1n);
  return raw === 0
    ? { mantissa, exponent: 1 - EXPONENT_BIAS }
    : { mantissa: mantissa | (1n << BigInt(MANTISSA_BITS)), exponent: raw - EXPONENT_BIAS };
}

function shortest(value: number): Digits {
  if (value === 0) return { digits: '', point: 0 };
  const [mantissa, power] = value.toExponential().split('e') as [string, string];
  return { digits: mantissa.replace('.', ''), point: Number(power) + 1 };
}

/** All digits of a double, rounded to a count of digits in all or behind the point; halves go to the even digit. */
function rounded(value: number, which: 'all' | 'fraction', count: number): Digits {
  const { digits, point } = exact(value);
  const keep = which === 'all' ? count : point + count;
  if (keep >= digits.length) return { digits, point };
  if (keep < 0) return { digits: '', point: 0 };
  const head = divideToEven(BigInt(digits), 10n ** BigInt(digits.length - keep)).toString();
  if (head === '0') return { digits: '', point: 0 };
  return { digits: head.padStart(keep, '0'), point: point + Math.max(0, head.length - keep) };
}

function exact(value: number): Digits {
  const { mantissa, exponent } = partsOf(value);
  if (mantissa === 0n) return { digits: '', point: 0 };
  if (exponent >= 0) {
    const digits = (mantissa << BigInt(exponent)).toString();
    return { digits, point: digits.length };
  }
  const digits = (mantissa * 5n ** BigInt(-exponent)).toString();
  return { digits, point: digits.length + exponent };
}

function trimmed({ digits, point }: Digits): Digits {
  return { digits: digits.replace(TRAILING_ZEROS, ''), point };
}

function divideToEven(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  const twice = (value % by) * 2n;
  return twice > by || (twice === by && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

const UNITS_NS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

const MAX_INT64 = 2n ** 63n - 1n;
/** Go stops reading digits of a fraction when they fill an int64. */
const MAX_FRACTION_DIGITS = 18;

/** Nanoseconds of a duration in Go's syntax such as `1h15m30.5s`, or a complaint in Go's words. */
export function parseDuration(text: string): bigint | string {
  const invalid = `time: invalid duration ${JSON.stringify(text)}`;
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const body = text.slice(sign.length);
  if (body === '0') return 0n;
  if (body === '') return invalid;
  // Matches always go on where the last ended, so the time is linear.
  const part = /(\d*)(\.\d*)?([^\d.]*)/y;
  let total = 0n;
  while (part.lastIndex < body.length) {
    const [, whole = '', fraction = '', unit = ''] = part.exec(body)!;
    if (whole === '' && fraction.length < 2) return invalid;
    if (unit === '') return `time: missing unit in duration ${JSON.stringify(text)}`;
    const scale = UNITS_NS.get(unit);
    if (scale === undefined) return `time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`;
    if (whole.replace(/^0+/, '').length > 19) return invalid;
    total += BigInt(whole) * scale + fractionNs(fraction, scale);
    if (total > MAX_INT64 + 1n) return invalid;
  }
  if (sign !== '-' && total > MAX_INT64) return invalid;
  return sign === '-' ? -total : total;
}

/** Go computes the fraction in doubles. */
function fractionNs(fraction: string, scale: bigint): bigint {
  const digits = fraction.slice(1, 1 + MAX_FRACTION_DIGITS);
  if (digits === '') return 0n;
  return BigInt(Math.trunc(Number(digits) * (Number(scale) / 10 ** digits.length)));
}

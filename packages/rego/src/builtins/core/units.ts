import {
  decimalOf,
  integerOf,
  numberFromDecimal,
  numberFromInteger,
  parseNumber,
  type RegoNumber,
} from '../../value/big-number.ts';
import { floorNumber } from '../../value/decimal-arithmetic.ts';
import type { Builtin } from '../builtin.ts';
import { builtinError } from '../operand-error.ts';
import { row } from '../row.ts';
import { numberResult } from './numbers.ts';

const AMOUNT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+(?![A-Za-z]*\d))?/;
const LETTERS = ['k', 'm', 'g', 't', 'p', 'e'] as const;

/** Splits an amount from its unit. @throws RegoError `eval_builtin_error` */
function parse(builtin: string, text: string, what: string): { readonly amount: RegoNumber; readonly unit: string } {
  const plain = text.replaceAll('"', '');
  if (plain.includes(' ')) throw builtinError(builtin, 'spaces not allowed in resource strings');
  if (/^[^\d.+-]*$/.test(plain)) throw builtinError(builtin, `no ${what} provided`);
  const digits = AMOUNT.exec(plain)?.[0] ?? '';
  const unit = digits === '' ? '' : plain.slice(digits.length);
  const amount = parseNumber(
    digits
      .replace(/^\+/, '')
      .replace(/^(-?)\./, '$10.')
      .replace(/\.(?=[eE]|$)/, ''),
  );
  if (amount === undefined || /[\d.]/.test(unit)) throw builtinError(builtin, `could not parse ${what} to a number`);
  return { amount, unit };
}

/** What a unit multiplies by: powers of 1000, or of 1024 when it has an `i`. */
function factor(unit: string): bigint | undefined {
  if (unit === '') return 1n;
  const power = LETTERS.indexOf(unit[0]!.toLowerCase() as (typeof LETTERS)[number]) + 1;
  if (power === 0) return undefined;
  const rest = unit.slice(1).toLowerCase();
  if (rest === '') return 1000n ** BigInt(power);
  return rest === 'i' ? 1024n ** BigInt(power) : undefined;
}

/** Exact product of an amount and `by * 10 ** power`. */
function product(builtin: string, amount: RegoNumber, by: bigint, power: number): RegoNumber {
  const { coefficient, exponent } = decimalOf(amount);
  return numberResult(builtin, numberFromDecimal(coefficient * by, exponent + power));
}

function parseUnits(text: string): RegoNumber {
  const { amount, unit } = parse('units.parse', text, 'amount');
  // Only here letter case has a meaning: "m" is a thousandth, "M" a million.
  if (unit === 'm') return product('units.parse', amount, 1n, -3);
  const by = factor(unit);
  if (by === undefined) throw builtinError('units.parse', `unit ${unit} not recognized`);
  return product('units.parse', amount, by, 0);
}

function parseBytes(text: string): RegoNumber {
  const { amount, unit } = parse('units.parse_bytes', text, 'byte amount');
  const by = factor(/^[a-z]?i?b$/i.test(unit) ? unit.slice(0, -1) : unit);
  if (by === undefined) throw builtinError('units.parse_bytes', `byte unit ${unit} not recognized`);
  const bytes = product('units.parse_bytes', amount, by, 0);
  return integerOf(bytes) === undefined ? numberFromInteger(floorNumber(bytes))! : bytes;
}

const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;
/** Longest version, characters. */
const MAX_VERSION_LENGTH = 1_000;

function version(text: string): RegExpExecArray | null {
  const match = text.length > MAX_VERSION_LENGTH ? null : SEMVER.exec(text);
  const hasLeadingZero = match?.[4]?.split('.').some((part) => /^0\d+$/.test(part)) === true;
  return hasLeadingZero ? null : match;
}

function compareVersions(a: string, b: string): number {
  const [x, y] = [version(a), version(b)];
  if (x === null) throw builtinError('semver.compare', `operand 1: string ${JSON.stringify(a)} is not a valid SemVer`);
  if (y === null) throw builtinError('semver.compare', `operand 2: string ${JSON.stringify(b)} is not a valid SemVer`);
  for (let i = 1; i <= 3; i++) {
    const order = compareIntegers(x[i]!, y[i]!);
    if (order !== 0) return order;
  }
  if (x[4] === undefined || y[4] === undefined) return Number(x[4] === undefined) - Number(y[4] === undefined);
  return comparePrereleases(x[4].split('.'), y[4].split('.'));
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  for (const [i, part] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(part), /^\d+$/.test(other)];
    const order =
      isNumber && isOtherNumber
        ? compareIntegers(part, other)
        : isNumber !== isOtherNumber
          ? Number(isOtherNumber) - Number(isNumber)
          : part < other
            ? -1
            : Number(part > other);
    if (order !== 0) return order;
  }
  return a.length < b.length ? -1 : 0;
}

function compareIntegers(a: string, b: string): number {
  const [x, y] = [BigInt(a), BigInt(b)];
  return x < y ? -1 : Number(x > y);
}

/** Amounts with units, and versions. */
export const unitBuiltins: readonly Builtin[] = [
  row('units.parse', ['string'], 'number', ([text]) => parseUnits(text as string)),
  row('units.parse_bytes', ['string'], 'number', ([text]) => parseBytes(text as string)),
  row('semver.is_valid', ['any'], 'boolean', ([text]) => typeof text === 'string' && version(text) !== null),
  row('semver.compare', ['string', 'string'], 'number', ([a, b]) => compareVersions(a as string, b as string)),
];

import { createRequire } from 'node:module';
import { integerOf, parseNumber, toDouble, type RegoNumber } from '../../value/big-number.ts';
import { canonicalText } from '../../value/canonical-text.ts';
import { RegoObject } from '../../value/rego-object.ts';
import { typeName } from '../../value/type-name.ts';
import { isNumber, type TypeName, type Value } from '../../value/value.ts';
import type { Builtin, BuiltinContext } from '../builtin.ts';
import type * as GoPrintf from '../domain/internal/go-printf.ts';
import { GoFloat } from '../domain/internal/template-values.ts';
import { builtinError, operandError } from '../operand-error.ts';
import { row } from '../row.ts';
import { itemsOf } from './collections.ts';
import { floorNumber } from '../../value/decimal-arithmetic.ts';
import { integerOperand } from './numbers.ts';

const CHARS_PER_UNIT = 16;
const TEXTS: readonly TypeName[] = ['string', 'set', 'array'];

function text(name: string, run: (value: string) => Value): Builtin {
  return row(name, ['string'], 'string', ([value]) => run(value as string));
}

function twoTexts(name: string, result: TypeName, run: (a: string, b: string) => Value | undefined): Builtin {
  return row(name, ['string', 'string'], result, ([a, b]) => run(a as string, b as string));
}

function stringsOf(builtin: string, position: number, value: Value): readonly string[] {
  if (typeof value === 'string') return [value];
  return itemsOf(value).map((item) => {
    if (typeof item === 'string') return item;
    const type = typeName(value);
    throw operandError(builtin, position, `must be ${type} of strings but got ${type} containing ${typeName(item)}`);
  });
}

function anyMatch(name: string, test: (text: string, part: string) => boolean): Builtin {
  return row(name, [TEXTS, TEXTS], 'boolean', ([texts, parts]) => {
    const wanted = stringsOf(name, 2, parts!);
    return stringsOf(name, 1, texts!).some((each) => wanted.some((part) => test(each, part)));
  });
}

function isIn(cutset: string): (char: string) => boolean {
  const chars = new Set(cutset);
  return (char) => chars.has(char);
}

const WHITE_SPACE = /^[\t\n\v\f\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]$/;

function trimLeft(value: string, drops: (char: string) => boolean): string {
  const chars = Array.from(value);
  const first = chars.findIndex((char) => !drops(char));
  return first < 0 ? '' : chars.slice(first).join('');
}

function trimRight(value: string, drops: (char: string) => boolean): string {
  const chars = Array.from(value);
  return chars.slice(0, chars.findLastIndex((char) => !drops(char)) + 1).join('');
}

function substring(value: string, offset: bigint, length: bigint): string {
  if (offset < 0n) throw builtinError('substring', 'negative offset');
  const chars = Array.from(value);
  const end = length < 0n ? BigInt(chars.length) : offset + length;
  return chars.slice(Number(offset), Number(end)).join('');
}

/** Places of a text in another one, in code points. */
function indexesOf(value: string, part: string, limit: number): number[] {
  const [chars, wanted] = [Array.from(value), Array.from(part)];
  const found: number[] = [];
  for (let at = 0, unit = 0; at + wanted.length <= chars.length && found.length < limit; at++) {
    if (value.startsWith(part, unit)) found.push(at);
    unit += chars[at]!.length;
  }
  return found;
}

function countOf(value: string, part: string): number {
  if (part === '') return Array.from(value).length + 1;
  let count = 0;
  for (let at = value.indexOf(part); at >= 0; at = value.indexOf(part, at + part.length)) count++;
  return count;
}

function replaceAll(value: string, from: string, to: string, context: BuiltinContext): string {
  context.charge((countOf(value, from) * to.length) / CHARS_PER_UNIT);
  return value.split(from === '' ? /(?:)/u : from).join(to);
}

/** Replaces all of several texts in one pass; where two could be, the first in order of keys is. */
function replaceMany(value: string, pairs: readonly (readonly [string, string])[], context: BuiltinContext): string {
  let result = '';
  for (let at = 0; at < value.length;) {
    const pair = pairs.find(([from]) => from !== '' && value.startsWith(from, at));
    const char = String.fromCodePoint(value.codePointAt(at)!);
    result += pair === undefined ? char : pair[1];
    at += pair === undefined ? char.length : pair[0].length;
    context.charge(1 + (pair?.[1].length ?? 0) / CHARS_PER_UNIT);
  }
  return result;
}

function replacements(patterns: RegoObject): (readonly [string, string])[] {
  return [...patterns].map(([from, to]) => {
    if (typeof from !== 'string') throw operandError('strings.replace_n', 1, 'non-string key found in pattern object');
    if (typeof to !== 'string') throw operandError('strings.replace_n', 1, 'non-string value found in pattern object');
    return [from, to] as const;
  });
}

const BASES: ReadonlySet<bigint> = new Set([2n, 8n, 10n, 16n]);

function formatInt(value: RegoNumber, base: bigint): string {
  if (!BASES.has(base)) throw operandError('format_int', 2, 'must be one of {2, 8, 10, 16}');
  const whole =
    integerOf(value) ??
    (toDouble(value) < 0 ? -floorNumber(parseNumber(String(-toDouble(value)))!) : floorNumber(value));
  return whole.toString(Number(base));
}

/** Loaded at the first use: most policies print nothing. */
let printf: typeof GoPrintf | undefined;

function sprintf(format: string, args: readonly Value[], context: BuiltinContext): string {
  context.charge(format.length / CHARS_PER_UNIT);
  printf ??= createRequire(import.meta.url)('../domain/internal/go-printf.ts') as typeof GoPrintf;
  return printf.goPrintf(format, args.map(printable), (characters) => context.charge(characters / CHARS_PER_UNIT));
}

/** Zeros at the end of an integer from which it was most likely written with an exponent. */
const EXPONENT_ZEROS = 15;

/**
 * What OPA hands to Go: an integer, a double, or text. OPA keeps how a number was written, and takes `1e21` for a double and
 * `2e308`, which is none, for text. A value here does not keep that: integers beyond 64 bits with many zeros count as such.
 */
function printable(value: Value): string | bigint | GoFloat {
  if (!isNumber(value)) return typeof value === 'string' ? value : canonicalText(value);
  const integer = integerOf(value);
  if (integer === undefined) return new GoFloat(toDouble(value));
  if (BigInt.asIntN(64, integer) === integer) return integer;
  const digits = integer.toString();
  const kept = digits.replace(/(?<!0)0+$/, '');
  if (digits.length - kept.length < EXPONENT_ZEROS) return integer;
  const double = toDouble(value);
  return Number.isFinite(double) ? new GoFloat(double) : `${kept}e${digits.length - kept.length}`;
}

const TO_NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

function toNumber(value: Value): Value {
  if (value === null) return 0;
  if (typeof value === 'boolean') return Number(value);
  if (isNumber(value)) return value;
  if (typeof value !== 'string')
    throw operandError('to_number', 1, `must be one of {null, boolean, number, string} but got ${typeName(value)}`);
  if (/^[+-]?(?:nan|inf(?:inity)?)$/i.test(value))
    throw operandError('to_number', 1, 'must be valid number string but got non-finite');
  const padded = value
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?=[eE]|$)/, '');
  const number = TO_NUMBER.test(value) ? parseNumber(padded) : undefined;
  if (number === undefined) throw builtinError('to_number', 'invalid syntax');
  return number;
}

function concat(separator: string, parts: Value, context: BuiltinContext): string {
  const strings = stringsOf('concat', 2, parts);
  context.charge(strings.reduce((sum, part) => sum + part.length + separator.length, 0) / CHARS_PER_UNIT);
  return strings.join(separator);
}

/** Texts. Places and lengths count code points. */
export const stringBuiltins: readonly Builtin[] = [
  row('concat', ['string', ['set', 'array']], 'string', ([separator, parts], context) =>
    concat(separator as string, parts!, context),
  ),
  twoTexts('contains', 'boolean', (value, part) => value.includes(part)),
  twoTexts('startswith', 'boolean', (value, part) => value.startsWith(part)),
  twoTexts('endswith', 'boolean', (value, part) => value.endsWith(part)),
  anyMatch('strings.any_prefix_match', (value, part) => value.startsWith(part)),
  anyMatch('strings.any_suffix_match', (value, part) => value.endsWith(part)),
  twoTexts('strings.count', 'number', countOf),
  text('strings.reverse', (value) => Array.from(value).reverse().join('')),
  row('strings.replace_n', ['object', 'string'], 'string', ([patterns, value], context) =>
    replaceMany(value as string, replacements(patterns as RegoObject), context),
  ),
  text('lower', (value) => value.toLowerCase()),
  text('upper', (value) => value.toUpperCase()),
  text('trim_space', (value) =>
    trimRight(
      trimLeft(value, (char) => WHITE_SPACE.test(char)),
      (char) => WHITE_SPACE.test(char),
    ),
  ),
  twoTexts('trim', 'string', (value, cutset) => trimRight(trimLeft(value, isIn(cutset)), isIn(cutset))),
  twoTexts('trim_left', 'string', (value, cutset) => trimLeft(value, isIn(cutset))),
  twoTexts('trim_right', 'string', (value, cutset) => trimRight(value, isIn(cutset))),
  twoTexts('trim_prefix', 'string', (value, part) => (value.startsWith(part) ? value.slice(part.length) : value)),
  twoTexts('trim_suffix', 'string', (value, part) =>
    part !== '' && value.endsWith(part) ? value.slice(0, -part.length) : value,
  ),
  twoTexts('split', 'array', (value, separator) => (separator === '' ? Array.from(value) : value.split(separator))),
  row('substring', ['string', 'number', 'number'], 'string', ([value, offset, length]) =>
    substring(value as string, integerOperand('substring', 2, offset!), integerOperand('substring', 3, length!)),
  ),
  twoTexts('indexof', 'number', (value, part) => {
    if (part === '') throw builtinError('indexof', 'empty search character');
    return indexesOf(value, part, 1)[0] ?? -1;
  }),
  twoTexts('indexof_n', 'array', (value, part) => {
    if (part === '') throw builtinError('indexof_n', 'empty search character');
    return indexesOf(value, part, Number.POSITIVE_INFINITY);
  }),
  row('replace', ['string', 'string', 'string'], 'string', ([value, from, to], context) =>
    replaceAll(value as string, from as string, to as string, context),
  ),
  row('format_int', ['number', 'number'], 'string', ([value, base]) =>
    formatInt(value as RegoNumber, integerOperand('format_int', 2, base!)),
  ),
  row('sprintf', ['string', 'array'], 'string', ([format, args], context) =>
    sprintf(format as string, itemsOf(args!), context),
  ),
  row('to_number', ['any'], 'number', ([value]) => toNumber(value!)),
  { ...row('print', [], 'boolean', print), variadic: true },
  { ...row('internal.print', [], 'boolean', print), variadic: true },
  row('trace', ['string'], 'boolean', () => true),
];

function print(operands: readonly Value[], context: BuiltinContext): Value {
  context.print(operands.map((value) => (typeof value === 'string' ? value : canonicalText(value))).join(' '));
  return true;
}

import { BigNumber, numberText } from '../../../value/big-number.ts';
import { compareStrings } from '../../../value/compare.ts';
import { RegoObject } from '../../../value/rego-object.ts';
import { isArray, type Value } from '../../../value/value.ts';

/** A floating-point constant of a template. */
export class GoFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/**
 * A value inside of a template. Integers of the template itself are `bigint`; numbers of the data are text to Go (a
 * `json.Number`), so that they compare as text and zero counts as true. `undefined` is Go's missing value.
 */
export type TemplateValue = Value | bigint | GoFloat | undefined;

/** What a template prints for a missing value. */
export const MISSING_TEXT = '<undefined>';

/** Names of functions that templates may call. */
const FUNCTIONS = [
  'and',
  'or',
  'not',
  'len',
  'index',
  'slice',
  'print',
  'printf',
  'println',
  'html',
  'js',
  'urlquery',
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
] as const;

export type TemplateFunction = (typeof FUNCTIONS)[number];

export function isTemplateFunction(name: string): name is TemplateFunction {
  return (FUNCTIONS as readonly string[]).includes(name);
}

/** True for a string of Go: text, and numbers of the data. */
export function isText(value: TemplateValue): value is string | number | BigNumber {
  return typeof value === 'string' || typeof value === 'number' || value instanceof BigNumber;
}

/** The text of a value that {@link isText}. */
export function textOf(value: string | number | BigNumber): string {
  return typeof value === 'string' ? value : numberText(value);
}

/** Whether `if` takes a value as true. */
export function isTrue(value: TemplateValue): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value !== 0n;
  if (value instanceof GoFloat) return value.value !== 0;
  if (isText(value)) return textOf(value) !== '';
  return (isArray(value) ? value.length : value.size) > 0;
}

/** Name of the type of a value in Go. */
export function goType(value: TemplateValue): string {
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (value instanceof GoFloat) return 'float64';
  if (typeof value === 'string') return 'string';
  if (isText(value)) return 'json.Number';
  return isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

/** A value as Go's `%v` prints it; `nothing` stands for null at the top. */
export function printed(value: TemplateValue, nothing = '<nil>'): string {
  if (value === undefined || value === null) return nothing;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof GoFloat) return floatText(value.value);
  if (isText(value)) return textOf(value);
  if (isArray(value)) return `[${value.map((each) => printed(each)).join(' ')}]`;
  if (value instanceof RegoObject) {
    const keys = value.keys.map(String).sort(compareStrings);
    return `map[${keys.map((key) => `${key}:${printed(value.get(key))}`).join(' ')}]`;
  }
  return printed(value.items);
}

/** Go's `%g` with the shortest digits that stand for a double. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const [mantissa, power] = value.toExponential().split('e') as [string, string];
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 21)
    return value.toFixed(Math.max(0, (mantissa.split('.')[1] ?? '').length - exponent));
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

import { compareStrings } from '../../../value/compare.ts';
import { RegoObject } from '../../../value/rego-object.ts';
import { isArray } from '../../../value/value.ts';
import { goPrintf } from './go-printf.ts';
import {
  GoFloat,
  goType,
  isText,
  isTrue,
  MISSING_TEXT,
  printed,
  textOf,
  type TemplateFunction,
  type TemplateValue,
} from './template-values.ts';

/** A function refused its arguments. */
export class TemplateCallError extends Error {}

/** Functions whose arguments are all evaluated; `and` and `or` are not among them. */
export type EagerFunction = Exclude<TemplateFunction, 'and' | 'or'>;

const HTML: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&#34;' };
const JS: Readonly<Record<string, string>> = {
  '\\': String.raw`\\`,
  "'": String.raw`\'`,
  '"': String.raw`\"`,
  '<': String.raw`\u003C`,
  '>': String.raw`\u003E`,
  '&': String.raw`\u0026`,
  '=': String.raw`\u003D`,
};

/**
 * Calls a function of a template.
 *
 * @throws TemplateCallError
 */
export function callTemplateFunction(name: EagerFunction, args: readonly TemplateValue[]): TemplateValue {
  const [first, ...rest] = args;
  if (args.length === 0 && !VARIADIC.has(name))
    throw new TemplateCallError('wrong number of args: want at least 1 got 0');
  switch (name) {
    case 'not':
      return !isTrue(first);
    case 'len':
      return lengthOf(first);
    case 'index':
      return rest.reduce(indexed, known(first, 'index'));
    case 'slice':
      return sliced(known(first, 'slice'), rest);
    case 'print':
      return sprint(args);
    case 'println':
      return `${args.map((arg) => printed(arg)).join(' ')}\n`;
    case 'printf':
      if (typeof first !== 'string')
        throw new TemplateCallError(`wrong type for value; expected string; got ${goType(first)}`);
      return goPrintf(first, rest);
    case 'html':
      return escapable(args).replaceAll(/[<>&'"]/g, (char) => HTML[char]!);
    case 'js':
      return escapable(args).replaceAll(/[\\'"<>&=]|\p{Cc}/gu, jsEscape);
    case 'urlquery':
      return queryEscape(escapable(args));
    case 'eq':
      if (rest.length === 0) throw new TemplateCallError('missing argument for comparison');
      return rest.some((other) => equal(first, other));
    case 'ne':
      return !equal(first, rest[0]);
    case 'lt':
      return order(first, rest[0]) < 0;
    case 'le':
      return order(first, rest[0]) <= 0;
    case 'gt':
      return order(first, rest[0]) > 0;
    case 'ge':
      return order(first, rest[0]) >= 0;
  }
}

const VARIADIC: ReadonlySet<string> = new Set(['print', 'println', 'html', 'js', 'urlquery']);

function known(value: TemplateValue, what: string): TemplateValue {
  if (value === undefined || value === null) throw new TemplateCallError(`${what} of untyped nil`);
  return value;
}

function lengthOf(value: TemplateValue): bigint {
  if (value === undefined || value === null) throw new TemplateCallError('len of nil pointer');
  if (isText(value)) return BigInt(Buffer.byteLength(textOf(value)));
  if (isArray(value as never)) return BigInt((value as readonly unknown[]).length);
  if (value instanceof RegoObject) return BigInt(value.size);
  throw new TemplateCallError(`len of type ${goType(value)}`);
}

function indexed(item: TemplateValue, index: TemplateValue): TemplateValue {
  known(item, 'index');
  if (item instanceof RegoObject) {
    if (!isText(index)) throw new TemplateCallError(`value has type ${goType(index)}; should be string`);
    return item.get(textOf(index));
  }
  if (isText(item)) {
    const bytes = Buffer.from(textOf(item));
    return BigInt(bytes[position(index, bytes.length - 1)]!);
  }
  if (!isArray(item as never)) throw new TemplateCallError(`can't index item of type ${goType(item)}`);
  const list = item as readonly TemplateValue[];
  return list[position(index, list.length - 1)];
}

function position(index: TemplateValue, most: number): number {
  if (typeof index !== 'bigint') throw new TemplateCallError(`cannot index slice/array with type ${goType(index)}`);
  if (index < 0n || index > BigInt(most)) throw new TemplateCallError(`index out of range: ${index}`);
  return Number(index);
}

function sliced(item: TemplateValue, indexes: readonly TemplateValue[]): TemplateValue {
  if (indexes.length > 3) throw new TemplateCallError(`too many slice indexes: ${indexes.length}`);
  const bytes = isText(item) ? Buffer.from(textOf(item)) : undefined;
  const list = bytes === undefined && isArray(item as never) ? (item as readonly TemplateValue[]) : undefined;
  const size = bytes?.length ?? list?.length;
  if (size === undefined) throw new TemplateCallError(`can't slice item of type ${goType(item)}`);
  if (bytes !== undefined && indexes.length === 3) throw new TemplateCallError('cannot 3-index slice a string');
  const [from = 0, to = size] = indexes.map((index) => position(index, size));
  if (from > to) throw new TemplateCallError(`invalid slice index: ${from} > ${to}`);
  return bytes === undefined ? (list!.slice(from, to) as TemplateValue) : bytes.subarray(from, to).toString();
}

/** Go's `fmt.Sprint`: spaces stand between two values of which neither is text. */
function sprint(args: readonly TemplateValue[]): string {
  let text = '';
  for (const [i, arg] of args.entries()) {
    if (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string') text += ' ';
    text += printed(arg);
  }
  return text;
}

function escapable(args: readonly TemplateValue[]): string {
  return sprint(args.map((arg) => (arg === undefined || arg === null ? MISSING_TEXT : arg)));
}

function jsEscape(char: string): string {
  return JS[char] ?? String.raw`\u` + char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
}

function queryEscape(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

/** Kinds of Go within which values compare. */
function kindOf(value: TemplateValue): 'nil' | 'bool' | 'int' | 'float' | 'text' | 'other' {
  if (value === undefined || value === null) return 'nil';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (value instanceof GoFloat) return 'float';
  return isText(value) ? 'text' : 'other';
}

function equal(a: TemplateValue, b: TemplateValue): boolean {
  const [left, right] = [kindOf(a), kindOf(b)];
  if (left === 'nil' || right === 'nil') return left === right;
  if (left !== right) throw new TemplateCallError('incompatible types for comparison');
  if (left === 'other') throw new TemplateCallError(`non-comparable types ${goType(a)}, ${goType(b)}`);
  if (left === 'bool') return a === b;
  return order(a, b) === 0;
}

function order(a: TemplateValue, b: TemplateValue): number {
  const [left, right] = [kindOf(a), kindOf(b)];
  if (left === 'nil' || left === 'bool' || left === 'other' || right === 'other' || right === 'nil') {
    throw new TemplateCallError('invalid type for comparison');
  }
  if (left !== right) throw new TemplateCallError('incompatible types for comparison');
  if (isText(a) && isText(b)) return compareStrings(textOf(a), textOf(b));
  const [x, y] = [a, b].map((value) => (value instanceof GoFloat ? value.value : (value as bigint))) as [
    number,
    number,
  ];
  return x < y ? -1 : Number(x > y);
}

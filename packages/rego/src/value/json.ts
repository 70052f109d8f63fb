import { RegoError } from '../errors.ts';
import { boundedText } from './bounded-text.ts';
import { BigNumber, numberFromDecimal, numberText, parseNumber } from './big-number.ts';
import { RegoObject } from './rego-object.ts';
import { RegoSet } from './rego-set.ts';
import { isArray, type Value } from './value.ts';

/** Deepest nesting of a value. */
export const MAX_VALUE_DEPTH = 1_000;

/**
 * Takes over plain data of JavaScript, as `JSON.parse` makes it; integers may be `bigint`, and values of Rego stay as they
 * are. Members that are `undefined`
 * are left out, as in JSON.
 *
 * @throws RegoError `value_invalid` for anything that is not JSON, or nested too deeply (cycles included)
 */
export function fromJs(value: unknown, depth = 0): Value {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return finite(value);
  if (depth >= MAX_VALUE_DEPTH) throw new RegoError('value_invalid', 'the value is nested too deeply');
  if (Array.isArray(value)) {
    const items = Array.from<Value>({ length: value.length });
    for (let i = 0; i < value.length; i++) items[i] = fromJs(value[i], depth + 1);
    return items;
  }
  if (typeof value === 'object') return fromPlainObject(value, depth);
  if (typeof value === 'bigint') return numberFromDecimal(value, 0) ?? invalid('a number is too large');
  return invalid(`${typeof value} is not a value of JSON`);
}

function fromPlainObject(value: object, depth: number): Value {
  if (value instanceof BigNumber || value instanceof RegoObject || value instanceof RegoSet) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return invalid('not a plain object');
  const keys: Value[] = [];
  const values: Value[] = [];
  for (const key of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[key];
    if (member === undefined) continue;
    keys.push(key);
    values.push(fromJs(member, depth + 1));
  }
  return keys.length === 0 ? RegoObject.EMPTY : RegoObject.ofDistinct(keys, values);
}

function finite(value: number): number {
  if (!Number.isFinite(value)) return invalid('a number is not finite');
  return value === 0 ? 0 : value;
}

function invalid(message: string): never {
  throw new RegoError('value_invalid', message);
}

/**
 * Parses JSON with numbers of any size.
 *
 * @throws RegoError `value_invalid`
 */
export function parseJson(text: string): Value {
  try {
    // The third argument has the text of a number before it was rounded.
    const parsed: unknown = JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
      if (typeof value !== 'number' || context?.source === undefined) return value;
      return Number.isSafeInteger(value) && context.source.length < 16 ? value : exact(context.source);
    });
    return fromJs(parsed);
  } catch (cause) {
    if (cause instanceof RegoError) throw cause;
    throw new RegoError('value_invalid', 'not JSON', { cause });
  }
}

function exact(source: string): number | BigNumber {
  return parseNumber(source) ?? invalid('a number is too large');
}

/** Most elements of a value that becomes plain data, each counted as often as it is reached. */
const MAX_ELEMENTS = 20_000_000;

/**
 * Plain data of JavaScript: sets become arrays in order, keys that are no strings become their JSON text, numbers that no
 * double stands for become the nearest double.
 *
 * @throws RegoError `budget_exceeded` beyond 20 million elements
 */
export function toJs(value: Value): unknown {
  return plain(value, { elements: 0 });
}

function plain(value: Value, count: { elements: number }): unknown {
  if (++count.elements > MAX_ELEMENTS) throw new RegoError('budget_exceeded', 'a value is too large');
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof BigNumber) return Number(value.toString());
  if (isArray(value)) return value.map((item) => plain(item, count));
  if (!(value instanceof RegoObject)) return value.items.map((item) => plain(item, count));
  const result: Record<string, unknown> = {};
  for (const [key, member] of value) {
    Object.defineProperty(result, memberName(key), {
      value: plain(member, count),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return result;
}

/** JSON text of a value, as short as can be; sets are arrays and keys that are no strings are their JSON text. @throws RegoError `budget_exceeded` beyond 16 Mi characters */
export function jsonText(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || value instanceof BigNumber) return numberText(value);
  if (isArray(value)) return boundedText(`[${value.map(jsonText).join(',')}]`);
  if (!(value instanceof RegoObject)) return boundedText(`[${value.items.map(jsonText).join(',')}]`);
  const members = value.keys.map((key, i) => `${JSON.stringify(memberName(key))}:${jsonText(value.values[i]!)}`);
  return boundedText(`{${members.join(',')}}`);
}

function memberName(key: Value): string {
  return typeof key === 'string' ? key : jsonText(key);
}

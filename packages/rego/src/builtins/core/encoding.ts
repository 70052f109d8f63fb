import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { RegoError } from '../../errors.ts';
import { loadYaml } from '../../internal/yaml.ts';
import { canonicalText } from '../../value/canonical-text.ts';
import { fromJs, jsonText, parseJson, toJs } from '../../value/json.ts';
import { ObjectBuilder, RegoObject } from '../../value/rego-object.ts';
import { isObject, isSet, typeName } from '../../value/type-name.ts';
import { isArray, type TypeName, type Value } from '../../value/value.ts';
import type { Builtin } from '../builtin.ts';
import { Base64Error, decodeBase64, decodeBase64Url } from '../domain/internal/go-base64.ts';
import { goJsonText } from '../domain/internal/go-json.ts';
import { builtinError, operandError } from '../operand-error.ts';
import { row } from '../row.ts';
import { itemsOf } from './collections.ts';

function text(name: string, result: TypeName, run: (value: string) => Value | undefined): Builtin {
  return row(name, ['string'], result, ([value]) => run(value as string));
}

function decoded(name: string, decode: (value: string) => Buffer): Builtin {
  return text(name, 'string', (value) => {
    try {
      return decode(value).toString('utf8');
    } catch (error) {
      if (error instanceof Base64Error) throw builtinError(name, error.message);
      throw error;
    }
  });
}

function isDecodable(decode: () => unknown): boolean {
  try {
    decode();
    return true;
  } catch {
    return false;
  }
}

function hex(value: string): string {
  for (const [i, char] of Array.from(value).entries()) {
    if (!/[0-9a-fA-F]/.test(char)) {
      const code = char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
      throw builtinError('hex.decode', `invalid byte: U+${code} '${char}' at ${i}`);
    }
  }
  if (value.length % 2 === 1) throw builtinError('hex.decode', 'odd length hex string');
  return Buffer.from(value, 'hex').toString('utf8');
}

/** Escapes as Go's `url.QueryEscape`. */
function queryEscape(value: string): string {
  return encodeURIComponent(value.toWellFormed())
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

function queryUnescape(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    throw builtinError('urlquery.decode', `invalid URL escape in ${JSON.stringify(value)}`);
  }
}

function encodeQuery(object: RegoObject): string {
  const pairs: string[] = [];
  for (const [key, value] of object) {
    if (typeof key !== 'string') throw operandError('urlquery.encode_object', 1, 'must have string keys');
    const values =
      typeof value === 'string' ? [value] : isSet(value) || typeName(value) === 'array' ? itemsOf(value) : undefined;
    if (values === undefined)
      throw operandError(
        'urlquery.encode_object',
        1,
        `values must be string, array[string], or set[string] but got ${typeName(value)}`,
      );
    for (const each of values) {
      if (typeof each !== 'string')
        throw operandError('urlquery.encode_object', 1, `must be array of strings but got ${typeName(each)}`);
      pairs.push(`${queryEscape(key)}=${queryEscape(each)}`);
    }
  }
  return pairs.join('&');
}

function decodeQuery(value: string): RegoObject {
  const builder = new ObjectBuilder();
  for (const pair of value.split('&')) {
    if (pair === '') continue;
    const [name = '', ...rest] = pair.split('=');
    const key = queryUnescape(name);
    const known = (builder.get(key) ?? []) as readonly Value[];
    builder.set(key, [...known, queryUnescape(rest.join('='))]);
  }
  return builder.build();
}

function unmarshal(value: string): Value {
  try {
    return parseJson(value);
  } catch (cause) {
    throw new RegoError('eval_builtin_error', 'json.unmarshal: invalid JSON', { cause });
  }
}

function unmarshalYaml(value: string): Value {
  try {
    return fromJs(loadYaml(value) ?? null);
  } catch (cause) {
    throw new RegoError('eval_builtin_error', 'yaml.unmarshal: invalid YAML', { cause });
  }
}

const require = createRequire(import.meta.url);

function marshalYaml(value: Value): string {
  const { stringify } = require('yaml') as typeof Yaml;
  return stringify(toJs(value), { sortMapEntries: true });
}

function marshalWith(value: Value, options: RegoObject): string {
  for (const [key, option] of options) {
    const wanted = key === 'pretty' ? 'boolean' : key === 'indent' || key === 'prefix' ? 'string' : undefined;
    if (wanted === undefined) throw builtinError('json.marshal_with_options', `unknown option ${JSON.stringify(key)}`);
    if (typeof option !== wanted)
      throw operandError('json.marshal_with_options', 2, `key ${canonicalText(key)} failed cast to ${wanted}`);
  }
  const isPretty = options.get('pretty') ?? (options.has('indent') || options.has('prefix'));
  if (isPretty !== true) return goJsonText(value);
  const prefix = (options.get('prefix') ?? '') as string;
  const indent = (options.get('indent') ?? '\t') as string;
  return prefix + indented(value, indent, `\n${prefix}`);
}

/** JSON over lines as Go's `json.MarshalIndent`. */
function indented(value: Value, indent: string, line: string): string {
  const inner = line + indent;
  if (isObject(value)) {
    if (value.size === 0) return '{}';
    const members = [...value].map(
      ([key, member]) =>
        `${goJsonText(typeof key === 'string' ? key : jsonText(key))}: ${indented(member, indent, inner)}`,
    );
    return `{${inner}${members.join(`,${inner}`)}${line}}`;
  }
  const items = isSet(value)
    ? value.items
    : typeof value === 'object' && value !== null && isArray(value)
      ? value
      : undefined;
  if (items === undefined) return goJsonText(value);
  return items.length === 0
    ? '[]'
    : `[${inner}${items.map((item) => indented(item, indent, inner)).join(`,${inner}`)}${line}]`;
}

/** Text forms of bytes and data. */
export const encodingBuiltins: readonly Builtin[] = [
  text('base64.encode', 'string', (value) => Buffer.from(value).toString('base64')),
  decoded('base64.decode', decodeBase64),
  text('base64.is_valid', 'boolean', (value) => isDecodable(() => decodeBase64(value))),
  text('base64url.encode', 'string', (value) => {
    const plain = Buffer.from(value).toString('base64url');
    return plain + '='.repeat((4 - (plain.length % 4)) % 4);
  }),
  text('base64url.encode_no_pad', 'string', (value) => Buffer.from(value).toString('base64url')),
  decoded('base64url.decode', decodeBase64Url),
  text('hex.encode', 'string', (value) => Buffer.from(value).toString('hex')),
  text('hex.decode', 'string', hex),
  text('urlquery.encode', 'string', queryEscape),
  text('urlquery.decode', 'string', queryUnescape),
  row('urlquery.encode_object', ['object'], 'string', ([object]) => encodeQuery(object as RegoObject)),
  text('urlquery.decode_object', 'object', decodeQuery),
  row('json.marshal', ['any'], 'string', ([value]) => goJsonText(value!)),
  row('json.marshal_with_options', ['any', 'object'], 'string', ([value, options]) =>
    marshalWith(value!, options as RegoObject),
  ),
  text('json.unmarshal', 'any' as TypeName, unmarshal),
  row(
    'json.is_valid',
    ['any'],
    'boolean',
    ([value]) => typeof value === 'string' && isDecodable(() => parseJson(value)),
  ),
  row('yaml.marshal', ['any'], 'string', ([value]) => marshalYaml(value!)),
  text('yaml.unmarshal', 'any' as TypeName, unmarshalYaml),
  row(
    'yaml.is_valid',
    ['any'],
    'boolean',
    ([value]) => typeof value === 'string' && isDecodable(() => loadYaml(value)),
  ),
];

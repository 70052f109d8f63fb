import { RegoError } from '../../errors.ts';
import { integerOf } from '../../value/big-number.ts';
import { canonicalText } from '../../value/canonical-text.ts';
import { RegoObject } from '../../value/rego-object.ts';
import { RegoSet } from '../../value/rego-set.ts';
import { typeName } from '../../value/type-name.ts';
import { isArray, isNumber, type Value } from '../../value/value.ts';
import type { Builtin, BuiltinContext, BuiltinFunction } from '../builtin.ts';
import { builtinError, operandError } from '../operand-error.ts';
import { BOOLEAN_MEMBERS, checkRequestMembers, TEXT_MEMBERS } from './internal/http-request.ts';
import { parseDuration } from './internal/parse-duration.ts';

const NAME = 'http.send';
const CACHING_MODES: ReadonlySet<Value> = new Set<Value>(['serialized', 'deserialized']);

const send: BuiltinFunction = ([operand], context) => {
  const request = operand as RegoObject;
  const raise = request.get('raise_error') ?? true;
  if (typeof raise !== 'boolean') throw builtinError(NAME, 'invalid value for raise_error field');
  try {
    checkRequest(request);
    return response(request, context);
  } catch (error) {
    if (raise || !(error instanceof RegoError)) throw error;
    if (error.code !== 'eval_type_error' && error.code !== 'eval_builtin_error') throw error;
    return RegoObject.from([
      ['status_code', 0],
      [
        'error',
        RegoObject.from([
          ['code', error instanceof NetworkError ? 'eval_http_send_network_error' : 'eval_http_send_internal_error'],
          ['message', error.message],
        ]),
      ],
    ]);
  }
};

/** The other side did not answer. */
class NetworkError extends RegoError {}

/** Sends a request, or gives the answer that the same request had before in this evaluation. */
function response(request: RegoObject, context: BuiltinContext): Value {
  const { httpSend } = context.capabilities;
  if (httpSend === undefined) throw new RegoError('capability_denied', `${NAME} is not allowed`);
  const key = `${NAME} ${canonicalText(withoutIgnoredHeaders(request))}`;
  const known = context.memo.get(key);
  if (known instanceof RegoError) throw known;
  if (known !== undefined) return known as Value;
  let answer: Value | RegoError;
  try {
    answer = httpSend(request);
  } catch (cause) {
    answer = cause instanceof RegoError ? cause : networkError(cause);
  }
  context.memo.set(key, answer);
  if (answer instanceof RegoError) throw answer;
  return answer;
}

function networkError(cause: unknown): NetworkError {
  const message = cause instanceof Error ? cause.message : 'the request failed';
  return new NetworkError('eval_builtin_error', `${NAME}: ${message}`, { cause });
}

/** Requests that differ only in headers named by `cache_ignored_headers` have the same answer. */
function withoutIgnoredHeaders(request: RegoObject): RegoObject {
  const ignored = request.get('cache_ignored_headers') ?? null;
  const headers = request.get('headers');
  const key = request.with('cache_ignored_headers', null);
  if (!isArray(ignored) || !(headers instanceof RegoObject)) return key;
  const names = RegoSet.from(ignored);
  return key.with('headers', RegoObject.from([...headers].filter(([name]) => !names.has(name))));
}

function checkRequest(request: RegoObject): void {
  checkRequestMembers(NAME, request, 1);
  for (const name of TEXT_MEMBERS) {
    if (typeof (request.get(name) ?? '') !== 'string') throw builtinError(NAME, `"${name}" must be a string`);
  }
  for (const name of BOOLEAN_MEMBERS) {
    if (typeof (request.get(name) ?? false) !== 'boolean')
      throw builtinError(NAME, `invalid value for "${name}" field`);
  }
  checkHeaders(request.get('headers'));
  checkTimeout(request.get('timeout'));
  checkCount(request, 'max_retry_attempts');
  checkCount(request, 'force_cache_duration_seconds');
  const mode = request.get('caching_mode');
  if (mode !== undefined && !CACHING_MODES.has(mode)) {
    throw builtinError(NAME, 'invalid value specified for "caching_mode" field');
  }
}

function checkHeaders(headers: Value | undefined): void {
  if (headers === undefined) return;
  if (!(headers instanceof RegoObject)) throw builtinError(NAME, 'invalid type for headers key');
  for (const [, value] of headers) {
    if (typeof value !== 'string') throw builtinError(NAME, `invalid type for headers value ${canonicalText(value)}`);
  }
}

/** Nanoseconds as a number or as text, or a duration. */
function checkTimeout(timeout: Value | undefined): void {
  if (timeout === undefined) return;
  if (isNumber(timeout)) {
    if (integerOf(timeout) === undefined) throw builtinError(NAME, 'invalid timeout number value, must be int64');
  } else if (typeof timeout === 'string') {
    const invalid = !/^[+-]?\d{1,19}$/.test(timeout) && typeof parseDuration(timeout) === 'string';
    if (invalid) throw builtinError(NAME, `invalid timeout value ${JSON.stringify(timeout)}`);
  } else {
    throw operandError(NAME, 1, `'timeout' must be one of {string, number} but got ${typeName(timeout)}`);
  }
}

function checkCount(request: RegoObject, name: string): void {
  const value = request.get(name);
  if (value === undefined) return;
  const count = isNumber(value) ? integerOf(value) : undefined;
  if (count === undefined || count < 0n) {
    throw builtinError(NAME, `invalid value ${canonicalText(value)} for field "${name}"`);
  }
}

/** The builtins of OPA's category "http". */
export const httpBuiltins: readonly Builtin[] = [
  { name: NAME, args: ['object'], result: 'object', deterministic: false, run: send },
];

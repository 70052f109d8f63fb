import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonText } from '../../value/json.ts';
import type { Value } from '../../value/value.ts';
import { fromJs } from '../../value/json.ts';
import { httpBuiltins } from './http.ts';
import { refuses, run } from './internal/run-for-test.ts';

const REQUEST = { method: 'get', url: 'https://example.com' };

function answering(answer: unknown): { asked: string[]; httpSend: (request: Value) => Value } {
  const asked: string[] = [];
  return { asked, httpSend: (request) => (asked.push(jsonText(request)), fromJs(answer)) };
}

test('a request goes through the capability, and the same request once in an evaluation', () => {
  const { asked, httpSend } = answering({ status_code: 200 });
  const parts = { capabilities: { httpSend }, memo: new Map<string, unknown>() };
  const send = (request: object): string => jsonText(run(httpBuiltins, 'http.send', [request], parts)!);
  assert.equal(send(REQUEST), '{"status_code":200}');
  send(REQUEST);
  send({ ...REQUEST, headers: { a: '1', trace: 'x' }, cache_ignored_headers: ['trace'] });
  send({ ...REQUEST, headers: { a: '1', trace: 'y' }, cache_ignored_headers: ['trace'] });
  send({ ...REQUEST, headers: { a: '2' }, cache_ignored_headers: ['trace'] });
  assert.equal(asked.length, 3);
});

test('without the capability nothing is sent, whatever the request says about errors', () => {
  refuses(httpBuiltins, 'http.send', [REQUEST], 'capability_denied');
  refuses(httpBuiltins, 'http.send', [{ ...REQUEST, raise_error: false }], 'capability_denied');
});

test('errors of the network are answers when the request asks for that', () => {
  const httpSend = (): never => {
    throw new Error('connection refused');
  };
  const parts = { capabilities: { httpSend } };
  assert.match(refuses(httpBuiltins, 'http.send', [REQUEST], 'eval_builtin_error', parts), /connection refused/);
  const answer = run(httpBuiltins, 'http.send', [{ ...REQUEST, raise_error: false }], parts);
  assert.equal(
    jsonText(answer!),
    '{"error":{"code":"eval_http_send_network_error","message":"http.send: connection refused"},"status_code":0}',
  );
  const invalid = run(httpBuiltins, 'http.send', [{ method: 'get', raise_error: false }], parts);
  assert.match(jsonText(invalid!), /eval_http_send_internal_error.*missing required/);
});

const refused: readonly (readonly [string, object, 'eval_type_error' | 'eval_builtin_error'])[] = [
  ['without a URL', { method: 'get' }, 'eval_type_error'],
  ['with an unknown member', { ...REQUEST, __proto__x: 1 }, 'eval_type_error'],
  ['with a method that is no text', { ...REQUEST, method: 1 }, 'eval_builtin_error'],
  ['with headers that are no object', { ...REQUEST, headers: [] }, 'eval_builtin_error'],
  ['with a header that is no text', { ...REQUEST, headers: { a: 1 } }, 'eval_builtin_error'],
  ['with a flag that is none', { ...REQUEST, enable_redirect: 'yes' }, 'eval_builtin_error'],
  ['with a timeout that is none', { ...REQUEST, timeout: 'soon' }, 'eval_builtin_error'],
  ['with half a nanosecond of timeout', { ...REQUEST, timeout: 0.5 }, 'eval_builtin_error'],
  ['with a timeout of another type', { ...REQUEST, timeout: [] }, 'eval_type_error'],
  ['with fewer retries than none', { ...REQUEST, max_retry_attempts: -1 }, 'eval_builtin_error'],
  ['with an unknown way to cache', { ...REQUEST, caching_mode: 'x' }, 'eval_builtin_error'],
  ['with raise_error that is no flag', { ...REQUEST, raise_error: 1 }, 'eval_builtin_error'],
];

for (const [title, request, code] of refused) {
  test(`a request ${title} is refused`, () => {
    const { httpSend } = answering({});
    refuses(httpBuiltins, 'http.send', [request], code, { capabilities: { httpSend } });
  });
}

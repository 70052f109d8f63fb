import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RegoObject } from '../../value/rego-object.ts';
import { refuses, run } from './internal/run-for-test.ts';
import { splitUrl } from './internal/split-url.ts';
import { providersBuiltins } from './providers.ts';

const NAME = 'providers.aws.sign_req';
// Key and time of the examples in the AWS documentation on Signature Version 4.
const CONFIG = {
  aws_access_key: 'AKIDEXAMPLE',
  aws_secret_access_key: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  aws_region: 'us-east-1',
  aws_service: 'service',
};
const TIME = 1_440_938_160_000_000_000n; // 20150830T123600Z

function signature(request: object, config: object = CONFIG): string {
  const signed = run(providersBuiltins, NAME, [request, config, TIME]) as RegoObject;
  return (signed.get('headers') as RegoObject).get('Authorization') as string;
}

test('the get-vanilla case of the AWS suite has its signature', () => {
  assert.equal(
    signature({ method: 'GET', url: 'https://example.amazonaws.com/' }),
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,SignedHeaders=host;x-amz-date,' +
      'Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  );
});

test('the get-vanilla-query-order-key-case case of the AWS suite has its signature', () => {
  const url = 'https://example.amazonaws.com/?Param1=value1&Param2=value2';
  assert.match(signature({ method: 'GET', url }), /b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500$/);
});

test('headers are signed in small letters, except those that proxies change', () => {
  const headers = { 'X-B': '1', 'x-a': '2', 'User-Agent': 'me', Authorization: 'old' };
  assert.match(
    signature({ method: 'GET', url: 'https://a.example/', headers }),
    /SignedHeaders=host;x-a;x-amz-date;x-b,/,
  );
});

test('a raw body counts more than a body', () => {
  const request = { method: 'PUT', url: 'https://a.example/', body: { a: 1 } };
  assert.equal(signature(request), signature({ ...request, raw_body: '{"a":1}' }));
  assert.notEqual(signature(request), signature({ ...request, raw_body: '' }));
  assert.equal(
    signature({ ...request, body: '<&>' }),
    signature({ ...request, raw_body: String.raw`"\u003c\u0026\u003e"` }),
  );
});

test('what is missing or of the wrong type is named', () => {
  const { aws_region: _, ...incomplete } = CONFIG;
  const request = { method: 'GET', url: 'https://a.example/' };
  assert.match(refuses(providersBuiltins, NAME, [request, incomplete, TIME], 'eval_type_error'), /\{"aws_region"\}/);
  assert.match(refuses(providersBuiltins, NAME, [{ ...request, x: 1 }, CONFIG, TIME], 'eval_type_error'), /\{"x"\}/);
  assert.match(
    refuses(providersBuiltins, NAME, [{ ...request, headers: 1 }, CONFIG, TIME], 'eval_type_error'),
    /must be object/,
  );
  refuses(providersBuiltins, NAME, [request, CONFIG, 0.5], 'eval_type_error');
  refuses(providersBuiltins, NAME, [{ ...request, url: 'https://a.example/%zz' }, CONFIG, TIME]);
});

const urls: readonly (readonly [string, object])[] = [
  ['https://user@h:1/a b?q=1#f', { host: 'h:1', path: '/a%20b', query: 'q=1' }],
  ['http://h', { host: 'h', path: '', query: '' }],
  ['http://h/%2f/ü', { host: 'h', path: '/%2f/%C3%BC', query: '' }],
  ['/p?x?y', { host: '', path: '/p', query: 'x?y' }],
];

for (const [url, parts] of urls) {
  test(`${url} is split without being changed`, () => {
    assert.deepEqual(splitUrl(url), parts);
  });
}

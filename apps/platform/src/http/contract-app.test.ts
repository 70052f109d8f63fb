import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import {
  defineRoute,
  problemSchema,
  PROBLEM_MEDIA_TYPE,
  PROBLEMS,
  type Problem,
  type ProblemCode,
} from '@tensorguard/contract';
import { silentLogger, systemClock } from '@tensorguard/core';
import { collectingLogger, waitFor } from '@tensorguard/testkit';
import { z } from 'zod';
import { PlatformError } from '../errors.ts';
import { serveBindings } from '../testing/contract-server.ts';
import { bind, JsonAnswer, RawAnswer, type Binding } from './binding.ts';
import { createContractApp } from './contract-app.ts';
import { lateListener } from './late-listener.ts';
import { listen } from './listen.ts';
import { MAX_JSON_BODY_BYTES } from './read-body.ts';
import { createRequestMetrics } from './request-metrics.ts';

const spec = { tag: 'Test', access: 'public', errors: [], summary: 'A test' } as const;
const echo = defineRoute({
  ...spec,
  id: 'echo',
  method: 'POST',
  path: '/echo/{name}',
  params: z.strictObject({ name: z.string().max(10) }),
  query: z.strictObject({ n: z.coerce.number().optional() }),
  body: z.strictObject({ text: z.string() }),
  success: { status: 201, body: z.object({ name: z.string(), n: z.number().optional(), text: z.string() }) },
});
const ask = defineRoute({
  ...spec,
  id: 'ask',
  method: 'GET',
  path: '/ask',
  success: { status: 200, body: z.object({ answer: z.string() }) },
});
const drop = defineRoute({ ...spec, id: 'drop', method: 'DELETE', path: '/ask', success: { status: 204 } });
const file = defineRoute({
  ...spec,
  id: 'file',
  method: 'GET',
  path: '/file',
  success: { status: 200, contentType: 'text/plain' },
});
const gone = defineRoute({
  ...spec,
  id: 'gone',
  method: 'GET',
  path: '/gone',
  success: { status: 200, contentType: 'text/event-stream' },
});

async function setUp(t: TestContext, answers: { ask?: () => Promise<unknown> } = {}) {
  const logger = collectingLogger();
  const state = { aborted: false };
  const bindings: Binding[] = [
    bind(echo, async ({ params, query, body }) => ({
      name: params.name,
      text: body.text,
      ...(query.n === undefined ? {} : { n: query.n }),
    })),
    bind(ask, async () => ((await answers.ask?.()) ?? { answer: 'yes', secret: 'column' }) as { answer: string }),
    bind(drop, async () => undefined),
    bind(file, async () => new RawAnswer('plain', { headers: { 'x-more': '1' } })),
    bind(gone, async (_, context) => {
      context.signal.addEventListener('abort', () => (state.aborted = true));
      return new RawAnswer(
        new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('a')) }),
      );
    }),
  ];
  const url = await serveBindings(t, bindings, {}, logger);
  return { url, logger, state };
}

const post = (url: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${url}/echo/x`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
const problemFrom = async (response: Response): Promise<Problem> => {
  assert.equal(response.headers.get('content-type'), PROBLEM_MEDIA_TYPE);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  return problemSchema.parse(await response.json());
};

test('input is parsed, and the answer holds what the contract says and nothing else', async (t) => {
  const { url } = await setUp(t);
  const response = await fetch(`${url}/echo/a%20%2F?n=2`, {
    method: 'POST',
    body: '{"text":"ü"}',
    headers: { 'content-type': 'Application/JSON; charset=utf-8' },
  });
  assert.deepEqual([response.status, await response.json()], [201, { name: 'a /', n: 2, text: 'ü' }]);
  const asked = await fetch(`${url}/ask`);
  assert.deepEqual(await asked.json(), { answer: 'yes' }, 'what the contract does not know is dropped');
  assert.equal(asked.headers.get('cache-control'), 'no-store');
  const plain = await fetch(`${url}/file`);
  assert.deepEqual(
    [await plain.text(), plain.headers.get('content-type'), plain.headers.get('x-more')],
    ['plain', 'text/plain', '1'],
  );
  const dropped = await fetch(`${url}/ask`, { method: 'DELETE' });
  assert.deepEqual([dropped.status, await dropped.text()], [204, '']);
});

test('bad requests get a problem with a stable code, and say where', async (t) => {
  const { url, logger } = await setUp(t);
  const json = { 'content-type': 'application/json' };
  const cases: [string, Promise<Response>, ProblemCode, string?][] = [
    ['no JSON', post(url, '{'), 'request_malformed'],
    ['nothing', post(url, ''), 'request_malformed'],
    ['invalid UTF-8', post(url, new Uint8Array([0x22, 0xff, 0x22])), 'request_malformed'],
    ['no object', post(url, '[]'), 'request_invalid', 'body'],
    ['missing field', post(url, '{}'), 'request_invalid', 'body.text'],
    ['unknown field', post(url, '{"text":"a","__proto__x":1}'), 'request_invalid', 'body'],
    [
      'another type',
      post(url, 'text=a', { 'content-type': 'application/x-www-form-urlencoded' }),
      'media_type_unsupported',
    ],
    ['declared too large', post(url, 'x'.repeat(MAX_JSON_BODY_BYTES + 1)), 'body_too_large'],
    [
      'long parameter',
      fetch(`${url}/echo/${'x'.repeat(11)}`, { method: 'POST', headers: json, body: '{"text":""}' }),
      'request_invalid',
      'params.name',
    ],
    [
      'odd query',
      fetch(`${url}/echo/x?n=many`, { method: 'POST', headers: json, body: '{"text":""}' }),
      'request_invalid',
      'query.n',
    ],
    [
      'unknown query',
      fetch(`${url}/echo/x?m=1`, { method: 'POST', headers: json, body: '{"text":""}' }),
      'request_invalid',
      'query',
    ],
    [
      'query twice',
      fetch(`${url}/echo/x?n=1&n=1`, { method: 'POST', headers: json, body: '{"text":""}' }),
      'request_malformed',
    ],
    [
      'broken escape',
      fetch(`${url}/echo/%zz%zz%zz%zz`, { method: 'POST', headers: json, body: '{"text":""}' }),
      'request_invalid',
      'params.name',
    ],
  ];
  for (const [name, answer, code, where] of cases) {
    const response = await answer;
    const problem = await problemFrom(response);
    assert.deepEqual(
      [problem.code, problem.status, response.status],
      [code, PROBLEMS[code].status, PROBLEMS[code].status],
      name,
    );
    assert.equal(problem.issues?.[0]?.path, where, name);
  }
  assert.deepEqual(
    logger.lines.filter(({ level }) => level === 'error'),
    [],
  );
});

test('a body of unknown length is refused at the limit', async (t) => {
  const { url } = await setUp(t);
  const upload = request(`${url}/echo/x`, { method: 'POST', headers: { 'content-type': 'application/json' } });
  upload.on('error', () => undefined);
  const answered = once(upload, 'response');
  upload.write(Buffer.alloc(MAX_JSON_BODY_BYTES + 1, 0x20));
  const [response] = (await answered) as [{ statusCode: number }];
  assert.equal(response.statusCode, 413);
  upload.destroy();
});

for (const [name, declared] of [
  ['of unknown length', undefined],
  ['that declares its length', 1e12],
] as const) {
  test(`a caller who goes on sending a refused body ${name} reads the refusal and is cut off`, async (t) => {
    const { url } = await setUp(t);
    const headers = {
      'content-type': 'application/json',
      ...(declared === undefined ? {} : { 'content-length': declared }),
    };
    const upload = request(`${url}/echo/x`, { method: 'POST', headers });
    upload.on('error', () => undefined);
    const sending = setInterval(() => upload.write(Buffer.alloc(64 * 1024, 0x20)), 5);
    t.after(() => clearInterval(sending));
    const closed = new Promise((resolve) => upload.once('close', resolve));
    const [response] = (await once(upload, 'response')) as [IncomingMessage];
    const problem = problemSchema.parse(JSON.parse((await response.toArray()).join('')));
    assert.deepEqual([response.statusCode, problem.code], [413, 'body_too_large']);
    await Promise.race([
      closed,
      setTimeout(5_000, undefined, { ref: false }).then(() => assert.fail('the connection stays open')),
    ]);
  });
}

test('another method is told which there are', async (t) => {
  const { url } = await setUp(t);
  const response = await fetch(`${url}/ask`, { method: 'PATCH' });
  assert.equal((await problemFrom(response)).code, 'method_not_allowed');
  assert.deepEqual(response.headers.get('allow')!.split(', ').sort(), ['DELETE', 'GET']);
});

test('failures of ours say nothing of themselves and stand in the log, under the request’s id', async (t) => {
  const failures: [string, () => Promise<unknown>, ProblemCode][] = [
    ['an error', async () => Promise.reject(new TypeError('secret detail')), 'internal'],
    ['no error at all', async () => Promise.reject('secret detail'), 'internal'],
    ['an answer against the contract', async () => ({ answer: 5, note: 'secret detail' }), 'internal'],
    [
      'a database that is away',
      async () => Promise.reject(new PlatformError('unavailable', 'secret detail')),
      'unavailable',
    ],
  ];
  for (const [name, fail, code] of failures) {
    const { url, logger } = await setUp(t, { ask: fail });
    const response = await fetch(`${url}/ask`, { headers: { 'x-request-id': 'my-request-1' } });
    const text = await response.text();
    const problem = problemSchema.parse(JSON.parse(text));
    assert.deepEqual(
      [problem.code, problem.requestId, response.headers.get('x-request-id')],
      [code, 'my-request-1', 'my-request-1'],
      name,
    );
    assert.ok(!text.includes('secret'), name);
    assert.equal(response.headers.get('retry-after'), code === 'unavailable' ? '1' : null, name);
    assert.deepEqual(
      logger.of('request_failed').map((line) => [line['requestId'], line['route']]),
      [['my-request-1', 'ask']],
      name,
    );
  }
});

test('a refusal shows detail and reason, and is no error of ours', async (t) => {
  const refusal = new PlatformError('name_taken', 'internal words', { detail: 'Choose another.', reason: 'taken' });
  const { url, logger } = await setUp(t, { ask: async () => Promise.reject(refusal) });
  const problem = await problemFrom(await fetch(`${url}/ask`));
  assert.deepEqual(
    [problem.detail, problem.reason, problem.type],
    ['Choose another.', 'taken', 'urn:tensorguard:problem:name_taken'],
  );
  assert.deepEqual([logger.of('request_failed').length, logger.of('request_refused').length], [0, 1]);
});

test('an id that a caller may not choose is replaced', async (t) => {
  const { url } = await setUp(t);
  for (const id of ['short', 'x'.repeat(65), 'with space', '"quoted-id"']) {
    const response = await fetch(`${url}/ask`, { headers: { 'x-request-id': id } });
    assert.match(response.headers.get('x-request-id')!, /^req_/, id);
  }
});

test('a stream learns that its reader has gone', async (t) => {
  const { url, state } = await setUp(t);
  const leaving = new AbortController();
  const response = await fetch(`${url}/gone`, { signal: leaving.signal });
  await response.body!.getReader().read();
  leaving.abort();
  await waitFor(() => state.aborted);
});

test('a route that is bound twice is a mistake', () => {
  const bindings = [bind(drop, async () => undefined), bind({ ...drop, id: 'again' }, async () => undefined)];
  const rest = {
    authorise: async () => undefined,
    logger: silentLogger,
    metrics: createRequestMetrics('x'),
    clock: systemClock,
  };
  assert.throws(() => createContractApp({ bindings, ...rest }), /again is bound twice/);
});

test('an answer with headers of its own keeps them', async (t) => {
  const bindings = [bind(ask, async () => new JsonAnswer({ answer: 'yes' }, { etag: '"1"' }))];
  const url = await serveBindings(t, bindings, {});
  const response = await fetch(`${url}/ask`);
  assert.deepEqual([response.headers.get('etag'), await response.json()], ['"1"', { answer: 'yes' }]);
});

test('a server that cannot answer yet says so at once, and answers when it can', async (t) => {
  const server = createServer();
  const answer = lateListener(server);
  const { port, close } = await listen(server, '127.0.0.1', 0);
  t.after(close);
  const early = await fetch(`http://127.0.0.1:${port}/`);
  assert.deepEqual([early.status, early.headers.get('retry-after')], [503, '1']);
  assert.equal(problemSchema.parse(await early.json()).code, 'unavailable');
  answer((_, response) => response.end('ready'));
  assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), 'ready');
});

test('a server that closes lets requests under way end and takes no more', async () => {
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const server = createServer((_, response) => {
    started.resolve();
    void finish.promise.then(() => response.end('done'));
  });
  const { port, close } = await listen(server, '127.0.0.1', 0);
  const idle = connect(port, '127.0.0.1');
  await once(idle, 'connect');
  const under = fetch(`http://127.0.0.1:${port}/`);
  await started.promise;
  const closed = close();
  await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
  finish.resolve();
  assert.equal(await (await under).text(), 'done');
  idle.destroy();
  await closed;
});

test('a port that is taken is an error, not a server', async (t) => {
  const { port, close } = await listen(createServer(), '127.0.0.1', 0);
  t.after(close);
  await assert.rejects(listen(createServer(), '127.0.0.1', port), { code: 'EADDRINUSE' });
});

import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { test, type TestContext } from 'node:test';
import { silentLogger, systemClock } from '@tensorguard/core';
import { loadModel, ModelSlot } from '@tensorguard/inference';
import { directionClassifier, directionClassifierBytes, directionClassifierInput } from '@tensorguard/testkit';
import type { AgentStatus, LineStatus } from '../agent-status.ts';
import type { LoadedRelease } from '../models/load-release.ts';
import type { LineWorker } from '../reconciler/line-worker.ts';
import { RunStats } from '../telemetry/run-stats.ts';
import { InferenceService } from './infer.ts';
import { LocalApi, type LocalApiOptions } from './local-api.ts';

const release = {
  id: 'rel_00000000000000000000000001',
  number: 3,
  digest: `sha256:${'a'.repeat(64)}`,
  sizeBytes: 1,
  publisher: { keyId: `sha256:${'b'.repeat(64)}`, ed25519: '', mlDsa65: '' },
};
const input = directionClassifier.input.name;

/** The local API over the real model, without a platform. */
async function api(t: TestContext, change: Partial<LocalApiOptions> = {}, queueLimit = 4) {
  const model = await loadModel({ bytes: directionClassifierBytes() });
  const slot = new ModelSlot<LoadedRelease>();
  await slot.swap({ release, version: '1.0.0', model, stats: new RunStats(), dispose: () => model.dispose() });
  const lines = new Map([
    ['loaded', { slot }],
    ['empty', { slot: new ModelSlot<LoadedRelease>() }],
  ]);
  const statusOf = (line: string, current: LoadedRelease | undefined): LineStatus => ({
    line,
    state: current === undefined ? 'empty' : 'loaded',
    release: current === undefined ? null : { id: release.id, number: 3, digest: release.digest },
    directive: { number: 7, releaseId: release.id },
    problem: current === undefined ? { code: 'disk_full', message: 'the disk is full' } : null,
    inference: current?.stats.snapshot() ?? null,
  });
  const status = (): AgentStatus => ({
    agentId: 'agt_1',
    tenantId: 'ten_1',
    identity: 'active',
    certificateExpiresAt: null,
    connection: 'socket',
    spooledReports: 2,
    lines: [...lines].map(([line, worker]) => statusOf(line, worker.slot.current)),
  });
  const inference = new InferenceService({
    line: (name) => lines.get(name) as LineWorker | undefined,
    maxConcurrentRuns: 1,
    queueLimit,
    defaultDeadlineMs: 5_000,
    clock: systemClock,
  });
  const options = { apiHost: '127.0.0.1', apiPort: 0, apiToken: undefined, maxBodyBytes: 1_000_000 };
  const server = new LocalApi({ ...options, status, inference, logger: silentLogger, ...change });
  const url = await server.listen();
  t.after(async () => {
    await server.close();
    await inference.close();
    await slot.wipe();
  });
  const infer = (body: unknown, line = 'loaded', headers: Record<string, string> = {}) =>
    fetch(`${url}/v1/models/${line}/infer`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { url, infer };
}

function picture(upsideDown = false) {
  const { dtype, shape, data } = directionClassifierInput({ upsideDown });
  return { dtype, shape, data: Buffer.from(data.buffer).toString('base64') };
}

test('a request gives outputs, the release that answered and the times', async (t) => {
  const { infer } = await api(t);
  const response = await infer({ inputs: { [input]: picture() }, priority: 'high', deadlineMs: 3_000 });
  assert.equal(response.status, 200);
  const body = (await response.json()) as Record<string, unknown> & {
    outputs: Record<string, { data: number[]; shape: number[] }>;
    timings: Record<string, number>;
  };
  const output = body.outputs[directionClassifier.output.name]!;
  assert.deepEqual(output.shape, [1, 2]);
  assert.ok(output.data[0]! > 0.9);
  assert.deepEqual(body['release'], { id: release.id, number: 3, version: '1.0.0' });
  assert.deepEqual(Object.keys(body.timings), ['queueMs', 'runMs', 'totalMs']);
  assert.ok(body.timings['runMs']! > 0 && body.timings['totalMs']! >= body.timings['runMs']!);
});

test('a tensor without dtype has the declared one, and outputs come as base64 when asked', async (t) => {
  const { infer } = await api(t);
  const { shape, data } = picture(true);
  const response = await infer({ inputs: { [input]: { shape, data } }, encoding: 'base64' });
  const body = (await response.json()) as { outputs: Record<string, { data: string }> };
  const bytes = Buffer.from(body.outputs[directionClassifier.output.name]!.data, 'base64');
  assert.ok(bytes.readFloatLE(4) > 0.9);
});

const good = picture();
const badRequests: {
  name: string;
  body: unknown;
  line?: string;
  headers?: Record<string, string>;
  status: number;
  code: string;
}[] = [
  { name: 'no JSON', body: '{', status: 400, code: 'request_malformed' },
  { name: 'no object', body: 7, status: 400, code: 'request_invalid' },
  { name: 'an unknown field', body: { inputs: {}, model: 'x' }, status: 400, code: 'request_invalid' },
  { name: 'an unknown priority', body: { inputs: {}, priority: 'now' }, status: 400, code: 'request_invalid' },
  { name: 'a deadline of nothing', body: { inputs: {}, deadlineMs: 0 }, status: 400, code: 'request_invalid' },
  { name: 'a missing input', body: { inputs: {} }, status: 422, code: 'input_missing' },
  { name: 'an unknown input', body: { inputs: { [input]: good, y: good } }, status: 422, code: 'input_unknown' },
  {
    name: 'a prototype as input',
    body: `{"inputs":{"__proto__":${JSON.stringify(good)}}}`,
    status: 422,
    code: 'input_missing',
  },
  {
    name: 'another shape',
    body: { inputs: { [input]: { dtype: 'float32', shape: [1], data: [1] } } },
    status: 422,
    code: 'input_shape_mismatch',
  },
  {
    name: 'another type',
    body: { inputs: { [input]: { dtype: 'int8', shape: [1, 3, 1, 1], data: [1, 2, 3] } } },
    status: 422,
    code: 'input_dtype_mismatch',
  },
  {
    name: 'data that do not fit the shape',
    body: { inputs: { [input]: { shape: [1, 3, 1, 1], data: [1] } } },
    status: 422,
    code: 'tensor_size_mismatch',
  },
  {
    name: 'a number that is none',
    body: { inputs: { [input]: { shape: [1, 3, 1, 1], data: [1, 2, null] } } },
    status: 422,
    code: 'tensor_malformed',
  },
  { name: 'a line that is not here', body: { inputs: {} }, line: 'other', status: 404, code: 'not_found' },
  { name: 'a line without a model', body: { inputs: {} }, line: 'empty', status: 503, code: 'slot_empty' },
  { name: 'a path that cannot be decoded', body: { inputs: {} }, line: '%zz', status: 400, code: 'request_malformed' },
  {
    name: 'a form',
    body: 'a=b',
    headers: { 'content-type': 'text/plain' },
    status: 415,
    code: 'media_type_unsupported',
  },
  { name: 'a body that is too large', body: `"${'x'.repeat(1_000_000)}"`, status: 413, code: 'body_too_large' },
];

test('bad requests get a problem document with a stable code', async (t) => {
  const { infer } = await api(t);
  for (const { name, body, line, headers, status, code } of badRequests) {
    const response = await infer(body, line, headers);
    assert.equal(response.headers.get('content-type'), 'application/problem+json', name);
    const problem = (await response.json()) as Record<string, unknown>;
    assert.deepEqual([response.status, problem['code']], [status, code], name);
    assert.equal(problem['type'], `urn:tensorguard:problem:${code}`);
    assert.ok(!JSON.stringify(problem).includes('    at '), name);
  }
  assert.equal((await infer({ inputs: { [input]: good } })).status, 200, 'it still works');
});

test('a deadline that passes gives deadline_exceeded, a full queue queue_full', async (t) => {
  const { infer } = await api(t, {}, 2);
  const body = { inputs: { [input]: good } };
  const answers = await Promise.all(Array.from({ length: 24 }, () => infer(body)));
  const codes = new Set(answers.map(({ status }) => status));
  assert.ok(codes.has(200) && codes.has(429), [...codes].join(' '));
  const late = await infer({ ...body, deadlineMs: 1 });
  assert.ok([200, 504].includes(late.status), String(late.status));
});

test('models, health, readiness and metrics tell what is there', async (t) => {
  const { url, infer } = await api(t);
  await infer({ inputs: { [input]: good } });
  const models = (await (await fetch(`${url}/v1/models`)).json()) as { models: LineStatus[] };
  assert.deepEqual(
    models.models.map(({ line, state }) => [line, state]),
    [
      ['loaded', 'loaded'],
      ['empty', 'empty'],
    ],
  );
  const one = (await (await fetch(`${url}/v1/models/loaded`)).json()) as LineStatus;
  assert.equal(one.inference?.requests, 1);
  assert.equal((await fetch(`${url}/v1/models/none`)).status, 404);
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  const ready = await fetch(`${url}/readyz`);
  assert.equal(ready.status, 503);
  assert.deepEqual(((await ready.json()) as { missing: unknown }).missing, [
    { line: 'empty', state: 'empty', code: 'disk_full' },
  ]);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  for (const expected of [
    'tensorguard_agent_inference_requests_total{line="loaded"} 1',
    'tensorguard_agent_model_loaded{line="empty"} 0',
    'tensorguard_agent_spooled_reports 2',
    'tensorguard_agent_queue_running{line="loaded"} 0',
  ]) {
    assert.ok(metrics.includes(`${expected}\n`), expected);
  }
  assert.ok(
    metrics.split('\n').every((line) => line === '' || line.startsWith('#') || /^[a-z_]+(\{[^}]*\})? \S+$/.test(line)),
  );
});

test('unknown paths and methods are refused', async (t) => {
  const { url } = await api(t);
  assert.equal((await fetch(`${url}/`)).status, 404);
  assert.equal((await fetch(`${url}/healthz`, { method: 'POST' })).status, 405);
});

test('a foreign Host, as DNS rebinding sends it, is refused', async (t) => {
  const { url } = await api(t);
  const { port } = new URL(url);
  const statusFor = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      httpRequest({ host: '127.0.0.1', port, path: '/healthz', headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  assert.equal(await statusFor(`evil.example:${port}`), 403);
  assert.equal(await statusFor(`localhost:${port}`), 200);
  assert.equal(await statusFor(`[::1]:${port}`), 200);
  assert.equal(await statusFor(`LOCALHOST`), 200);
  assert.equal(await statusFor('127.0.0.1.evil.example'), 403);
});

test('with a token set, only callers that show it are served', async (t) => {
  const apiToken = 'correct-horse-battery-staple';
  const { url } = await api(t, { apiToken });
  const statusWith = async (authorization?: string) =>
    (await fetch(`${url}/v1/models`, authorization === undefined ? {} : { headers: { authorization } })).status;
  assert.equal(await statusWith(), 401);
  assert.equal(await statusWith(`Bearer ${apiToken}x`), 401);
  assert.equal(await statusWith(`Basic ${apiToken}`), 401);
  assert.equal(await statusWith(`Bearer ${apiToken}`), 200);
});

test('an address that is taken is a coded error', async (t) => {
  const { url } = await api(t);
  await assert.rejects(api(t, { apiPort: Number(new URL(url).port) }), { code: 'api_unavailable' });
});

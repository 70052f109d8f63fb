import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentApiRoutes, createClient, operatorRoutes, type RouteSpec } from '@tensorguard/contract';
import { collectingLogger, freePort, ManualClock, tempDir, waitFor } from '@tensorguard/testkit';
import { startPlatform, type Platform } from './compose.ts';
import { platformConfigSchema } from './config.ts';
import { checkReady } from './readiness.ts';

/** Requests without an identity that may come at once from one address. */
const ADDRESS_BURST = 2_000;

let folder: string;
let platform: Platform;
let token: string;
const logger = collectingLogger();
const configOf = (dataDir: string, more: object = {}) =>
  platformConfigSchema.parse({ port: 0, agentPort: 0, dataDir, consoleDir: join(folder, 'console'), ...more });

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tensorguard-compose-'));
  await mkdir(join(folder, 'console'));
  await writeFile(join(folder, 'console/index.html'), '<!doctype html><title>Console</title>');
  platform = await startPlatform(configOf(join(folder, 'data')), { logger });
  token = await platform.admin.createToken('tests', 1);
});
after(async () => {
  await platform.stop();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string, init: RequestInit = {}) => fetch(platform.url + path, init);

/** A request on the agents' port without a certificate. */
const askAgentPort = (method: string, path: string) =>
  new Promise<{ status: number; code: string | undefined }>((resolve, reject) => {
    const request = httpsRequest(platform.agentUrl + path, { method, rejectUnauthorized: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, code: (JSON.parse(text) as { code?: string }).code }),
      );
    });
    request.on('error', reject);
    request.end();
  });

const pathOf = (spec: RouteSpec) => spec.path.replace(/\{\w+\}/g, 'x');

test('every route of the contract answers on its port, and asks who calls unless it is public', async () => {
  for (const spec of Object.values(operatorRoutes) as RouteSpec[]) {
    const response = await get(pathOf(spec), { method: spec.method });
    const code = response.ok ? undefined : ((await response.json()) as { code: string }).code;
    if (spec.access === 'public') assert.ok(code !== 'not_signed_in' && code !== 'method_not_allowed', spec.id);
    else assert.equal(code, 'not_signed_in', spec.id);
    assert.ok(response.headers.has('x-request-id'), `${spec.id} is not bound`);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff', spec.id);
  }
  for (const spec of Object.values(agentApiRoutes) as RouteSpec[]) {
    const { status, code } = await askAgentPort(spec.method, pathOf(spec));
    if (spec.access === 'public') assert.ok(status === 200 || status === 415, `${spec.id}: ${status}`);
    else assert.deepEqual([status, code], [403, 'identity_refused'], spec.id);
  }
});

test('the ports do not answer for each other', async () => {
  assert.equal((await get('/agent/v1/desired')).status, 200, 'a page of the console');
  assert.equal((await get('/agent/v1/enrol', { method: 'POST' })).status, 404);
  assert.deepEqual(await askAgentPort('GET', '/v1/fleets'), { status: 404, code: 'not_found' });
  assert.deepEqual(await askAgentPort('GET', '/metrics'), { status: 404, code: 'not_found' });
  assert.equal((await askAgentPort('PUT', '/agent/v1/enrol')).code, 'method_not_allowed');
});

test('health, readiness and metrics are there for machines', async () => {
  const health = (await (await get('/healthz')).json()) as { status: string };
  assert.equal(health.status, 'ok');
  assert.deepEqual(await (await get('/readyz')).json(), { status: 'ready' });
  await get('/v1/fleets', { headers: { authorization: `Bearer ${token}` } });
  await askAgentPort('GET', '/agent/v1/trust-bundle');
  const text = await (await get('/metrics')).text();
  for (const line of [
    /^tensorguard_http_request_duration_seconds_count\{route="listFleets",status="200"\} \d+$/m,
    /^tensorguard_agent_http_request_duration_seconds_count\{route="getTrustBundle",status="200"\} \d+$/m,
    /^tensorguard_agents\{status="active"\} 0$/m,
    /^tensorguard_agent_sockets 0$/m,
    /^tensorguard_ledger_entries \d+$/m,
    /^process_resident_memory_bytes \d+$/m,
  ]) {
    assert.match(text, line);
  }
});

test('the API is described for machines and for people, complete and without scripts', async () => {
  const document = (await (await get('/openapi.json')).json()) as { openapi: string; paths: Record<string, object> };
  assert.match(document.openapi, /^3\.1\./);
  const page = await get('/docs');
  const html = await page.text();
  for (const spec of [...Object.values(operatorRoutes), ...Object.values(agentApiRoutes)] as RouteSpec[]) {
    assert.ok(Object.hasOwn(document.paths[spec.path] ?? {}, spec.method.toLowerCase()), spec.id);
    assert.ok(html.includes(spec.path), spec.id);
  }
  assert.ok(!/<script/i.test(html));
  assert.match(page.headers.get('content-security-policy')!, /default-src 'none'/);
});

test('the console is served for every page, and unknown paths of the API are not one', async () => {
  for (const path of ['/', '/agents', '/audit/7']) {
    const response = await get(path);
    assert.match(await response.text(), /Console/, path);
    assert.deepEqual(
      [response.headers.get('x-frame-options'), response.headers.get('referrer-policy')],
      ['DENY', 'no-referrer'],
    );
  }
  const missing = await get('/v1/nothing');
  assert.deepEqual([missing.status, missing.headers.get('content-type')], [404, 'application/problem+json']);
  assert.equal((await get('/assets/missing.js')).status, 404);
});

test('CRL and OCSP are public, and a body that is no request is bounded', async () => {
  const crl = await get('/pki/issuing.crl');
  assert.equal(crl.headers.get('content-type'), 'application/pkix-crl');
  assert.equal(Buffer.from(await crl.arrayBuffer())[0], 0x30, 'DER');
  const ocsp = (body: Uint8Array<ArrayBuffer>) => get('/pki/ocsp', { method: 'POST', body });
  const junk = await ocsp(Buffer.from('junk'));
  assert.deepEqual([junk.status, junk.headers.get('content-type')], [200, 'application/ocsp-response']);
  assert.equal((await ocsp(Buffer.alloc(64 * 1024 + 1))).status, 413);
  const unending = httpRequest(`${platform.url}/pki/ocsp`, { method: 'POST' });
  unending.on('error', () => undefined);
  const answered = once(unending, 'response');
  unending.write(Buffer.alloc(64 * 1024 + 1));
  const [answer] = (await answered) as [{ statusCode: number }];
  assert.equal(answer.statusCode, 413, 'while the body goes on');
  unending.destroy();
});

test('bytes that are no HTTP end that connection only', async () => {
  const { hostname, port } = new URL(platform.url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  socket.write('\x16\x03\x01 hello\r\n\r\n');
  await new Promise((resolve) => socket.on('close', resolve));
  assert.match(answer, /^HTTP\/1\.1 400/);
  assert.equal((await get('/healthz')).status, 200);
});

test('the live feed says what changed, and ends when the platform stops', async (t) => {
  const dataDir = join(folder, 'second');
  const second = await startPlatform(configOf(dataDir), { logger });
  t.after(() => second.stop());
  const bearer = await second.admin.createToken('tests', 1);
  const authorization = { authorization: `Bearer ${bearer}` };
  const response = await fetch(`${second.url}/v1/changes`, { headers: authorization });
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  const api = createClient({ baseUrl: second.url, token: bearer });
  const reader = response.body!.getReader();
  let text = '';
  const reading = (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read())
      text += new TextDecoder().decode(part.value);
  })();
  const fleet = await api.call(operatorRoutes.createFleet, { body: { name: 'Live' } });
  await waitFor(() => text.includes(fleet.id) && text.includes('"ledger"'));
  const overview = await api.call(operatorRoutes.getOverview, {});
  assert.deepEqual([overview.fleets, overview.agents.total, overview.averageTrust], [1, 0, null]);
  assert.ok(overview.recentEntries.some(({ type, subjectName }) => type === 'fleet.created' && subjectName === 'Live'));
  const root = await (await fetch(`${second.url}/v1/ledger/keys`)).json();
  const began = performance.now();
  await second.stop();
  await reading;
  assert.ok(performance.now() - began < 5_000, 'an open stream does not hold up the stop');
  await assert.rejects(fetch(`${second.url}/healthz`));

  const restarted = await startPlatform(configOf(dataDir), { logger });
  t.after(() => restarted.stop());
  const again = createClient({ baseUrl: restarted.url, token: bearer });
  assert.equal((await again.call(operatorRoutes.getFleet, { params: { fleetId: fleet.id } })).name, 'Live');
  assert.deepEqual(await (await fetch(`${restarted.url}/v1/ledger/keys`)).json(), root, 'the same keys');
  await restarted.database.close();
  const away = await fetch(`${restarted.url}/readyz`);
  assert.deepEqual([away.status, await away.json()], [503, { status: 'not ready' }]);
  const refused = await fetch(`${restarted.url}/v1/fleets`, { headers: authorization });
  assert.deepEqual([refused.status, ((await refused.json()) as { code: string }).code], [503, 'unavailable']);
  assert.equal((await fetch(`${restarted.url}/metrics`)).status, 503);
});

test('callers behind a proxy are told apart when the proxy is trusted, and only then', async (t) => {
  const ask = (url: string, caller: string) =>
    fetch(`${url}/v1/ledger/keys`, { headers: { 'x-forwarded-for': `198.51.100.7, ${caller}` } });
  for (const trustProxy of [true, false]) {
    const dataDir = await tempDir(t);
    const clock = new ManualClock(Date.now());
    const behind = await startPlatform(configOf(dataDir, { trustProxy }), { logger, clock });
    t.after(() => behind.stop());
    for (let sent = 0; sent < ADDRESS_BURST; sent += 100) {
      await Promise.all(Array.from({ length: 100 }, async () => (await ask(behind.url, '203.0.113.1')).arrayBuffer()));
    }
    assert.equal((await ask(behind.url, '203.0.113.1')).status, 429);
    assert.equal((await ask(behind.url, '203.0.113.2')).status, trustProxy ? 200 : 429, String(trustProxy));
  }
});

test('a platform that cannot start leaves nothing open', async (t) => {
  const port = await freePort();
  const dataDir = await tempDir(t);
  const taken = Number(new URL(platform.agentUrl).port);
  await assert.rejects(startPlatform(configOf(dataDir, { port, agentPort: taken }), { logger }), {
    code: 'EADDRINUSE',
  });
  await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`), 'the port that was open is closed again');
});

test('readiness needs a database that answers and a folder that takes a write', async (t) => {
  const dir = await tempDir(t);
  const database = { ping: async () => undefined } as typeof platform.database;
  await checkReady(database, dir);
  await assert.rejects(checkReady(database, `${dir}/gone`));
  const failing = { ping: async () => Promise.reject(new Error('away')) } as typeof platform.database;
  await assert.rejects(checkReady(failing, dir), /away/);
  if (process.getuid?.() !== 0) {
    await chmod(dir, 0o500);
    await assert.rejects(checkReady(database, dir));
    await chmod(dir, 0o700);
  }
});

test('nothing in the log is an error of ours', () => {
  const expected = new Set([
    'request_failed',
    'sequencer_failed',
    'rollout_engine_failed',
    'heartbeats_not_stored',
    'stop_incomplete',
  ]);
  const errors = logger.lines.filter(({ level, event }) => level === 'error' && !expected.has(event));
  assert.deepEqual(errors, []);
  assert.ok(!JSON.stringify(logger.lines).includes(token), 'no secret is logged');
});

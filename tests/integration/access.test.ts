import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient, operatorRoutes } from '@tensorguard/contract';
import { eventually } from './rollouts.ts';
import { newTenant, signIn, startTestPlatform, type TestPlatform } from './harness.ts';

let platform: TestPlatform;
before(async () => {
  platform = await startTestPlatform();
});
after(() => platform.stop());

test('a sign-in link opens one session, whose cookie scripts cannot read', async () => {
  const link = await platform.platform.admin.signInLink();
  const { response, cookie } = await signIn(platform, link);
  assert.equal(response.status, 201);
  assert.match(response.headers.get('set-cookie')!, /HttpOnly; SameSite=Strict/);
  const session = await fetch(`${platform.platform.url}/v1/session`, { headers: { cookie } });
  assert.equal(((await session.json()) as { user: { role: string } }).user.role, 'owner');
  const again = await signIn(platform, link);
  assert.equal(again.response.status, 401);
  assert.equal(((await again.response.json()) as { code: string }).code, 'sign_in_refused');
});

test('a closed session is over', async () => {
  const { cookie } = await signIn(platform, await platform.platform.admin.signInLink());
  const closed = await fetch(`${platform.platform.url}/v1/session`, { method: 'DELETE', headers: { cookie } });
  assert.equal(closed.status, 204);
  const after_ = await fetch(`${platform.platform.url}/v1/session`, { headers: { cookie } });
  assert.equal(after_.status, 401);
});

test('a request that another site makes with the cookie is refused, a read too small to matter is not', async () => {
  const { cookie } = await signIn(platform, await platform.platform.admin.signInLink());
  const attack = { cookie, origin: 'https://evil.example', 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'Stolen' });
  for (const headers of [attack, { ...attack, origin: 'null' }, { ...attack, 'sec-fetch-site': 'cross-site' }]) {
    const response = await fetch(`${platform.platform.url}/v1/fleets`, { method: 'POST', headers, body });
    assert.equal(((await response.json()) as { code: string }).code, 'origin_refused');
  }
});

test('a token does what its permissions say and no more, and nothing after revocation', async () => {
  const { secret, apiToken } = await platform.api.call(operatorRoutes.createApiToken, {
    body: { name: 'reader', permissions: ['fleets:read'] },
  });
  const reader = createClient({ baseUrl: platform.platform.url, token: secret });
  await reader.call(operatorRoutes.listFleets, {});
  await assert.rejects(reader.call(operatorRoutes.createFleet, { body: { name: 'x' } }), { code: 'not_permitted' });
  await assert.rejects(reader.call(operatorRoutes.listApiTokens, {}), { code: 'not_permitted' });
  await platform.api.call(operatorRoutes.revokeApiToken, { params: { apiTokenId: apiToken.id } });
  await assert.rejects(reader.call(operatorRoutes.listFleets, {}), { code: 'not_signed_in' });
});

test('an open live feed ends soon after its session is closed or its token revoked, and no other does', async (t) => {
  const { url, admin } = platform.platform;
  const leaving = new AbortController();
  t.after(() => leaving.abort());
  /** Opens a feed; `ended` resolves when the platform ends it. */
  const open = async (headers: Record<string, string>) => {
    const response = await fetch(`${url}/v1/changes`, { headers, signal: leaving.signal });
    assert.equal(response.status, 200);
    const feed = { hasEnded: false };
    void response.text().then(
      () => (feed.hasEnded = true),
      () => undefined,
    );
    return feed;
  };
  const { cookie } = await signIn(platform, await admin.signInLink());
  const { secret, apiToken } = await platform.api.call(operatorRoutes.createApiToken, {
    body: { name: 'screen', permissions: ['fleets:read'] },
  });
  const bySession = await open({ cookie });
  const byToken = await open({ authorization: `Bearer ${secret}` });
  const other = await open({ authorization: `Bearer ${platform.token}` });
  await fetch(`${url}/v1/session`, { method: 'DELETE', headers: { cookie } });
  await eventually(() => bySession.hasEnded, 'the feed of the session ends');
  assert.deepEqual([byToken.hasEnded, other.hasEnded], [false, false]);
  await platform.api.call(operatorRoutes.revokeApiToken, { params: { apiTokenId: apiToken.id } });
  await eventually(() => byToken.hasEnded, 'the feed of the token ends');
  assert.equal(other.hasEnded, false);
});

test('a token cannot be given more than its maker has', async () => {
  const { secret } = await platform.api.call(operatorRoutes.createApiToken, {
    body: { name: 'maker', permissions: ['access:write'] },
  });
  const maker = createClient({ baseUrl: platform.platform.url, token: secret });
  const body = { name: 'more', permissions: ['platform:admin' as const] };
  await assert.rejects(maker.call(operatorRoutes.createApiToken, { body }), { code: 'not_permitted' });
});

test('tenants do not see, name or change each other’s things', async () => {
  const { api: other } = await newTenant(platform, 'Other');
  const fleet = await platform.api.call(operatorRoutes.createFleet, { body: { name: 'Hospital A' } });
  assert.deepEqual((await other.call(operatorRoutes.listFleets, {})).items, []);
  await assert.rejects(other.call(operatorRoutes.getFleet, { params: { fleetId: fleet.id } }), { code: 'not_found' });
  const body = { reason: 'mine now' };
  await assert.rejects(other.call(operatorRoutes.revokeFleet, { params: { fleetId: fleet.id }, body }), {
    code: 'not_found',
  });
  await assert.rejects(other.call(operatorRoutes.createJoinToken, { body: { fleetId: fleet.id } }), {
    code: 'not_found',
  });
  await assert.rejects(other.call(operatorRoutes.listTenants, {}), { code: 'not_permitted' });
  await other.call(operatorRoutes.createFleet, { body: { name: 'Hospital A' } });
});

test('bad input gets a coded problem, never a server error', async () => {
  const headers = { authorization: `Bearer ${platform.token}`, 'content-type': 'application/json' };
  const cases: [string, string, RequestInit, number, string][] = [
    ['no JSON', '/v1/fleets', { method: 'POST', body: '{' }, 400, 'request_malformed'],
    ['unknown field', '/v1/fleets', { method: 'POST', body: '{"name":"a","x":1}' }, 400, 'request_invalid'],
    ['wrong type', '/v1/fleets', { method: 'POST', body: '{"name":5}' }, 400, 'request_invalid'],
    [
      'invalid UTF-8',
      '/v1/fleets',
      { method: 'POST', body: new Uint8Array([0x22, 0xff, 0x22]) },
      400,
      'request_malformed',
    ],
    ['too large', '/v1/fleets', { method: 'POST', body: `"${'x'.repeat(1_100_000)}"` }, 413, 'body_too_large'],
    ['bad cursor', '/v1/fleets?cursor=abc', {}, 400, 'cursor_invalid'],
    ['foreign cursor', `/v1/fleets?cursor=${Buffer.from('[1]').toString('base64url')}`, {}, 400, 'cursor_invalid'],
    ['bad limit', '/v1/fleets?limit=many', {}, 400, 'request_invalid'],
    ['parameter twice', '/v1/fleets?limit=1&limit=2', {}, 400, 'request_malformed'],
    ['unknown parameter', '/v1/fleets?sort=name', {}, 400, 'request_invalid'],
    ['not an id', '/v1/fleets/../secrets%00', {}, 404, 'not_found'],
    ['no id', '/v1/fleets/abc', {}, 400, 'request_invalid'],
    ['wrong method', '/v1/fleets', { method: 'PUT', body: '{}' }, 405, 'method_not_allowed'],
    ['no path', '/v1/nothing', {}, 404, 'not_found'],
  ];
  for (const [name, path, init, status, code] of cases) {
    const response = await fetch(platform.platform.url + path, { headers, ...init });
    const problem = (await response.json()) as { code: string; status: number };
    assert.deepEqual([response.status, problem.code], [status, code], name);
    assert.equal(response.headers.get('content-type'), 'application/problem+json', name);
  }
  const form = { authorization: headers.authorization, 'content-type': 'application/x-www-form-urlencoded' };
  const response = await fetch(`${platform.platform.url}/v1/fleets`, { method: 'POST', headers: form, body: 'name=a' });
  assert.equal(response.status, 415);
});

test('every action of an operator is in the log, and the log verifies', async () => {
  const fleet = await platform.api.call(operatorRoutes.createFleet, { body: { name: 'Logged' } });
  let entries = await platform.api.call(operatorRoutes.listLedgerEntries, { query: { subject: fleet.id } });
  for (let i = 0; entries.items.length === 0 && i < 50; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    entries = await platform.api.call(operatorRoutes.listLedgerEntries, { query: { subject: fleet.id } });
  }
  assert.equal(entries.items[0]!.type, 'fleet.created');
  const proof = await platform.api.call(operatorRoutes.getLedgerEntry, { params: { seq: entries.items[0]!.seq } });
  assert.match(proof.checkpoint, /^tensorguard\.local\/ledger\n/);
});

import assert from 'node:assert/strict';
import { it, test, type TestContext } from 'node:test';
import { operatorRoutes, type Permission, type RouteSpec } from '@tensorguard/contract';
import { ManualClock } from '@tensorguard/testkit';
import type { PlatformError } from '../../errors.ts';
import { eachDatabase } from '../../testing/databases.ts';
import { serveAuthorised } from '../../testing/contract-server.ts';
import type { Operator } from '../../http/context.ts';
import { createRateLimiter } from '../../http/rate-limiter.ts';
import { authoriseOperator } from './authorise-operator.ts';
import { accessRoutes } from './routes.ts';
import { createAccess, createTenantWithOwner } from './service.ts';
import { createSessions } from './sessions.ts';

const ORIGIN = 'https://console.example';
const TOKEN = `tgp_${'t'.repeat(43)}`;
const SESSION = `tgs_${'s'.repeat(43)}`;

/** The decision over one known token and one known session that may do some things. */
function setUp(permissions: readonly Permission[] = ['fleets:read', 'fleets:write'], burst = 100) {
  const operator = (id: string): Operator => ({
    kind: 'user',
    id,
    userId: id,
    name: id,
    tenantId: 'ten_1',
    permissions: new Set(permissions),
  });
  const clock = new ManualClock(0);
  const access = {
    findByApiToken: async (secret: string) => (secret === TOKEN ? operator('by token') : undefined),
    sessions: { find: async (secret: string) => (secret === SESSION ? operator('by session') : undefined) } as never,
  };
  const limit = { perSecond: 1, burst };
  const authorise = authoriseOperator({
    access,
    publicOrigin: ORIGIN,
    actorLimiter: createRateLimiter(limit, clock),
    addressLimiter: createRateLimiter(limit, clock),
  });
  const ask = async (spec: RouteSpec, headers: Record<string, string>, address = '192.0.2.1'): Promise<string> => {
    try {
      const actor = await authorise(spec, { headers: new Headers(headers), address, incoming: undefined as never });
      return actor?.id ?? 'nobody';
    } catch (error) {
      return (error as PlatformError).code;
    }
  };
  return { ask };
}

const bearer = { authorization: `Bearer ${TOKEN}` };
const cookie = { cookie: `other=1; tg_session=${SESSION}; more=2` };
const { listFleets, createFleet, openSession, getSession, createTenant, getLedgerKeys } = operatorRoutes;

test('who calls is said by a token or a session, the token first', async () => {
  const { ask } = setUp();
  const cases: [string, Record<string, string>, string][] = [
    ['a token', bearer, 'by token'],
    ['a session', cookie, 'by session'],
    ['both', { ...bearer, ...cookie }, 'by token'],
    ['a bad token beside a session', { authorization: `Bearer ${TOKEN}x`, ...cookie }, 'not_signed_in'],
    ['nothing', {}, 'not_signed_in'],
    ['an unknown session', { cookie: 'tg_session=tgs_unknown' }, 'not_signed_in'],
    ['an empty session', { cookie: 'tg_session=' }, 'not_signed_in'],
    ['another scheme', { authorization: `Basic ${TOKEN}` }, 'not_signed_in'],
    ['a token too short to be one', { authorization: 'Bearer x' }, 'not_signed_in'],
  ];
  for (const [name, headers, expected] of cases) assert.equal(await ask(listFleets, headers), expected, name);
});

test('a permission is needed, except where being signed in or nobody at all is enough', async () => {
  const { ask } = setUp(['fleets:read']);
  assert.equal(await ask(listFleets, bearer), 'by token');
  assert.equal(await ask(createFleet, bearer), 'not_permitted');
  assert.equal(await ask(createTenant, bearer), 'not_permitted');
  assert.equal(await ask(getSession, bearer), 'by token');
  assert.equal(await ask(getLedgerKeys, {}), 'nobody');
  const agentsOnly = { ...listFleets, access: 'agent' } as RouteSpec;
  assert.equal(await ask(agentsOnly, bearer), 'not_permitted', 'operators are no agents');
});

test('a change with a cookie must come from the console; reads and tokens need not', async () => {
  const { ask } = setUp();
  const cases: [string, RouteSpec, Record<string, string>, string][] = [
    ['the console', createFleet, { ...cookie, origin: ORIGIN }, 'by session'],
    ['the console, by fetch metadata', createFleet, { ...cookie, 'sec-fetch-site': 'same-origin' }, 'by session'],
    ['an address typed in', createFleet, { ...cookie, 'sec-fetch-site': 'none' }, 'by session'],
    ['no browser', createFleet, cookie, 'by session'],
    ['another site', createFleet, { ...cookie, origin: 'https://evil.example' }, 'origin_refused'],
    ['a sandboxed page', createFleet, { ...cookie, origin: 'null' }, 'origin_refused'],
    ['another site, by fetch metadata', createFleet, { ...cookie, 'sec-fetch-site': 'cross-site' }, 'origin_refused'],
    [
      'another site that claims the origin',
      createFleet,
      { ...cookie, origin: ORIGIN, 'sec-fetch-site': 'same-site' },
      'origin_refused',
    ],
    ['a read by another site', listFleets, { ...cookie, origin: 'https://evil.example' }, 'by session'],
    ['a token from anywhere', createFleet, { ...bearer, origin: 'https://evil.example' }, 'by token'],
    ['a sign-in by another site', openSession, { origin: 'https://evil.example' }, 'origin_refused'],
    ['a sign-in by the console', openSession, { origin: ORIGIN }, 'nobody'],
  ];
  for (const [name, spec, headers, expected] of cases) assert.equal(await ask(spec, headers), expected, name);
});

test('who is known is limited by identity, who is not by address', async () => {
  const { ask } = setUp(undefined, 2);
  const exhausted = async (spec: RouteSpec, headers: Record<string, string>, address?: string) => [
    await ask(spec, headers, address),
    await ask(spec, headers, address),
    await ask(spec, headers, address),
  ];
  assert.deepEqual(await exhausted(listFleets, bearer), ['by token', 'by token', 'rate_limited']);
  assert.equal(await ask(listFleets, cookie), 'by session', 'another identity from the same address');
  assert.deepEqual(await exhausted(listFleets, {}, '192.0.2.9'), ['not_signed_in', 'not_signed_in', 'rate_limited']);
  assert.deepEqual(await exhausted(openSession, {}, '192.0.2.8'), ['nobody', 'nobody', 'rate_limited']);
  assert.equal(await ask(openSession, {}, '192.0.2.7'), 'nobody', 'another address');
});

eachDatabase('routes of access', (open) => {
  const serve = async (t: TestContext, secureCookies: boolean) => {
    const clock = new ManualClock(Date.now());
    const database = await open(clock);
    const sessions = createSessions({ database, publicUrl: ORIGIN });
    const access = createAccess({ database, sessions });
    const owner = { name: 'Ada', email: 'ada@acme.example' };
    const { owner: user } = await createTenantWithOwner(
      database,
      { kind: 'platform', id: 'test' },
      { name: 'acme', owner, platformAdmin: true },
    );
    const limiter = createRateLimiter({ perSecond: 100, burst: 100 }, clock);
    const limiters = { actorLimiter: limiter, addressLimiter: limiter };
    const authorise = authoriseOperator({ access, publicOrigin: ORIGIN, ...limiters });
    const url = await serveAuthorised(t, accessRoutes(access, { secureCookies }), authorise);
    const link = await database.system((tx) => sessions.createLink(tx, user));
    const signIn = (token = link.url.split('#token=')[1]!) =>
      fetch(`${url}/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      });
    return { url, signIn, user };
  };

  it('sign a person in and out by a cookie that scripts cannot read', async (t) => {
    for (const secure of [true, false]) {
      const { url, signIn } = await serve(t, secure);
      const opened = await signIn();
      assert.equal(opened.status, 201);
      const issued = opened.headers.get('set-cookie')!;
      assert.match(issued, /^tg_session=tgs_[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict/);
      assert.equal(issued.endsWith('; Secure'), secure);
      const headers = { cookie: issued.split(';')[0]! };
      const session = await (await fetch(`${url}/v1/session`, { headers })).json();
      operatorRoutes.getSession.success.body.parse(session);
      const closed = await fetch(`${url}/v1/session`, { method: 'DELETE', headers });
      assert.equal(closed.status, 204);
      assert.match(closed.headers.get('set-cookie')!, /^tg_session=; Max-Age=0;/);
      assert.equal((await fetch(`${url}/v1/session`, { headers })).status, 401);
      assert.equal((await signIn()).status, 401, 'the link was used');
    }
  });

  it('answer every operation with what the contract says', async (t) => {
    const { url, signIn, user } = await serve(t, false);
    const session = (await signIn()).headers.get('set-cookie')!.split(';')[0]!;
    const ask = (method: string, path: string, body?: unknown) =>
      fetch(url + path, {
        method,
        headers: { cookie: session, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    for (const path of ['/v1/users', '/v1/api-tokens', '/v1/tenants']) {
      assert.equal((await ask('GET', path)).status, 200, path);
    }
    const token = { name: 'ci', permissions: ['fleets:read'], expiresInDays: 1 };
    const created = await ask('POST', '/v1/api-tokens', token);
    assert.equal(created.status, 201);
    const { apiToken } = (await created.json()) as { apiToken: { id: string } };
    assert.equal((await ask('DELETE', `/v1/api-tokens/${apiToken.id}`)).status, 204);
    assert.equal((await ask('POST', '/v1/sign-in-links', { userId: user.id })).status, 201);
    const tenant = { name: 'beta', owner: { name: 'B', email: 'b@beta.example' } };
    assert.equal((await ask('POST', '/v1/tenants', tenant)).status, 201);
  });
});

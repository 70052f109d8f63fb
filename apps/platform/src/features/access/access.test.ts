import assert from 'node:assert/strict';
import { it } from 'node:test';
import { operatorRoutes, ROLE_PERMISSIONS } from '@tensorguard/contract';
import { newId } from '@tensorguard/core';
import { ManualClock } from '@tensorguard/testkit';
import type { PlatformError } from '../../errors.ts';
import type { Operator } from '../../http/context.ts';
import { eachDatabase } from '../../testing/databases.ts';
import { ledgerEvents } from '../../testing/tenants.ts';
import { createAccess, createTenantWithOwner } from './service.ts';
import { createSessions } from './sessions.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

eachDatabase('access', (open) => {
  const setUp = async () => {
    const clock = new ManualClock(Date.now());
    const database = await open(clock);
    const sessions = createSessions({ database, publicUrl: 'https://console.example' });
    const access = createAccess({ database, sessions });
    const actor = { kind: 'platform', id: 'test' };
    const addOwner = async (name: string, platformAdmin = false): Promise<Operator> => {
      const input = { name, owner: { name: `${name} owner`, email: 'owner@acme.example' }, platformAdmin };
      const { tenantId, owner } = await createTenantWithOwner(database, actor, input);
      const permissions = new Set(ROLE_PERMISSIONS.owner);
      return { kind: 'user', id: owner.id, userId: owner.id, name: `${name} owner`, tenantId, permissions };
    };
    const owner = await addOwner('acme', true);
    const secretOf = ({ url }: { url: string }) => new URL(url).hash.replace('#token=', '');
    const newLink = async (by = owner) => secretOf(await access.createSignInLink(by, by.userId));
    const signIn = async (by = owner) => {
      const { secret } = await sessions.open(await newLink(by));
      return { secret, operator: (await sessions.find(secret))! };
    };
    const newToken = (change: Partial<Parameters<typeof access.createApiToken>[1]> = {}, by = owner) =>
      access.createApiToken(by, { name: 'ci', permissions: ['fleets:read'], expiresInDays: 1, ...change });
    const events = async () => (await ledgerEvents(database, owner.tenantId)).map(({ type }) => type);
    return { clock, database, sessions, access, owner, addOwner, newLink, signIn, newToken, events };
  };

  it('a link signs its user in once, and the log tells who did and who was refused', async () => {
    const { sessions, access, owner, clock, newLink, database } = await setUp();
    const { url, expiresAt } = await access.createSignInLink(owner, owner.userId);
    assert.match(url, /^https:\/\/console\.example\/sign-in#token=tgl_[\w-]{43}$/);
    assert.equal(Date.parse(expiresAt) - clock.now(), 15 * MINUTE_MS);
    const link = url.split('#token=')[1]!;
    const { secret, session } = await sessions.open(link);
    operatorRoutes.openSession.success.body.parse(session);
    assert.deepEqual([session.user.id, session.tenant.name, session.user.role], [owner.id, 'acme', 'owner']);
    assert.ok(session.permissions.includes('platform:admin'), 'of the first owner');
    assert.equal((await sessions.find(secret))!.id, owner.id);

    const late = await newLink();
    await clock.advance(15 * MINUTE_MS);
    const refusals: [string, string][] = [
      [link, 'used'],
      [late, 'expired'],
      ['tgl_unknown', 'unknown'],
      [secret, 'a secret of another kind'],
    ];
    for (const [given, name] of refusals) {
      await assert.rejects(sessions.open(given), { code: 'sign_in_refused' }, name);
    }
    const log = await ledgerEvents(database, owner.tenantId);
    assert.deepEqual(
      log.filter(({ type }) => type === 'session.refused').map(({ data }) => data['reason']),
      ['used', 'expired'],
    );
    assert.equal(log.filter(({ type }) => type === 'session.opened').length, 1);
    for (const text of [link, secret]) assert.ok(!JSON.stringify(log).includes(text), 'no secret is in the log');
  });

  it('a link that is used many times at once opens one session', async () => {
    const { sessions, newLink } = await setUp();
    const link = await newLink();
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => sessions.open(link)));
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  it('a session lives as long as it is used, and ends twelve hours after its last use', async () => {
    const { sessions, signIn, clock } = await setUp();
    const { secret, operator } = await signIn();
    for (let i = 0; i < 3; i++) {
      await clock.advance(11 * HOUR_MS);
      assert.ok(await sessions.find(secret), 'in use');
    }
    const { expiresAt } = await sessions.describe(operator);
    assert.equal(Date.parse(expiresAt) - clock.now(), 12 * HOUR_MS);
    await clock.advance(12 * HOUR_MS);
    assert.equal(await sessions.find(secret), undefined);
  });

  it('a session that is closed is over at once, and another of the same user is not', async () => {
    const { sessions, signIn, events } = await setUp();
    const [one, other] = [await signIn(), await signIn()];
    await sessions.close(one.operator);
    assert.equal(await sessions.find(one.secret), undefined);
    assert.ok(await sessions.find(other.secret));
    assert.equal((await events()).filter((type) => type === 'session.closed').length, 1);
  });

  it('a token acts for its tenant with its own permissions, for its time, until it is revoked', async () => {
    const { access, newToken, clock, owner, sessions, events } = await setUp();
    const { apiToken, secret } = await newToken();
    operatorRoutes.createApiToken.success.body.parse({ apiToken, secret });
    const operator = (await access.findByApiToken(secret))!;
    assert.deepEqual(
      [operator.kind, operator.id, operator.userId, operator.tenantId, [...operator.permissions]],
      ['api_token', apiToken.id, owner.userId, owner.tenantId, ['fleets:read']],
    );
    const described = await sessions.describe(operator);
    assert.deepEqual([described.permissions, described.expiresAt], [['fleets:read'], apiToken.expiresAt]);
    await sessions.close(operator);
    assert.ok(await access.findByApiToken(secret), 'signing out is for sessions');

    await access.revokeApiToken(owner, apiToken.id);
    assert.equal(await access.findByApiToken(secret), undefined);
    await assert.rejects(access.revokeApiToken(owner, apiToken.id), { code: 'not_found' });
    const short = await newToken();
    await clock.advance(24 * HOUR_MS);
    assert.equal(await access.findByApiToken(short.secret), undefined);
    assert.equal(await access.findByApiToken('tgp_unknown'), undefined);
    assert.deepEqual(
      (await events()).filter((type) => type.startsWith('api_token.')),
      ['api_token.created', 'api_token.revoked', 'api_token.created'],
    );
  });

  it('a token is never given more than its maker has', async () => {
    const { access, owner, newToken } = await setUp();
    const { secret } = await newToken({ permissions: ['access:write', 'fleets:read'] });
    const maker = (await access.findByApiToken(secret))!;
    await assert.rejects(
      newToken({ permissions: ['fleets:read', 'agents:revoke', 'platform:admin'] }, maker),
      (error: PlatformError) => {
        assert.deepEqual(
          [error.code, error.detail],
          ['not_permitted', 'You do not have: agents:revoke, platform:admin.'],
        );
        return true;
      },
    );
    const { apiToken } = await newToken({ permissions: ['fleets:read'] }, maker);
    const { items } = await access.listApiTokens(owner, { limit: 10 });
    assert.deepEqual(items.find(({ id }) => id === apiToken.id)!.permissions, ['fleets:read']);
    assert.equal(items.length, 2);
  });

  it('the last use of a token is known to the minute', async () => {
    const { access, newToken, owner, clock } = await setUp();
    const { secret } = await newToken();
    const lastUse = async () => (await access.listApiTokens(owner, { limit: 1 })).items[0]!.lastUsedAt;
    assert.equal(await lastUse(), null);
    const first = clock.now();
    await access.findByApiToken(secret);
    await clock.advance(MINUTE_MS);
    await access.findByApiToken(secret);
    assert.equal(Date.parse((await lastUse())!), first);
    await clock.advance(1);
    await access.findByApiToken(secret);
    assert.equal(Date.parse((await lastUse())!), clock.now());
  });

  it('tells which sessions and tokens still hold', async () => {
    const { access, sessions, signIn, newToken, owner, clock } = await setUp();
    const [open_, closed] = [await signIn(), await signIn()];
    const [valid, revoked] = [await newToken({ expiresInDays: 2 }), await newToken()];
    const ids = [
      open_.operator.sessionId!,
      closed.operator.sessionId!,
      valid.apiToken.id,
      revoked.apiToken.id,
      newId('ses'),
    ];
    assert.deepEqual(await access.liveCredentials(ids), new Set(ids.slice(0, 4)));
    await sessions.close(closed.operator);
    await access.revokeApiToken(owner, revoked.apiToken.id);
    assert.deepEqual(await access.liveCredentials(ids), new Set([ids[0], ids[2]]));
    await clock.advance(12 * HOUR_MS);
    assert.deepEqual(await access.liveCredentials(ids), new Set([ids[2]]));
    await clock.advance(36 * HOUR_MS);
    assert.deepEqual(await access.liveCredentials(ids), new Set());
    assert.deepEqual(await access.liveCredentials([]), new Set());
  });

  it('lists users, tokens and tenants page by page', async () => {
    const { access, owner, addOwner, newToken } = await setUp();
    const made = [owner.tenantId, (await addOwner('beta')).tenantId, (await addOwner('gamma')).tenantId];
    const tokens = [];
    for (let i = 0; i < 3; i++) tokens.unshift((await newToken({ name: `token ${i}` })).apiToken.id);
    const all = async <Item>(
      list: (page: { limit: number; cursor?: string }) => Promise<{ items: Item[]; nextCursor: string | null }>,
    ): Promise<Item[]> => {
      const first = await list({ limit: 2 });
      const rest = first.nextCursor === null ? [] : (await list({ limit: 2, cursor: first.nextCursor })).items;
      return [...first.items, ...rest];
    };
    const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id);
    assert.deepEqual(idsOf(await all((page) => access.listTenants(page))), made.toSorted());
    assert.deepEqual(idsOf(await all((page) => access.listApiTokens(owner, page))), tokens.toSorted().reverse());
    const users = await access.listUsers(owner, { limit: 2 });
    operatorRoutes.listUsers.success.body.parse(users);
    assert.deepEqual(idsOf(users.items), [owner.userId]);
  });

  it('a new tenant has an owner of its own, a link for them, and no way to anything of others', async () => {
    const { access, owner, sessions, newToken } = await setUp();
    const input = { name: 'beta', owner: { name: 'Beta', email: 'b@beta.example' } };
    const made = await access.createTenant(owner, input);
    operatorRoutes.createTenant.success.body.parse(made);
    const { secret, session } = await sessions.open(made.signInUrl.split('#token=')[1]!);
    assert.deepEqual([session.tenant, session.user.role], [{ id: made.id, name: 'beta' }, 'owner']);
    assert.ok(!session.permissions.includes('platform:admin'));
    const stranger = (await sessions.find(secret))!;
    const { apiToken } = await newToken();
    await assert.rejects(access.revokeApiToken(stranger, apiToken.id), { code: 'not_found' });
    await assert.rejects(access.createSignInLink(stranger, owner.userId), { code: 'not_found' });
    assert.deepEqual((await access.listApiTokens(stranger, { limit: 10 })).items, []);
    await assert.rejects(access.createTenant(owner, input), { code: 'name_taken' });
  });
});

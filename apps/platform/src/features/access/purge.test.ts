import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ManualClock } from '@tensorguard/testkit';
import { sql } from 'kysely';
import { eachDatabase } from '../../testing/databases.ts';
import { ledgerEvents } from '../../testing/tenants.ts';
import { createTenantWithOwner } from './service.ts';
import { createSessions, LINK_RETENTION_MS } from './sessions.ts';

const MINUTE_MS = 60_000;
const LINK_MS = 15 * MINUTE_MS;
const IDLE_MS = 12 * 60 * MINUTE_MS;

eachDatabase('what is left of signing in', (open) => {
  const setUp = async () => {
    const clock = new ManualClock(Date.now());
    const database = await open(clock);
    const { owner: user } = await createTenantWithOwner(
      database,
      { kind: 'platform', id: 'test' },
      { name: 'acme', owner: { name: 'Ada', email: 'ada@acme.example' }, platformAdmin: false },
    );
    const sessions = createSessions({ database, publicUrl: 'https://console.example' });
    const newLink = async () => {
      const { url } = await database.tenant(user.tenantId, (tx) => sessions.createLink(tx, user));
      return new URL(url).hash.replace('#token=', '');
    };
    const rows = async (table: 'sessions' | 'sign_in_links') =>
      (await database.system((tx) => tx.sql.selectFrom(table).selectAll().execute())).length;
    return { clock, database, user, sessions, newLink, rows };
  };

  it('a session is forgotten once it has ended, one that is in use stays', async () => {
    const { clock, newLink, rows, sessions } = await setUp();
    const idle = await sessions.open(await newLink());
    const busy = await sessions.open(await newLink());
    await clock.advance(IDLE_MS / 2);
    assert.ok(await sessions.find(busy.secret));
    await clock.advance(IDLE_MS / 2);
    assert.equal(await sessions.purge(), 0, 'ends this very moment');
    await clock.advance(1);
    assert.equal(await sessions.purge(), 1);
    assert.equal(await rows('sessions'), 1);
    assert.equal(await sessions.find(idle.secret), undefined);
    assert.ok(await sessions.find(busy.secret));
  });

  it('a link, used or not, is known for a day more, so that the log says why it is refused', async () => {
    const { clock, database, newLink, rows, sessions, user } = await setUp();
    const [used, unused] = [await newLink(), await newLink()];
    await sessions.open(used);
    await clock.advance(LINK_MS + LINK_RETENTION_MS);
    await sessions.purge();
    for (const link of [used, unused]) await assert.rejects(sessions.open(link), { code: 'sign_in_refused' });
    const refusals = (await ledgerEvents(database, user.tenantId)).filter(({ type }) => type === 'session.refused');
    assert.deepEqual(
      refusals.map(({ data }) => data['reason']),
      ['used', 'expired'],
    );
    const fresh = await newLink();
    await clock.advance(1);
    assert.equal(await sessions.purge(), 2);
    assert.equal(await rows('sign_in_links'), 1);
    await assert.rejects(sessions.open(unused), { code: 'sign_in_refused' });
    assert.ok(await sessions.open(fresh));
  });

  it('is forgotten however much there is', async () => {
    const { clock, database, rows, sessions, user } = await setUp();
    await database.system(async (tx) => {
      const at = new Date(tx.now);
      await sql`insert into sessions (id, token_hash, tenant_id, user_id, created_at, seen_at, expires_at)
        select 'ses_' || n, sha256(convert_to(n::text, 'UTF8')), ${user.tenantId}, ${user.id}, ${at}, ${at}, ${at}
        from generate_series(1, 10001) as n`.execute(tx.sql);
      await sql`insert into sign_in_links (token_hash, tenant_id, user_id, created_at, expires_at)
        select sha256(convert_to(n::text, 'UTF8')), ${user.tenantId}, ${user.id}, ${at}, ${at}
        from generate_series(1, 5000) as n`.execute(tx.sql);
    });
    await clock.advance(LINK_RETENTION_MS + 1);
    assert.equal(await sessions.purge(), 15_001);
    assert.deepEqual([await rows('sessions'), await rows('sign_in_links')], [0, 0]);
  });
});

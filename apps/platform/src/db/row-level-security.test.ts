import assert from 'node:assert/strict';
import { it } from 'node:test';
import { silentLogger } from '@tensorguard/core';
import { generateLogKeys, Ed25519NoteSigner } from '@tensorguard/ledger';
import { ManualClock } from '@tensorguard/testkit';
import { sql } from 'kysely';
import { createAccess } from '../features/access/service.ts';
import { createSessions } from '../features/access/sessions.ts';
import { createSequencer } from '../features/ledger/sequencer.ts';
import { eachDatabase } from '../testing/databases.ts';
import { openRolloutDesk } from '../testing/rollout-desk.ts';
import type { Database, Tx } from './database.ts';

/** SQLSTATE "insufficient privilege": what row-level security and missing grants answer. */
const NOT_ALLOWED = '42501';

/** Brings a row of a tenant into every table that holds tenants' rows. */
async function populate(database: Database, clock: ManualClock, tenant: string): Promise<string> {
  const desk = await openRolloutDesk(database, clock, tenant);
  const { operator, tenantId } = desk;
  await database.system(async (tx) => {
    const user = { id: operator.userId, tenant_id: tenantId, name: 'A', email: 'a@b.c', role: 'owner' as const };
    await tx.sql
      .insertInto('users')
      .values({ ...user, platform_admin: false, created_at: new Date(tx.now) })
      .execute();
  });
  const sessions = createSessions({ database, publicUrl: 'http://console' });
  const access = createAccess({ database, sessions });
  await access.createApiToken(operator, { name: 'token', permissions: ['fleets:read'], expiresInDays: 1 });
  const { url } = await access.createSignInLink(operator, operator.userId);
  await sessions.open(url.split('#token=')[1]!);
  const fleetId = await desk.addFleet('site');
  const certificate = { notBefore: clock.now(), notAfter: clock.now() + 1 };
  const [agent] = await desk.addAgents(fleetId, 1, { certificate });
  await desk.start((await desk.addRelease()).id, [fleetId]);
  await desk.follow(agent!);
  return tenantId;
}

async function tenantTables(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ table_name: string }>`
    select table_name from information_schema.columns
    where table_schema = 'public' and column_name = 'tenant_id' order by 1`.execute(tx.sql);
  return rows.map((row) => row.table_name);
}

const columnsOf = async (tx: Tx, table: string): Promise<string> => {
  const { rows } = await sql<{ column_name: string }>`
    select column_name from information_schema.columns where table_schema = 'public' and table_name = ${table}`.execute(
    tx.sql,
  );
  return rows.map((row) => `"${row.column_name}"`).join(', ');
};

eachDatabase('row-level security', (open) => {
  it('keeps every table of one tenant from reads and writes of another', async () => {
    const clock = new ManualClock(Date.now());
    const database = await open(clock);
    const mine = await populate(database, clock, 'mine');
    const theirs = await populate(database, clock, 'theirs');
    const keys = generateLogKeys({ origin: 'test/log' });
    const signers = [new Ed25519NoteSigner(keys.ed25519)];
    await createSequencer({ database, origin: 'test/log', signers, clock, logger: silentLogger }).run();
    await database.system(async (tx) => {
      for (const tenantId of [mine, theirs]) {
        const subject = { kind: 'tenant', id: tenantId };
        tx.record({ tenantId, type: 'tenant.created', actor: subject, subject });
      }
    });
    const tables = await database.system(tenantTables);
    assert.equal(tables.length, 21, 'a new table of tenants’ rows? Give this test a row of it');

    for (const table of tables) {
      const name = sql.table(table);
      const columns = await database.system((tx) => columnsOf(tx, table));
      const inTenant = <T>(statement: ReturnType<typeof sql<T>>) =>
        database.tenant(mine, async (tx) => statement.execute(tx.sql));
      const change = async (what: string, statement: ReturnType<typeof sql>) => {
        const outcome = await inTenant(statement).then(
          ({ numAffectedRows }) => Number(numAffectedRows ?? 0),
          (error: { code?: string }) => error.code,
        );
        assert.ok(outcome === 0 || outcome === NOT_ALLOWED, `${what} in ${table}: ${outcome}`);
      };
      const count = sql<{ mine: number; theirs: number }>`
        select count(*) filter (where tenant_id = ${mine}) as mine,
          count(*) filter (where tenant_id = ${theirs}) as theirs from ${name}`;
      const { mine: own, theirs: foreign } = (await database.system((tx) => count.execute(tx.sql))).rows[0]!;
      assert.ok(own > 0 && foreign > 0, `the test has no rows in ${table}`);
      assert.deepEqual((await inTenant(count)).rows[0], { mine: own, theirs: 0 }, `a read of ${table}`);
      await change('update', sql`update ${name} set tenant_id = ${mine} where tenant_id = ${theirs}`);
      await change('delete', sql`delete from ${name} where tenant_id = ${theirs}`);
      await assert.rejects(
        inTenant(sql`update ${name} set tenant_id = ${theirs}`),
        { code: NOT_ALLOWED },
        `giving rows of ${table} away`,
      );
      // The row as it is, except for its tenant: taken from the tenant's own, as it can see no other.
      const copied = columns.replace('"tenant_id"', `'${theirs}' as tenant_id`);
      const insert = sql`insert into ${name} (${sql.raw(columns)}) overriding system value
        select ${sql.raw(copied)} from ${name} limit 1`;
      await assert.rejects(inTenant(insert), { code: NOT_ALLOWED }, `an insert into ${table}`);
    }
    for (const table of ['secrets', 'kysely_migration']) {
      const read = database.tenant(mine, (tx) => sql`select * from ${sql.table(table)}`.execute(tx.sql));
      await assert.rejects(read, { code: NOT_ALLOWED }, table);
    }
    const tenants = await database.tenant(mine, (tx) => tx.sql.selectFrom('tenants').select('id').execute());
    assert.deepEqual(tenants, [{ id: mine }]);
  });

  it('shows a tenant that does not exist nothing', async () => {
    const clock = new ManualClock(Date.now());
    const database = await open(clock);
    await populate(database, clock, 'acme');
    for (const tenantId of ['', 'ten_unknown', "' or true --"]) {
      const seen = await database.tenant(tenantId, (tx) => tx.sql.selectFrom('agents').select('id').execute());
      assert.deepEqual(seen, [], tenantId);
    }
  });

  it('ends with the transaction, whether it commits or not: the connection goes back clean', async () => {
    const database = await open();
    const who = sql<{ user: string; tenant: string | null }>`
      select current_user as user, nullif(current_setting('tensorguard.tenant', true), '') as tenant`;
    const owner = (await database.system((tx) => who.execute(tx.sql))).rows[0]!;
    const inside = (await database.tenant('ten_a', (tx) => who.execute(tx.sql))).rows[0]!;
    assert.deepEqual(inside, { user: 'tensorguard_tenant', tenant: 'ten_a' });
    assert.notEqual(owner.user, inside.user);
    const failing = () =>
      database.tenant('ten_b', async (tx) => {
        await sql`select 1`.execute(tx.sql);
        throw new Error('on purpose');
      });
    await Promise.all(Array.from({ length: 20 }, () => assert.rejects(failing(), /on purpose/)));
    const after = await Promise.all(Array.from({ length: 20 }, () => database.system((tx) => who.execute(tx.sql))));
    for (const { rows } of after) assert.deepEqual(rows[0], { user: owner.user, tenant: null });
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it, test } from 'node:test';
import { silentLogger, systemClock } from '@tensorguard/core';
import { collectingLogger, ManualClock, startPostgres, type PostgresServer } from '@tensorguard/testkit';
import { sql } from 'kysely';
import { eachDatabase } from '../testing/databases.ts';
import { addFleet, addFleetAgent } from '../testing/fleet-rows.ts';
import { addTenant, ledgerEvents } from '../testing/tenants.ts';
import { isUniqueViolation, openDatabase, type Change, type Database, type LedgerEvent } from './database.ts';
import { refusalOr } from './database-failure.ts';
import type { DatabaseLocation } from './dialects.ts';
import { agentKeys } from './migrations/002-agent-keys.ts';

const eventOf = (tenantId: string, data: Record<string, unknown> = {}): LedgerEvent => {
  const party = { kind: 'test', id: 'x' };
  return { tenantId, type: 'fleet.created', actor: party, subject: party, data };
};

eachDatabase('a transaction', (open) => {
  const setUp = async () => {
    const clock = new ManualClock(Date.now());
    const database = await open(clock);
    const { tenantId } = await addTenant(database, 'acme');
    const heard: string[] = [];
    const changes: Change[] = [];
    const leave = [
      database.onLedgerEvents(() => heard.push('ledger')),
      database.onChange((list) => {
        heard.push('change');
        changes.push(...list);
      }),
    ];
    return { database, clock, tenantId, heard, changes, leave: () => leave.forEach((end) => end()) };
  };

  it('announces its changes, ledger events and actions after the commit', async () => {
    const { database, tenantId, heard, changes, leave } = await setUp();
    const answer = await database.tenant(tenantId, async (tx) => {
      tx.record(eventOf(tenantId, { a: 1 }));
      tx.changed(tenantId, 'fleets', 'one', 'two');
      tx.afterCommit(() => heard.push('action'));
      await sql`select 1`.execute(tx.sql);
      assert.deepEqual(heard, []);
      return 'answer';
    });
    leave();
    assert.equal(answer, 'answer');
    assert.deepEqual(heard, ['action', 'change', 'ledger']);
    assert.deepEqual(changes, [{ tenantId, topic: 'fleets', ids: ['one', 'two'] }]);
    assert.deepEqual(
      (await ledgerEvents(database, tenantId)).map(({ data }) => data),
      [{ a: 1 }],
    );
  });

  it('that changed nothing says nothing', async () => {
    const { database, tenantId, heard, leave } = await setUp();
    await database.tenant(tenantId, async () => undefined);
    leave();
    assert.deepEqual(heard, []);
  });

  it('that fails leaves nothing and announces nothing', async () => {
    const { database, tenantId, heard, leave } = await setUp();
    const failures: [string, (tx: Parameters<Parameters<Database['tenant']>[1]>[0]) => Promise<unknown>][] = [
      ['its own work', () => Promise.reject(new Error('on purpose'))],
      ['a statement', (tx) => sql`select 1 / 0`.execute(tx.sql)],
      ['its ledger event', async (tx) => tx.record(eventOf('ten_nobody'))],
      ['an event too large', async (tx) => tx.record(eventOf(tenantId, { x: 'x'.repeat(70_000) }))],
    ];
    for (const [name, fail] of failures) {
      const work = database.system(async (tx) => {
        tx.record(eventOf(tenantId));
        tx.changed(tenantId, 'fleets');
        tx.afterCommit(() => heard.push('action'));
        const fleet = { id: 'flt_x', tenant_id: tenantId, name: 'x', environment: 'x', region: 'x' };
        await tx.sql
          .insertInto('fleets')
          .values({ ...fleet, created_at: new Date(tx.now) })
          .execute();
        await fail(tx);
      });
      await assert.rejects(work, name);
    }
    leave();
    const fleets = await database.system((tx) => tx.sql.selectFrom('fleets').selectAll().execute());
    assert.deepEqual([heard, fleets, await ledgerEvents(database, tenantId)], [[], [], []]);
  });

  it('that is committed stays so when a listener fails, and the other listeners hear of it', async () => {
    const { database, tenantId, heard, leave } = await setUp();
    const stop = database.onChange(() => {
      throw new Error('a bad listener');
    });
    const answer = await database.tenant(tenantId, async (tx) => {
      tx.record(eventOf(tenantId));
      tx.changed(tenantId, 'fleets');
      tx.afterCommit(() => {
        throw new Error('a bad action');
      });
      tx.afterCommit(() => heard.push('action'));
      return 'committed';
    });
    stop();
    leave();
    assert.equal(answer, 'committed');
    assert.deepEqual(heard, ['action', 'change', 'ledger']);
  });

  it('stores as many ledger events as the kill switch makes in a large fleet', async () => {
    const { database, tenantId } = await setUp();
    await database.tenant(tenantId, async (tx) => {
      for (let i = 0; i < 10_001; i++) tx.record(eventOf(tenantId, { i }));
    });
    const stored = (await ledgerEvents(database, tenantId)).map(({ data }) => data['i']);
    assert.deepEqual(
      stored,
      Array.from({ length: 10_001 }, (_, i) => i),
    );
  });

  it('of the migration of agents’ keys finds the key of each agent that enrolled before', async () => {
    const { database, tenantId } = await setUp();
    const agent = await addFleetAgent(database, tenantId, await addFleet(database, tenantId, 'site'));
    const keys = await database.system(async (tx) => {
      await agentKeys.down!(tx.sql as never);
      await agentKeys.up(tx.sql as never);
      return tx.sql.selectFrom('agent_keys').select(['agent_id', 'public_key_hash', 'tenant_id']).execute();
    });
    assert.deepEqual(
      keys.map((row) => ({ ...row, public_key_hash: Buffer.from(row.public_key_hash) })),
      [{ agent_id: agent.id, public_key_hash: Buffer.from(agent.id), tenant_id: tenantId }],
    );
  });

  it('passes a violated unique constraint on', async () => {
    const { database } = await setUp();
    const error: unknown = await addTenant(database, 'acme').catch((thrown: unknown) => thrown);
    assert.equal(isUniqueViolation(error), true);
    assert.equal(isUniqueViolation({ code: '23505' }), false);
  });

  it('says of values that no column holds that the request is invalid', async () => {
    const { database, tenantId } = await setUp();
    const values: [string, ReturnType<typeof sql>][] = [
      ['NUL in text', sql`select ${'a\0b'}::text`],
      ['NUL in JSON', sql`select ${JSON.stringify('a\0b')}::jsonb`],
      ['half a surrogate pair', sql`select ${JSON.stringify('\ud800')}::jsonb`],
      ['an integer out of range', sql`select ${2 ** 40}::integer`],
      ['a time out of range', sql`select ${'9999999-01-01'}::timestamptz`],
      ['no time', sql`select ${'0000-01-01T00:00:00.000Z'}::timestamptz`],
    ];
    for (const [name, query] of values) {
      await assert.rejects(
        database.tenant(tenantId, (tx) => query.execute(tx.sql)),
        { name: 'PlatformError', code: 'request_invalid' },
        name,
      );
    }
    await database.tenant(tenantId, (tx) => sql`select 1`.execute(tx.sql));
  });

  it('reads back what was written: times to the millisecond, bytes, big numbers, JSON', async () => {
    const { database, clock } = await setUp();
    const at = new Date(clock.now());
    const bytes = Buffer.from([0, 1, 0x5c, 0x78, 255]);
    const { rows } = await database.system((tx) =>
      sql`select ${at}::timestamptz as at, ${bytes}::bytea as bytes, ${2 ** 45}::bigint as big, count(*) as count,
        ${JSON.stringify({ ä: [1.5, null] })}::jsonb as json from tenants`.execute(tx.sql),
    );
    assert.deepEqual(rows, [{ at, bytes, big: 2 ** 45, count: 1, json: { ä: [1.5, null] } }]);
  });
});

/** Tables that are left in a schema. */
const tablesOf = async (database: Database): Promise<string[]> => {
  const { rows } = await database.system((tx) =>
    sql<{
      name: string;
    }>`select table_name as name from information_schema.tables where table_schema = 'public'`.execute(tx.sql),
  );
  return rows.map(({ name }) => name).filter((name) => !name.startsWith('kysely_'));
};

const openAt = (location: DatabaseLocation, logger = silentLogger) =>
  openDatabase({ location, clock: systemClock, logger });

async function migrateThereAndBack(database: Database): Promise<void> {
  await database.migrate();
  const tables = await tablesOf(database);
  assert.ok(tables.length > 20);
  await database.migrate();
  await database.migrateDown();
  assert.deepEqual(await tablesOf(database), []);
  await database.migrate();
  assert.deepEqual((await tablesOf(database)).sort(), tables.sort());
}

test('the embedded database migrates up, down and up again, and refuses once it is closed', async () => {
  const database = await openAt({ kind: 'embedded', directory: undefined });
  await migrateThereAndBack(database);
  await database.close();
  await assert.rejects(database.system(async () => undefined));
});

describe('a PostgreSQL server of its own', () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());

  it('migrates up, down and up again, also beside another database of the same server', async () => {
    for (let i = 0; i < 2; i++) {
      const { url } = await server.createDatabase();
      const database = await openAt({ kind: 'postgres', url, maxConnections: 2 });
      await migrateThereAndBack(database);
      await database.close();
    }
  });

  it('is brought up to date once by processes that start together', async () => {
    const { url } = await server.createDatabase();
    const both = await Promise.all([1, 2].map(() => openAt({ kind: 'postgres', url, maxConnections: 2 })));
    await Promise.all(both.map((database) => database.migrate()));
    await Promise.all(both.map((database) => database.close()));
  });

  it('that deadlocks two transactions lets one of them try again: unavailable', async () => {
    const { url } = await server.createDatabase();
    const database = await openAt({ kind: 'postgres', url, maxConnections: 2 });
    await database.migrate();
    await addTenant(database, 'a');
    await addTenant(database, 'b');
    const cross = (first: string, second: string, met: Promise<void>, meet: () => void) =>
      database.system(async (tx) => {
        const lock = (name: string) =>
          tx.sql.selectFrom('tenants').select('id').where('name', '=', name).forUpdate().execute();
        await lock(first);
        meet();
        await met;
        await lock(second);
      });
    const [one, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const outcomes = await Promise.allSettled([
      cross('a', 'b', other.promise, one.resolve),
      cross('b', 'a', one.promise, other.resolve),
    ]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.deepEqual(
      refused.map(({ reason }) => (reason as { code: string }).code),
      ['unavailable'],
    );
    await database.close();
  });

  it('that goes away makes everything unavailable: what runs, what waits and what comes', async () => {
    const { url } = await server.createDatabase();
    const logger = collectingLogger();
    const database = await openAt({ kind: 'postgres', url, maxConnections: 2 }, logger);
    await database.migrate();
    const { tenantId } = await addTenant(database, 'acme');
    const heard: string[] = [];
    database.onLedgerEvents(() => heard.push('ledger'));
    const running = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    const under = database.tenant(tenantId, async (tx) => {
      tx.record(eventOf(tenantId));
      await sql`select 1`.execute(tx.sql);
      running.resolve();
      await gone.promise;
      await sql`select 1`.execute(tx.sql);
    });
    await running.promise;
    const inStatement = database.system((tx) => sql`select pg_sleep(20)`.execute(tx.sql));
    const waiting = database.system((tx) => sql`select 1`.execute(tx.sql));
    const outcome = Promise.allSettled([under, inStatement, waiting]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.stop();
    gone.resolve();
    for (const [i, one] of (await outcome).entries()) {
      assert.ok(one.status === 'rejected', String(i));
      assert.equal(one.reason.code, 'unavailable', String(i));
    }
    await assert.rejects(
      database.system(async () => undefined),
      { name: 'PlatformError', code: 'unavailable' },
    );
    await assert.rejects(database.ping());
    assert.deepEqual(heard, []);
    await database.close();
  });
});

test('an error that is ours stays what it is', () => {
  for (const error of [new TypeError('x'), Object.assign(new Error('x'), { code: '42601' }), undefined, null, 'text']) {
    assert.equal(refusalOr(error), error);
  }
});

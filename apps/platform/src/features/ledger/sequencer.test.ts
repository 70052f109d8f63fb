import assert from 'node:assert/strict';
import { it } from 'node:test';
import { silentLogger, type Clock } from '@tensorguard/core';
import { Ed25519NoteSigner, generateLogKeys, parseCheckpoint, type NoteSigner } from '@tensorguard/ledger';
import { collectingLogger, ManualClock, waitFor } from '@tensorguard/testkit';
import { sql } from 'kysely';
import type { Database } from '../../db/database.ts';
import { eachDatabase } from '../../testing/databases.ts';
import { addTenant } from '../../testing/tenants.ts';
import { createSequencer, MAX_BATCH_EVENTS } from './sequencer.ts';

const ORIGIN = 'test/log';
const keys = generateLogKeys({ origin: ORIGIN });
const SIGNERS: readonly NoteSigner[] = [new Ed25519NoteSigner(keys.ed25519)];

eachDatabase('the sequencer', (open) => {
  const setUp = async (clock: Clock = new ManualClock(Date.now())) => {
    const database = await open(clock);
    const { tenantId } = await addTenant(database, 'acme');
    const newSequencer = (signers = SIGNERS, logger = silentLogger) =>
      createSequencer({ database, origin: ORIGIN, signers, clock, logger });
    /** Stores events with a number each, in one transaction. */
    const record = (from: number, count: number) => database.tenant(tenantId, async (tx) => recordIn(tx, from, count));
    const recordIn = (tx: Parameters<Parameters<Database['tenant']>[1]>[0], from: number, count: number): void => {
      const party = { kind: 'test', id: 'x' };
      for (let n = from; n < from + count; n++) {
        tx.record({ tenantId, type: 'fleet.created', actor: party, subject: party, data: { n } });
      }
    };
    /** Positions and numbers in the log, and what it says of its size. */
    const log = () =>
      database.system(async (tx) => {
        const entries = await tx.sql.selectFrom('ledger_entries').select(['seq', 'raw']).orderBy('seq').execute();
        const checkpoints = await tx.sql
          .selectFrom('ledger_checkpoints')
          .select(['size', 'note'])
          .orderBy('size')
          .execute();
        return {
          seqs: entries.map(({ seq }) => seq),
          numbers: entries.map(({ raw }) => (JSON.parse(raw) as { data: { n: number } }).data.n),
          sizes: checkpoints.map(({ size }) => size),
          last: checkpoints.at(-1)?.note,
        };
      });
    const tilePaths = () =>
      database.system(async (tx) => {
        const rows = await tx.sql.selectFrom('ledger_tiles').select('path').orderBy('path').execute();
        return rows.map(({ path }) => path);
      });
    return { database, clock, tenantId, newSequencer, record, recordIn, log, tilePaths };
  };
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

  it('gives events their places in the order in which they were stored', async () => {
    const { newSequencer, record, log } = await setUp();
    const sequencer = newSequencer();
    assert.equal(await sequencer.run(), 0);
    assert.deepEqual((await log()).sizes, [], 'an empty log has no checkpoint');
    await record(0, 3);
    await record(3, 2);
    assert.equal(await sequencer.run(), 5);
    assert.equal(await sequencer.run(), 0);
    await record(5, 1);
    assert.equal(await sequencer.run(), 1);
    const { seqs, numbers, sizes, last } = await log();
    assert.deepEqual([seqs, numbers, sizes], [upTo(6), upTo(6), [5, 6]]);
    assert.equal(parseCheckpoint(last!).size, 6);
  });

  it('goes on where another process stopped, at every fill of a tile', async () => {
    const { newSequencer, record, log } = await setUp();
    let size = 0;
    for (const count of [1, 1, 253, 1, 1, 255, 256, 3]) {
      await record(size, count);
      size += count;
      assert.equal(await newSequencer().run(), count);
    }
    const { seqs, numbers } = await log();
    assert.deepEqual([seqs, numbers], [upTo(size), upTo(size)]);
  });

  it('keeps one partial tile of a place, not one for each size that the log ever had', async () => {
    const { newSequencer, record, tilePaths } = await setUp();
    const sequencer = newSequencer();
    for (let n = 0; n < 20; n++) {
      await record(n, 1);
      await sequencer.run();
    }
    assert.deepEqual(await tilePaths(), ['tile/0/000.p/20', 'tile/entries/000.p/20']);
    await record(20, 240);
    await sequencer.run();
    assert.deepEqual(await tilePaths(), [
      'tile/0/000',
      'tile/0/001.p/4',
      'tile/1/000.p/1',
      'tile/entries/000',
      'tile/entries/001.p/4',
    ]);
  });

  it('takes more than a batch in one run', async () => {
    const { newSequencer, record, log } = await setUp();
    await record(0, MAX_BATCH_EVENTS + 10);
    assert.equal(await newSequencer().run(), MAX_BATCH_EVENTS + 10);
    assert.deepEqual((await log()).sizes, [MAX_BATCH_EVENTS, MAX_BATCH_EVENTS + 10]);
  });

  it('leaves everything for the next run when it fails in the middle', async () => {
    const { newSequencer, record, log, tilePaths } = await setUp();
    let broken = true;
    const [real] = SIGNERS as readonly [NoteSigner];
    const signer: NoteSigner = {
      name: real.name,
      keyId: real.keyId,
      sign: async (...args) => {
        if (broken) throw new Error('the key is away');
        return real.sign(...args);
      },
    };
    const sequencer = newSequencer([signer]);
    await record(0, 300);
    await assert.rejects(sequencer.run(), /the key is away/);
    assert.deepEqual([(await log()).seqs, await tilePaths()], [[], []]);
    broken = false;
    await record(300, 1);
    assert.equal(await sequencer.run(), 301);
    broken = true;
    await record(301, 1);
    await assert.rejects(sequencer.run(), /the key is away/);
    broken = false;
    assert.equal(await sequencer.run(), 1, 'not twice, though it was appended in memory');
    assert.deepEqual((await log()).numbers, upTo(302));
  });

  it('of many processes leaves no gap and takes nothing twice', async () => {
    const { newSequencer, record, log } = await setUp();
    const sequencers = upTo(3).map(() => newSequencer());
    let next = 0;
    for (let round = 0; round < 8; round++) {
      const adding = upTo(4).map(() => record((next += 5) - 5, 5));
      await Promise.all([...adding, ...sequencers.map((sequencer) => sequencer.run())]);
    }
    for (const sequencer of sequencers) await sequencer.run();
    const { seqs, numbers, sizes } = await log();
    assert.deepEqual(seqs, upTo(next));
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      upTo(next),
    );
    assert.equal(sizes.at(-1), next);
  });

  it('wakes up on news, works on after a failure, and ends when it is told to', async () => {
    const clock = new ManualClock(Date.now());
    const { database, newSequencer, record, log } = await setUp(clock);
    const logger = collectingLogger();
    const sequencer = newSequencer(SIGNERS, logger);
    sequencer.start();
    sequencer.start();
    await record(0, 1);
    await waitFor(async () => (await log()).seqs.length === 1);
    // The table is away for a moment: the loop must survive that.
    await database.system((tx) => sql`alter table ledger_tiles rename to elsewhere`.execute(tx.sql));
    await record(1, 1);
    await waitFor(() => logger.of('sequencer_failed').length > 0);
    await database.system((tx) => sql`alter table elsewhere rename to ledger_tiles`.execute(tx.sql));
    await waitFor(async () => {
      await clock.advance(1000);
      return (await log()).seqs.length === 2;
    });
    await sequencer.stop();
    await record(2, 1);
    await clock.advance(10_000);
    assert.equal((await log()).seqs.length, 2);
  });
});

eachDatabase('an event whose transaction commits late', (open) => {
  it('comes after those that overtook it, and is not lost', async (t) => {
    const clock = new ManualClock(Date.now());
    const database = await open(clock);
    const { tenantId } = await addTenant(database, 'acme');
    const sequencer = createSequencer({ database, origin: ORIGIN, signers: SIGNERS, clock, logger: silentLogger });
    const insert = (tx: Parameters<Parameters<Database['tenant']>[1]>[0], n: number) =>
      tx.sql
        .insertInto('ledger_outbox')
        .values({
          tenant_id: tenantId,
          at: new Date(tx.now),
          type: 'fleet.created',
          actor_kind: 'test',
          actor_id: String(n),
          subject_kind: 'test',
          subject_id: String(n),
          data: sql`'{}'::jsonb`,
        })
        .execute();
    const stored = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const late = database.system(async (tx) => {
      await insert(tx, 0);
      stored.resolve();
      await commit.promise;
    });
    await stored.promise;
    const overtaking = database.system((tx) => insert(tx, 1));
    // The embedded database runs one transaction at a time: nobody overtakes there.
    const overtaken = await Promise.race([overtaking.then(() => true), new Promise((r) => setTimeout(r, 300, false))]);
    if (overtaken) assert.equal(await sequencer.run(), 1);
    commit.resolve();
    await Promise.all([late, overtaking]);
    await sequencer.run();
    const rows = await database.system((tx) =>
      tx.sql.selectFrom('ledger_entries').select('actor_id').orderBy('seq').execute(),
    );
    t.diagnostic(overtaken ? 'overtaken' : 'one at a time');
    assert.deepEqual(
      rows.map((row) => row.actor_id),
      overtaken ? ['1', '0'] : ['0', '1'],
    );
  });
});

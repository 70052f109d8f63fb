import { newId, silentLogger, systemClock } from '@tensorguard/core';
import { Ed25519NoteSigner, generateLogKeys, MlDsa44Cosigner } from '@tensorguard/ledger';
import { startPostgres } from '@tensorguard/testkit';
import { sql } from 'kysely';
import { openDatabase, type Database } from '../../apps/platform/src/db/database.ts';
import { createSequencer, MAX_BATCH_EVENTS } from '../../apps/platform/src/features/ledger/sequencer.ts';
import type { BenchResult } from '../bench-result.ts';

const ORIGIN = 'bench.example/ledger';
const EVENTS = 100_000;
const QUICK_EVENTS = 20_000;
/** Events of one recording transaction: a busy request's worth. */
const EVENTS_PER_TRANSACTION = 100;

/** Events through the real sequencer on a PostgreSQL that waits for its disk, beside plain inserts of the same rows. */
export async function run({ quick }: { quick: boolean }): Promise<BenchResult[]> {
  const events = quick ? QUICK_EVENTS : EVENTS;
  const server = await startPostgres({ durable: true });
  try {
    const { url } = await server.createDatabase();
    const location = { kind: 'postgres', url, maxConnections: 4 } as const;
    const database = await openDatabase({ location, clock: systemClock, logger: silentLogger });
    try {
      await database.migrate();
      const recordedMs = await timed(() => record(database, events));
      const keys = generateLogKeys({ origin: ORIGIN });
      const signers = [new Ed25519NoteSigner(keys.ed25519), new MlDsa44Cosigner(keys.mlDsa44)];
      const sequencer = createSequencer({
        database,
        origin: ORIGIN,
        signers,
        clock: systemClock,
        logger: silentLogger,
      });
      const sequencedMs = await timed(() => sequencer.run());
      const floorMs = await timed(() => plainInserts(database));
      return [
        { name: 'ledger record, 100 events a transaction', unit: 'events/s', value: rate(events, recordedMs) },
        {
          name: 'ledger sequencer on PostgreSQL',
          unit: 'entries/s',
          value: rate(events, sequencedMs),
          peer: { name: 'insert … select of the same rows', value: rate(events, floorMs) },
          ratio: floorMs / sequencedMs,
          note: `${events} events, batches of ${MAX_BATCH_EVENTS}, fsync on`,
        },
      ];
    } finally {
      await database.close();
    }
  } finally {
    await server.stop();
  }
}

async function record(database: Database, events: number): Promise<void> {
  const tenantId = newId('ten');
  await database.system((tx) =>
    tx.sql.insertInto('tenants').values({ id: tenantId, name: 'Bench', created_at: new Date() }).execute(),
  );
  const subject = { kind: 'agent', id: newId('agt') };
  for (let done = 0; done < events; done += EVENTS_PER_TRANSACTION) {
    await database.system(async (tx) => {
      for (let i = 0; i < EVENTS_PER_TRANSACTION; i++) {
        const data = { releaseId: newId('rel'), packageDigest: `sha256:${'0'.repeat(64)}`, trustScore: 90 };
        tx.record({ tenantId, type: 'key.released', actor: { kind: 'platform', id: 'key-release' }, subject, data });
      }
    });
  }
}

/** What PostgreSQL itself needs to store the same rows in batches of the same size. */
async function plainInserts(database: Database): Promise<void> {
  await database.system((tx) => sql`create table plain (like ledger_entries including all)`.execute(tx.sql));
  for (let from = 0; ; from += MAX_BATCH_EVENTS) {
    const inserted = await database.system((tx) =>
      sql`insert into plain select * from ledger_entries where seq >= ${from} and seq < ${from + MAX_BATCH_EVENTS}`.execute(
        tx.sql,
      ),
    );
    if (!inserted.numAffectedRows) return;
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function rate(count: number, elapsedMs: number): number {
  return Math.round(count / (elapsedMs / 1000));
}

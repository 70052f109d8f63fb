import { after, before, describe } from 'node:test';
import { silentLogger, systemClock, type Clock } from '@tensorguard/core';
import { startPostgres, type PostgresServer } from '@tensorguard/testkit';
import { sql } from 'kysely';
import { openDatabase, type Database } from '../db/database.ts';
import type { DatabaseLocation } from '../db/dialects.ts';

/** Connections of a test's pool. */
const MAX_CONNECTIONS = 5;

/** Gives a migrated database without rows; the one that was given before loses its rows. */
export type OpenTestDatabase = (clock?: Clock) => Promise<Database>;

/**
 * Runs a suite on the embedded database and on PostgreSQL. Each suite has one database of each kind, which is emptied
 * whenever a test opens it and closed at the end: do not keep it from one test to the next.
 */
export function eachDatabase(name: string, suite: (open: OpenTestDatabase) => void): void {
  describe(`${name}, on PGlite`, () => suite(shared(async () => ({ kind: 'embedded', directory: undefined }))));
  describe(`${name}, on PostgreSQL`, () => suite(shared(newPostgresDatabase)));
}

/** One database for the suite that is being described. */
function shared(locate: () => Promise<DatabaseLocation>): OpenTestDatabase {
  let clock = systemClock;
  let database: Database;
  before(async () => {
    const moving: Clock = { now: () => clock.now(), sleep: (ms, signal) => clock.sleep(ms, signal) };
    database = await openDatabase({ location: await locate(), clock: moving, logger: silentLogger });
    await database.migrate();
  });
  after(() => database.close());
  return async (wanted = systemClock) => {
    clock = wanted;
    await database.system(async (tx) => {
      await sql`truncate table tenants, secrets, ledger_tiles, ledger_checkpoints restart identity cascade`.execute(
        tx.sql,
      );
    });
    return database;
  };
}

let server: Promise<PostgresServer> | undefined;

/** A new database on a server that the whole test process shares and that ends with it. */
async function newPostgresDatabase(): Promise<DatabaseLocation> {
  server ??= startPostgres();
  const { url } = await (await server).createDatabase();
  return { kind: 'postgres', url, maxConnections: MAX_CONNECTIONS };
}

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AgentError } from '../errors.ts';

/** Name of the state file in the data folder. */
export const STATE_FILE = 'state.db';
/** Version of the tables, in SQLite's `user_version`. */
const SCHEMA_VERSION = 1;
/** Page cache, KiB; the state is a few rows. */
const CACHE_KIB = 256;

// `reports` is the outbox; `rejected_reports` keeps what the platform will never take; `lines` is what the agent knows of each
// package line, JSON where only the agent's own code looks inside.
const SCHEMA = `
  CREATE TABLE reports (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;
  CREATE TABLE rejected_reports (id TEXT PRIMARY KEY, body TEXT NOT NULL, code TEXT NOT NULL) STRICT;
  CREATE TABLE lines (
    line TEXT PRIMARY KEY,
    directive TEXT NOT NULL,
    number INTEGER NOT NULL,
    outcome TEXT,
    applied TEXT,
    previous_digest TEXT
  ) STRICT;
  CREATE TABLE refusals (line TEXT PRIMARY KEY, fingerprint TEXT NOT NULL) STRICT;
`;

/**
 * Opens the durable state of an agent: reports that wait and what is known of each line. A commit is on stable storage when
 * it returns. The file stays locked, so that no second process works with the folder.
 *
 * @param dataDir folder of the file; `undefined` keeps the state in memory
 * @throws AgentError `data_dir_in_use`, `state_corrupt`, `state_unwritable`
 */
export function openStateDatabase(dataDir: string | undefined): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(dataDir === undefined ? ':memory:' : join(dataDir, STATE_FILE));
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA cache_size = -${CACHE_KIB};
    `);
    // The lock is taken by the first write.
    inTransaction(database, (db) => migrate(db));
    return database;
  } catch (cause) {
    database?.close();
    throw stateError(cause);
  }
}

/**
 * Runs work in one transaction; either all of it is on disk afterwards or nothing.
 *
 * @throws AgentError `state_unwritable`, `state_corrupt`, and whatever the work throws
 */
export function inTransaction<T>(database: DatabaseSync, work: (database: DatabaseSync) => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work(database);
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw stateError(error);
  }
}

const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOT_A_DATABASE = 26;

/** Gives errors of SQLite a code of ours; others pass. */
export function stateError(cause: unknown): unknown {
  const number = cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : undefined;
  switch (number) {
    case undefined:
      return cause;
    case SQLITE_BUSY:
      return new AgentError('data_dir_in_use', 'another process works with this data folder', { cause });
    case SQLITE_CORRUPT:
    case SQLITE_NOT_A_DATABASE:
      return new AgentError('state_corrupt', `${STATE_FILE} cannot be read`, { cause });
    default:
      return new AgentError('state_unwritable', `${STATE_FILE} cannot be used`, { cause });
  }
}

function migrate(database: DatabaseSync): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > SCHEMA_VERSION) {
    throw new AgentError('state_corrupt', `${STATE_FILE} was written by a newer agent`, { details: { version } });
  }
  if (version === 0) database.exec(SCHEMA);
  database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
}

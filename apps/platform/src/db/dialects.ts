import { mkdir } from 'node:fs/promises';
import { PGlite, types } from '@electric-sql/pglite';
import { PGliteDialect, PostgresDialect, type Dialect } from 'kysely';
import { Pool, types as pgTypes } from 'pg';

/** Where rows live: the embedded database (one process) or a PostgreSQL server. */
export type DatabaseLocation =
  | { readonly kind: 'embedded'; readonly directory: string | undefined }
  | { readonly kind: 'postgres'; readonly url: string; readonly maxConnections: number };

/** Time to get a connection from the pool before the request fails as unavailable, milliseconds. */
const CONNECT_TIMEOUT_MS = 5_000;
/** Longest run of one statement, milliseconds. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** Longest wait for an answer, milliseconds: for a server that cannot even say that the time is up. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;

/** The dialect for a location. `directory: undefined` keeps the embedded database in memory. */
export async function openDialect(location: DatabaseLocation, onError: (error: Error) => void): Promise<Dialect> {
  if (location.kind === 'embedded') {
    if (location.directory !== undefined) await mkdir(location.directory, { recursive: true, mode: 0o700 });
    const pglite = await PGlite.create(location.directory, {
      relaxedDurability: false,
      parsers: { [types.INT8]: Number, [types.BYTEA]: bytesOf },
    });
    return new PGliteDialect({ pglite });
  }
  const pool = new Pool({
    connectionString: location.url,
    max: location.maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    types: { getTypeParser: parserOf },
  });
  // A client that is in use tells nobody but its own listeners, and an error without a listener ends the process.
  pool.on('connect', (client) => client.on('error', onError));
  pool.on('error', () => undefined);
  return new PostgresDialect({ pool });
}

type GetTypeParser = typeof pgTypes.getTypeParser;

const parserOf: GetTypeParser = (oid: Parameters<GetTypeParser>[0], format?: unknown) =>
  oid === pgTypes.builtins.INT8 ? Number : pgTypes.getTypeParser(oid, format as 'text');

/** PostgreSQL's hex form of bytes, `\x…`. */
function bytesOf(text: string): Buffer {
  return Buffer.from(text.slice(2), 'hex');
}

import { entryTilePath, hashTilePath, TILE_WIDTH, type TileSource } from '@tensorguard/ledger';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Row } from '../../db/tables.ts';

/** Key of the advisory lock that makes one sequencer of many processes. */
const SEQUENCER_LOCK = 7_405_110_001;

/** Takes the sequencer's lock until the transaction ends; false when another process has it. */
export async function trySequencerLock(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{
    locked: boolean;
  }>`select pg_try_advisory_xact_lock(${SEQUENCER_LOCK}) as locked`.execute(tx.sql);
  return rows[0]!.locked;
}

/** Takes the oldest waiting events out of the outbox. They are back when the transaction does not commit. */
export async function takeFromOutbox(tx: Tx, limit: number): Promise<Row<'ledger_outbox'>[]> {
  const { rows } = await sql<Row<'ledger_outbox'>>`
    delete from ledger_outbox where id in (select id from ledger_outbox order by id limit ${limit}) returning *`.execute(
    tx.sql,
  );
  return rows.sort((a, b) => a.id - b.id);
}

/** The newest checkpoint, if the log has begun. */
export async function newestCheckpoint(tx: Tx): Promise<Row<'ledger_checkpoints'> | undefined> {
  return tx.sql.selectFrom('ledger_checkpoints').selectAll().orderBy('size', 'desc').limit(1).executeTakeFirst();
}

export async function insertCheckpoint(tx: Tx, row: Row<'ledger_checkpoints'>): Promise<void> {
  await tx.sql.insertInto('ledger_checkpoints').values(row).execute();
}

/** One column of each row in one statement, so that a batch of thousands is a single round trip. */
export async function insertEntries(tx: Tx, rows: readonly Row<'ledger_entries'>[]): Promise<void> {
  const column = <Key extends keyof Row<'ledger_entries'>>(key: Key) => rows.map((row) => row[key]);
  const hashes = column('leaf_hash').map((hash) => hash.toString('base64'));
  await sql`
    insert into ledger_entries (seq, tenant_id, at, type, actor_id, subject_id, raw, leaf_hash)
    select seq, tenant_id, at, type, actor_id, subject_id, raw, decode(leaf_hash, 'base64') from unnest(
      ${column('seq')}::bigint[], ${column('tenant_id')}::text[], ${column('at').map((at) => at.toISOString())}::timestamptz[],
      ${column('type')}::text[], ${column('actor_id')}::text[], ${column('subject_id')}::text[], ${column('raw')}::text[],
      ${hashes}::text[]) as batch (seq, tenant_id, at, type, actor_id, subject_id, raw, leaf_hash)`.execute(tx.sql);
}

/** Stores tiles (a path that exists has the same bytes) and drops the partial ones that have grown with the log. */
export async function replaceTiles(
  tx: Tx,
  grown: { from: number; to: number },
  tiles: readonly { path: string; bytes: Uint8Array }[],
): Promise<void> {
  if (tiles.length === 0) return;
  await tx.sql
    .insertInto('ledger_tiles')
    .values(tiles.map(({ path, bytes }) => ({ path, bytes: Buffer.from(bytes) })))
    .onConflict((conflict) => conflict.column('path').doNothing())
    .execute();
  const open = new Set(openTilePaths(grown.to));
  const replaced = openTilePaths(grown.from).filter((path) => !open.has(path));
  if (replaced.length > 0) await tx.sql.deleteFrom('ledger_tiles').where('path', 'in', replaced).execute();
}

/** Paths of the partial tiles of a tree: those that the next entry changes. */
function openTilePaths(size: number): string[] {
  const paths: string[] = [];
  for (let count = size, level = 0; count > 0; count = Math.floor(count / TILE_WIDTH), level++) {
    const [index, width] = [Math.floor(count / TILE_WIDTH), count % TILE_WIDTH];
    if (width === 0) continue;
    paths.push(hashTilePath(level, index, width));
    if (level === 0) paths.push(entryTilePath(index, width));
  }
  return paths;
}

/** Tiles as the ledger library reads them. In place of a partial tile that has grown since, gives the one that it became. */
export function tileSource(tx: Tx): TileSource {
  return {
    async read(path) {
      const row = await tx.sql
        .selectFrom('ledger_tiles')
        .select('bytes')
        .where('path', 'in', [path, ...widerTiles(path)])
        .limit(1)
        .executeTakeFirst();
      return row?.bytes ?? null;
    },
  };
}

/** Paths of the partial tiles that begin with the one at a path. */
function widerTiles(path: string): string[] {
  const match = /^([^.]*\.p\/)(\d{1,3})$/.exec(path);
  if (!match) return [];
  const [, base, width] = match;
  return Array.from({ length: TILE_WIDTH - 1 - Number(width) }, (_, i) => `${base}${Number(width) + 1 + i}`);
}

/** Events of a tenant that wait for the sequencer. */
export async function countPending(tx: Tx): Promise<number> {
  const { count } = await tx.sql
    .selectFrom('ledger_outbox')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

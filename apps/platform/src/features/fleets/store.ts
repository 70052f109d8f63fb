import { sql, type SqlBool } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { NewRow, Row } from '../../db/tables.ts';

/** Fleets by name, one beyond the limit. */
export async function listFleets(
  tx: Tx,
  after: { name: string; id: string } | undefined,
  limit: number,
): Promise<Row<'fleets'>[]> {
  let query = tx.sql.selectFrom('fleets').selectAll();
  if (after !== undefined) query = query.where(sql<SqlBool>`(name, id) > (${after.name}, ${after.id})`);
  return query
    .orderBy('name')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
}

export async function findFleet(tx: Tx, id: string): Promise<Row<'fleets'> | undefined> {
  return tx.sql.selectFrom('fleets').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function insertFleet(tx: Tx, row: NewRow<'fleets'>): Promise<void> {
  await tx.sql.insertInto('fleets').values(row).execute();
}

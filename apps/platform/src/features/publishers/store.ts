import { sql, type SqlBool } from 'kysely';
import { json, type Tx } from '../../db/database.ts';
import type { NewRow, Row } from '../../db/tables.ts';

/** Publishers by name, those that are trusted no longer included; one beyond the limit. */
export async function listPublishers(
  tx: Tx,
  after: { name: string; id: string } | undefined,
  limit: number,
): Promise<Row<'publishers'>[]> {
  let query = tx.sql.selectFrom('publishers').selectAll();
  if (after !== undefined) query = query.where(sql<SqlBool>`(name, id) > (${after.name}, ${after.id})`);
  return query
    .orderBy('name')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
}

/** All publishers that are trusted now. */
export async function listTrusted(tx: Tx): Promise<Row<'publishers'>[]> {
  return tx.sql.selectFrom('publishers').selectAll().where('removed_at', 'is', null).execute();
}

/** The trusted publisher of a key. It stays trusted until the transaction ends. */
export async function lockTrusted(tx: Tx, keyId: string): Promise<Row<'publishers'> | undefined> {
  return tx.sql
    .selectFrom('publishers')
    .selectAll()
    .where('key_id', '=', keyId)
    .where('removed_at', 'is', null)
    .forShare()
    .executeTakeFirst();
}

export async function insertPublisher(tx: Tx, row: NewRow<'publishers'>): Promise<void> {
  await tx.sql
    .insertInto('publishers')
    .values({ ...row, public_key: json(row.public_key) })
    .execute();
}

/** Ends the trust in a publisher; undefined when there is none, or it has ended before. */
export async function removePublisher(tx: Tx, id: string): Promise<Row<'publishers'> | undefined> {
  return tx.sql
    .updateTable('publishers')
    .set({ removed_at: new Date(tx.now) })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/**
 * Orders the two that must not overlap: storing the row that refers to a blob, and removing a blob that no row refers to. Held
 * until the transaction ends.
 */
export async function lockBlob(tx: Tx, digest: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`blob:${digest}`}, 0))`.execute(tx.sql);
}

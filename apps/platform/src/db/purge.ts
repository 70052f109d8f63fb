import type { Database, Tx } from './database.ts';

/** Rows that one statement of a purge removes, so that no purge holds its locks for long. */
const PURGE_BATCH_ROWS = 5_000;

/**
 * Removes rows of all tenants batch by batch, each batch in a transaction of its own, until one is not full; gives the count.
 * `removeBatch` removes at most `limit` rows and says how many.
 */
export async function purgeInBatches(
  database: Database,
  removeBatch: (tx: Tx, limit: number) => Promise<{ readonly numDeletedRows: bigint }>,
): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = Number((await database.system((tx) => removeBatch(tx, PURGE_BATCH_ROWS))).numDeletedRows);
    total += removed;
    if (removed < PURGE_BATCH_ROWS) return total;
  }
}

import type { Database } from '../../db/database.ts';
import { purgeInBatches } from '../../db/purge.ts';
import { deleteUnusedJoinTokens } from './store.ts';

/**
 * An expired join token is known for this long, milliseconds (30 days): operators see what became of it, and the log says why it
 * enrols nobody.
 */
export const JOIN_TOKEN_RETENTION_MS = 30 * 86_400_000;

/** Forgets join tokens that expired long ago and that no agent has enrolled with; gives the count. */
export async function purgeJoinTokens(database: Database): Promise<number> {
  return purgeInBatches(database, (tx, limit) =>
    deleteUnusedJoinTokens(tx, new Date(tx.now - JOIN_TOKEN_RETENTION_MS), limit),
  );
}

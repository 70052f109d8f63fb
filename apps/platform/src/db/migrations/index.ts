import type { Migration } from 'kysely/migration';
import { initial } from './001-initial.ts';
import { agentKeys } from './002-agent-keys.ts';
import { finalProgress } from './003-final-progress.ts';
import { expiryIndexes } from './004-expiry-indexes.ts';

/** Every migration in order; names never change. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001-initial': initial,
  '002-agent-keys': agentKeys,
  '003-final-progress': finalProgress,
  '004-expiry-indexes': expiryIndexes,
};

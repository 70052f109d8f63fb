import type { Migration } from 'kysely/migration';
import { initial } from './001-initial.ts';
import { agentKeys } from './002-agent-keys.ts';

/** Every migration in order; names never change. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001-initial': initial,
  '002-agent-keys': agentKeys,
};

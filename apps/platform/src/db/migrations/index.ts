import type { Migration } from 'kysely/migration';
import { initial } from './001-initial.ts';

/** Every migration in order; names never change. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001-initial': initial,
};

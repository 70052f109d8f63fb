import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How a rollout stood when it ended, so that what agents run later does not change it. Null while it is under way. */
export const finalProgress: Migration = {
  async up(db) {
    await sql`alter table rollouts add column final_progress jsonb`.execute(db);
  },
  async down(db) {
    await sql`alter table rollouts drop column final_progress`.execute(db);
  },
};

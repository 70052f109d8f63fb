import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Indexes by name. */
const INDEXES = {
  sessions_by_expiry: 'sessions (expires_at)',
  sign_in_links_by_expiry: 'sign_in_links (expires_at)',
  join_tokens_by_expiry: 'join_tokens (expires_at)',
  // The purge of a join token asks, and its foreign key asks again, whether an agent has enrolled with it.
  agents_by_join_token: 'agents (join_token_id)',
  agent_certificates_by_end: 'agent_certificates (not_after)',
  deployments_in_trouble: `deployments (agent_id) where state in ('failed', 'refused')`,
} as const;

/** What the purges and the trust summary of a large tenant look for. */
export const expiryIndexes: Migration = {
  async up(db) {
    for (const [name, on] of Object.entries(INDEXES)) await sql.raw(`create index ${name} on ${on}`).execute(db);
  },
  async down(db) {
    for (const name of Object.keys(INDEXES)) await sql.raw(`drop index ${name}`).execute(db);
  },
};

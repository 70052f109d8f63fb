import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** One statement each; they run on PGlite and on PostgreSQL 15 or later. */
const UP = [
  `create table agent_keys (
    agent_id text not null references agents,
    public_key_hash bytea not null,
    tenant_id text not null references tenants,
    first_used_at timestamptz not null,
    primary key (agent_id, public_key_hash)
  )`,
  'create index agent_keys_by_key on agent_keys (tenant_id, public_key_hash)',
  // Of agents that enrolled before, the key of the enrolment is all that is known.
  `insert into agent_keys (agent_id, public_key_hash, tenant_id, first_used_at)
    select id, public_key_hash, tenant_id, enrolled_at from agents`,
  'grant select, insert on agent_keys to tensorguard_tenant',
  'alter table agent_keys enable row level security',
  `create policy own_rows on agent_keys to tensorguard_tenant
    using (tenant_id = current_setting('tensorguard.tenant', true))
    with check (tenant_id = current_setting('tensorguard.tenant', true))`,
] as const;

/** Every key that an agent ever had a certificate for, so that none of them comes back after a revocation. */
export const agentKeys: Migration = {
  async up(db) {
    for (const statement of UP) await sql.raw(statement).execute(db);
  },
  async down(db) {
    await sql`drop table agent_keys`.execute(db);
  },
};

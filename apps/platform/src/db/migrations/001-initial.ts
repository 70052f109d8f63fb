import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Tables whose rows belong to one tenant, and what a tenant's transaction may do with them. */
const TENANT_TABLES = {
  users: 'select, insert, update',
  sign_in_links: 'select, insert, update',
  sessions: 'select, insert, update, delete',
  api_tokens: 'select, insert, update',
  fleets: 'select, insert, update',
  join_tokens: 'select, insert, update',
  agents: 'select, insert, update',
  agent_certificates: 'select, insert, update',
  agent_last_seen: 'select, insert, update',
  publishers: 'select, insert, update',
  lines: 'select, insert, update',
  releases: 'select, insert, update',
  rollouts: 'select, insert, update',
  rollout_fleets: 'select, insert',
  rollout_stages: 'select, insert, update',
  directives: 'select, insert',
  deployments: 'select, insert, update',
  agent_reports: 'select, insert',
  ledger_outbox: 'select, insert',
  ledger_entries: 'select',
} as const;

/**
 * Each statement runs on PGlite and on PostgreSQL 15 or later. Row-level security holds for the role `tensorguard_tenant`,
 * which every tenant transaction assumes; the connecting role owns the tables and runs the workers.
 */
const UP = `
do $$ begin
  if not exists (select from pg_roles where rolname = 'tensorguard_tenant') then
    create role tensorguard_tenant nologin;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;
grant tensorguard_tenant to current_user;
grant usage on schema public to tensorguard_tenant;

create table tenants (
  id text primary key,
  name text not null unique,
  created_at timestamptz not null
);
create table users (
  id text primary key,
  tenant_id text not null references tenants,
  name text not null,
  email text not null,
  role text not null check (role in ('viewer', 'operator', 'owner')),
  platform_admin boolean not null default false,
  created_at timestamptz not null,
  unique (tenant_id, email)
);
create table sign_in_links (
  token_hash bytea primary key,
  tenant_id text not null references tenants,
  user_id text not null references users,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create table sessions (
  id text primary key,
  token_hash bytea not null unique,
  tenant_id text not null references tenants,
  user_id text not null references users,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create table api_tokens (
  id text primary key,
  token_hash bytea not null unique,
  tenant_id text not null references tenants,
  name text not null,
  permissions jsonb not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create table fleets (
  id text primary key,
  tenant_id text not null references tenants,
  name text not null,
  environment text not null,
  region text not null,
  created_at timestamptz not null,
  unique (tenant_id, name)
);
create table join_tokens (
  id text primary key,
  token_hash bytea not null unique,
  tenant_id text not null references tenants,
  fleet_id text not null references fleets,
  name text not null,
  labels jsonb not null,
  max_uses integer not null,
  uses integer not null default 0 check (uses <= max_uses),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create table agents (
  id text primary key,
  tenant_id text not null references tenants,
  fleet_id text not null references fleets,
  join_token_id text not null references join_tokens,
  name text not null,
  labels jsonb not null,
  status text not null check (status in ('active', 'revoked')),
  spiffe_id text not null unique,
  public_key_hash bytea not null,
  recipient_key text not null,
  facts jsonb not null,
  enrolled_at timestamptz not null,
  revoked_at timestamptz,
  revoked_reason text
);
create index agents_by_name on agents (tenant_id, name, id);
create index agents_by_fleet on agents (fleet_id);
create index agents_by_label on agents using gin (labels jsonb_path_ops);
create index agents_by_key on agents (public_key_hash, join_token_id);
create table agent_certificates (
  serial text primary key,
  tenant_id text not null references tenants,
  agent_id text not null references agents,
  not_before timestamptz not null,
  not_after timestamptz not null,
  issued_at timestamptz not null,
  revoked_at timestamptz
);
create index agent_certificates_by_agent on agent_certificates (agent_id, not_after desc);
create index agent_certificates_revoked on agent_certificates (revoked_at) where revoked_at is not null;
create table agent_last_seen (
  agent_id text primary key references agents,
  tenant_id text not null references tenants,
  seen_at timestamptz not null,
  clock_skew_ms integer not null,
  telemetry jsonb not null,
  models jsonb not null
) with (fillfactor = 70);
create table publishers (
  id text primary key,
  tenant_id text not null references tenants,
  name text not null,
  key_id text not null,
  public_key jsonb not null,
  created_at timestamptz not null,
  removed_at timestamptz
);
create unique index publishers_by_key on publishers (tenant_id, key_id) where removed_at is null;
create unique index publishers_by_name on publishers (tenant_id, name) where removed_at is null;
create table lines (
  id text primary key,
  tenant_id text not null references tenants,
  name text not null,
  last_release_number integer not null default 0,
  last_directive_number integer not null default 0,
  created_at timestamptz not null,
  unique (tenant_id, name)
);
create table releases (
  id text primary key,
  tenant_id text not null references tenants,
  line_id text not null references lines,
  number integer not null,
  version text not null,
  digest text not null,
  size_bytes bigint not null,
  state text not null check (state in ('available', 'withdrawn')),
  manifest jsonb not null,
  publisher_id text not null references publishers,
  uploaded_by text not null,
  created_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  unique (line_id, number),
  unique (tenant_id, digest)
);
create table rollouts (
  id text primary key,
  tenant_id text not null references tenants,
  line_id text not null references lines,
  release_id text not null references releases,
  state text not null check (state in ('running', 'paused', 'completed', 'aborted', 'rolled_back')),
  state_reason text,
  selector jsonb not null,
  stages jsonb not null,
  gate jsonb not null,
  on_failure text not null check (on_failure in ('pause', 'rollback')),
  max_concurrent_per_fleet integer,
  current_stage integer not null,
  created_by text not null,
  created_at timestamptz not null,
  judged_from timestamptz not null,
  finished_at timestamptz
);
create index rollouts_by_line on rollouts (line_id, created_at desc);
create index rollouts_open on rollouts (state) where state in ('running', 'paused');
create table rollout_fleets (
  rollout_id text not null references rollouts,
  fleet_id text not null references fleets,
  tenant_id text not null references tenants,
  previous_release_id text references releases,
  primary key (rollout_id, fleet_id)
);
create index rollout_fleets_by_fleet on rollout_fleets (fleet_id);
create table rollout_stages (
  rollout_id text not null references rollouts,
  index integer not null,
  tenant_id text not null references tenants,
  started_at timestamptz not null,
  satisfied_at timestamptz,
  finished_at timestamptz,
  primary key (rollout_id, index)
);
create table directives (
  line_id text not null references lines,
  number integer not null,
  tenant_id text not null references tenants,
  rollout_id text not null references rollouts,
  stage integer not null,
  kind text not null check (kind in ('stage', 'rollback')),
  fleet_id text references fleets,
  release_id text references releases,
  envelope jsonb not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (line_id, number)
);
create index directives_by_rollout on directives (rollout_id, number desc);
create table deployments (
  agent_id text not null references agents,
  line_id text not null references lines,
  tenant_id text not null references tenants,
  state text not null check (state in ('received', 'applied', 'failed', 'refused', 'stopped')),
  directive_number integer not null,
  rollout_id text references rollouts,
  desired_release_id text references releases,
  applied_release_id text references releases,
  code text,
  message text,
  updated_at timestamptz not null,
  applied_at timestamptz,
  primary key (agent_id, line_id)
);
create index deployments_by_rollout on deployments (rollout_id);
create index deployments_by_release on deployments (applied_release_id);
create table agent_reports (
  agent_id text not null references agents,
  id text not null,
  tenant_id text not null references tenants,
  received_at timestamptz not null,
  primary key (agent_id, id)
);
create index agent_reports_by_age on agent_reports (received_at);
create table secrets (
  name text primary key,
  sealed jsonb not null,
  created_at timestamptz not null
);
create table ledger_outbox (
  id bigint generated always as identity primary key,
  tenant_id text not null references tenants,
  at timestamptz not null,
  type text not null,
  actor_kind text not null,
  actor_id text not null,
  subject_kind text not null,
  subject_id text not null,
  data jsonb not null
);
create table ledger_entries (
  seq bigint primary key,
  tenant_id text not null references tenants,
  at timestamptz not null,
  type text not null,
  actor_id text not null,
  subject_id text not null,
  raw text not null,
  leaf_hash bytea not null
);
create index ledger_entries_by_tenant on ledger_entries (tenant_id, seq desc);
create index ledger_entries_by_subject on ledger_entries (tenant_id, subject_id, seq desc);
create table ledger_tiles (
  path text primary key,
  bytes bytea not null
);
create table ledger_checkpoints (
  size bigint primary key,
  note text not null,
  at timestamptz not null
);

grant select on tenants, ledger_tiles, ledger_checkpoints to tensorguard_tenant;
alter table tenants enable row level security;
create policy own_tenant on tenants to tensorguard_tenant
  using (id = current_setting('tensorguard.tenant', true));
`;

const DOWN_ORDER = [
  'ledger_checkpoints',
  'ledger_tiles',
  'secrets',
  ...Object.keys(TENANT_TABLES).reverse(),
  'tenants',
] as const;

async function run(db: Kysely<unknown>, script: string): Promise<void> {
  for (const statement of statementsOf(script)) await sql.raw(statement).execute(db);
}

/** Splits a script at its semicolons, keeping `$$` bodies whole. */
function statementsOf(script: string): string[] {
  const statements: string[] = [];
  let current = '';
  for (const part of script.split(/(\$\$|;)/)) {
    const inBody = (current.match(/\$\$/g) ?? []).length % 2 === 1;
    if (part === ';' && !inBody) {
      statements.push(current.trim());
      current = '';
    } else {
      current += part;
    }
  }
  return statements.filter((statement) => statement !== '');
}

/** The first schema: every table of the main job. */
export const initial: Migration = {
  async up(db) {
    await run(db, UP);
    for (const [table, privileges] of Object.entries(TENANT_TABLES)) {
      await run(
        db,
        `grant ${privileges} on ${table} to tensorguard_tenant;
         alter table ${table} enable row level security;
         create policy own_rows on ${table} to tensorguard_tenant
           using (tenant_id = current_setting('tensorguard.tenant', true))
           with check (tenant_id = current_setting('tensorguard.tenant', true));`,
      );
    }
  },
  async down(db) {
    for (const table of DOWN_ORDER) await run(db, `drop table ${table};`);
  },
};

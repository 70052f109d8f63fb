import type { ColumnType, Generated, Insertable, Selectable } from 'kysely';

/** A JSON column: read parsed, written through `json()`. */
type Json<T> = ColumnType<T, unknown, unknown>;
type Labels = Record<string, string>;

interface TenantTable {
  id: string;
  name: string;
  created_at: Date;
}

interface UserTable {
  id: string;
  tenant_id: string;
  name: string;
  email: string;
  role: 'viewer' | 'operator' | 'owner';
  platform_admin: boolean;
  created_at: Date;
}

interface SignInLinkTable {
  token_hash: Buffer;
  tenant_id: string;
  user_id: string;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

interface SessionTable {
  id: string;
  token_hash: Buffer;
  tenant_id: string;
  user_id: string;
  created_at: Date;
  seen_at: Date;
  expires_at: Date;
}

interface ApiTokenTable {
  id: string;
  token_hash: Buffer;
  tenant_id: string;
  name: string;
  permissions: Json<string[]>;
  created_by: string;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

interface FleetTable {
  id: string;
  tenant_id: string;
  name: string;
  environment: string;
  region: string;
  created_at: Date;
}

interface JoinTokenTable {
  id: string;
  token_hash: Buffer;
  tenant_id: string;
  fleet_id: string;
  name: string;
  labels: Json<Labels>;
  max_uses: number;
  uses: number;
  created_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
}

interface AgentTable {
  id: string;
  tenant_id: string;
  fleet_id: string;
  join_token_id: string;
  name: string;
  labels: Json<Labels>;
  status: 'active' | 'revoked';
  spiffe_id: string;
  public_key_hash: Buffer;
  recipient_key: string;
  facts: Json<Record<string, unknown>>;
  enrolled_at: Date;
  revoked_at: Date | null;
  revoked_reason: string | null;
}

interface AgentKeyTable {
  agent_id: string;
  public_key_hash: Buffer;
  tenant_id: string;
  first_used_at: Date;
}

interface AgentCertificateTable {
  serial: string;
  tenant_id: string;
  agent_id: string;
  not_before: Date;
  not_after: Date;
  issued_at: Date;
  revoked_at: Date | null;
}

interface AgentLastSeenTable {
  agent_id: string;
  tenant_id: string;
  seen_at: Date;
  clock_skew_ms: number;
  telemetry: Json<Record<string, unknown>>;
  models: Json<{ line: string; releaseId: string; inference: Record<string, unknown> }[]>;
}

interface PublisherTable {
  id: string;
  tenant_id: string;
  name: string;
  key_id: string;
  public_key: Json<{ keyId: string; ed25519: string; mlDsa65: string }>;
  created_at: Date;
  removed_at: Date | null;
}

interface LineTable {
  id: string;
  tenant_id: string;
  name: string;
  last_release_number: number;
  last_directive_number: number;
  created_at: Date;
}

interface ReleaseTable {
  id: string;
  tenant_id: string;
  line_id: string;
  number: number;
  version: string;
  digest: string;
  size_bytes: number;
  state: 'available' | 'withdrawn';
  manifest: Json<Record<string, unknown>>;
  publisher_id: string;
  uploaded_by: string;
  created_at: Date;
  withdrawn_at: Date | null;
  withdrawn_reason: string | null;
}

interface RolloutTable {
  id: string;
  tenant_id: string;
  line_id: string;
  release_id: string;
  state: 'running' | 'paused' | 'completed' | 'aborted' | 'rolled_back';
  state_reason: string | null;
  selector: Json<Labels>;
  stages: Json<unknown[]>;
  gate: Json<Record<string, unknown>>;
  on_failure: 'pause' | 'rollback';
  max_concurrent_per_fleet: number | null;
  current_stage: number;
  created_by: string;
  created_at: Date;
  /** Failures reported before this are forgiven: set at creation and by each resume. */
  judged_from: Date;
  finished_at: Date | null;
  /** Progress at the end; null before, and of rollouts that ended before it was kept. */
  final_progress: Json<Record<string, unknown> | null>;
}

interface RolloutFleetTable {
  rollout_id: string;
  fleet_id: string;
  tenant_id: string;
  previous_release_id: string | null;
}

interface RolloutStageTable {
  rollout_id: string;
  index: number;
  tenant_id: string;
  started_at: Date;
  /** When enough agents had applied; the soak time counts from here. */
  satisfied_at: Date | null;
  finished_at: Date | null;
}

interface DirectiveTable {
  line_id: string;
  number: number;
  tenant_id: string;
  rollout_id: string;
  stage: number;
  kind: 'stage' | 'rollback';
  /** For a rollback: the fleet that it is for. */
  fleet_id: string | null;
  release_id: string | null;
  envelope: Json<Record<string, unknown>>;
  issued_at: Date;
  expires_at: Date;
}

interface DeploymentTable {
  agent_id: string;
  line_id: string;
  tenant_id: string;
  state: 'received' | 'applied' | 'failed' | 'refused' | 'stopped';
  directive_number: number;
  rollout_id: string | null;
  desired_release_id: string | null;
  applied_release_id: string | null;
  code: string | null;
  message: string | null;
  updated_at: Date;
  /** When the release of `rollout_id` began to answer requests. */
  applied_at: Date | null;
}

interface AgentReportTable {
  id: string;
  tenant_id: string;
  agent_id: string;
  received_at: Date;
}

interface SecretTable {
  name: string;
  sealed: Json<unknown>;
  created_at: Date;
}

interface LedgerOutboxTable {
  id: Generated<number>;
  tenant_id: string;
  at: Date;
  type: string;
  actor_kind: string;
  actor_id: string;
  subject_kind: string;
  subject_id: string;
  data: Json<Record<string, unknown>>;
}

interface LedgerEntryTable {
  seq: number;
  tenant_id: string;
  at: Date;
  type: string;
  actor_id: string;
  subject_id: string;
  /** Canonical JSON of the entry: the bytes that are hashed. */
  raw: string;
  leaf_hash: Buffer;
}

interface LedgerTileTable {
  path: string;
  bytes: Buffer;
}

interface LedgerCheckpointTable {
  size: number;
  note: string;
  at: Date;
}

/** Every table of the platform's database. */
export interface Tables {
  tenants: TenantTable;
  users: UserTable;
  sign_in_links: SignInLinkTable;
  sessions: SessionTable;
  api_tokens: ApiTokenTable;
  fleets: FleetTable;
  join_tokens: JoinTokenTable;
  agents: AgentTable;
  agent_keys: AgentKeyTable;
  agent_certificates: AgentCertificateTable;
  agent_last_seen: AgentLastSeenTable;
  publishers: PublisherTable;
  lines: LineTable;
  releases: ReleaseTable;
  rollouts: RolloutTable;
  rollout_fleets: RolloutFleetTable;
  rollout_stages: RolloutStageTable;
  directives: DirectiveTable;
  deployments: DeploymentTable;
  agent_reports: AgentReportTable;
  secrets: SecretTable;
  ledger_outbox: LedgerOutboxTable;
  ledger_entries: LedgerEntryTable;
  ledger_tiles: LedgerTileTable;
  ledger_checkpoints: LedgerCheckpointTable;
}

/** A row of a table as it is read. */
export type Row<Name extends keyof Tables> = Selectable<Tables[Name]>;
/** A row of a table as it is written. */
export type NewRow<Name extends keyof Tables> = Insertable<Tables[Name]>;

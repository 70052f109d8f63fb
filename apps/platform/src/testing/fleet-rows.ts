import { newId } from '@tensorguard/core';
import { json, type Database } from '../db/database.ts';
import type { AgentActor } from '../http/context.ts';

/** What a test says about an agent. */
export interface AgentTraits {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly architecture?: string;
  readonly memoryBytes?: number;
  /** When it was last seen, milliseconds since the epoch; by default now, null for never. */
  readonly seenAt?: number | null;
  readonly clockSkewMs?: number;
  /** Its certificate's lifetime; none when absent. */
  readonly certificate?: { readonly notBefore: number; readonly notAfter: number };
}

/** Makes a fleet by its row and one join token; gives its id. */
export async function addFleet(database: Database, tenantId: string, name: string): Promise<string> {
  const id = newId('flt');
  await database.tenant(tenantId, async (tx) => {
    const now = new Date(tx.now);
    const own = { tenant_id: tenantId, name, created_at: now };
    await tx.sql
      .insertInto('fleets')
      .values({ ...own, id, environment: 'test', region: 'here' })
      .execute();
    await tx.sql
      .insertInto('join_tokens')
      .values({
        ...own,
        id: tokenOf(id),
        token_hash: Buffer.from(id),
        fleet_id: id,
        labels: json({}),
        max_uses: 1,
        uses: 1,
        expires_at: now,
        revoked_at: null,
      })
      .execute();
  });
  return id;
}

const tokenOf = (fleetId: string): string => fleetId.replace('flt_', 'jtk_');

/** Enrols an agent in a fleet of {@link addFleet} by its rows only. */
export async function addFleetAgent(
  database: Database,
  tenantId: string,
  fleetId: string,
  traits: AgentTraits = {},
): Promise<AgentActor> {
  const id = newId('agt');
  const { architecture = 'x64', memoryBytes = 8e9, seenAt } = traits;
  await database.tenant(tenantId, async (tx) => {
    const now = new Date(tx.now);
    await tx.sql
      .insertInto('agents')
      .values({
        id,
        tenant_id: tenantId,
        fleet_id: fleetId,
        join_token_id: tokenOf(fleetId),
        name: traits.name ?? id,
        labels: json(traits.labels ?? {}),
        status: 'active',
        spiffe_id: `spiffe://test/${id}`,
        public_key_hash: Buffer.from(id),
        recipient_key: '',
        facts: json({ architecture, memoryBytes }),
        enrolled_at: now,
        revoked_at: null,
        revoked_reason: null,
      })
      .execute();
    await tx.sql
      .insertInto('agent_keys')
      .values({ agent_id: id, public_key_hash: Buffer.from(id), tenant_id: tenantId, first_used_at: now })
      .execute();
    if (traits.certificate) {
      const { notBefore, notAfter } = traits.certificate;
      await tx.sql
        .insertInto('agent_certificates')
        .values({
          serial: id,
          tenant_id: tenantId,
          agent_id: id,
          not_before: new Date(notBefore),
          not_after: new Date(notAfter),
          issued_at: now,
          revoked_at: null,
        })
        .execute();
    }
  });
  if (seenAt !== null) await markSeen(database, tenantId, [id], traits);
  return { kind: 'agent', id, tenantId, serial: '01' };
}

/** Stores a heartbeat of agents. */
export async function markSeen(
  database: Database,
  tenantId: string,
  agentIds: readonly string[],
  { seenAt, clockSkewMs = 0, models = [] }: { seenAt?: number | null; clockSkewMs?: number; models?: unknown[] } = {},
): Promise<void> {
  await database.tenant(tenantId, async (tx) => {
    const row = {
      seen_at: new Date(seenAt ?? tx.now),
      clock_skew_ms: clockSkewMs,
      telemetry: json({}),
      models: json(models),
    };
    await tx.sql
      .insertInto('agent_last_seen')
      .values(agentIds.map((id) => ({ ...row, agent_id: id, tenant_id: tenantId })))
      .onConflict((conflict) => conflict.column('agent_id').doUpdateSet(row))
      .execute();
  });
}

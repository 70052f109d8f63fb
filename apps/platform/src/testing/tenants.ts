import { ROLE_PERMISSIONS } from '@tensorguard/contract';
import { newId } from '@tensorguard/core';
import { json, type Database } from '../db/database.ts';
import type { AgentActor, Operator } from '../http/context.ts';

/** Makes a tenant and gives one of its owners. */
export async function addTenant(database: Database, name: string): Promise<Operator> {
  const tenantId = newId('ten');
  await database.system(async (tx) => {
    await tx.sql
      .insertInto('tenants')
      .values({ id: tenantId, name, created_at: new Date(tx.now) })
      .execute();
  });
  const userId = newId('usr');
  return {
    kind: 'user',
    id: userId,
    userId,
    name: `${name} owner`,
    tenantId,
    permissions: new Set(ROLE_PERMISSIONS.owner),
  };
}

/** Enrols an agent by its rows only: fleet, join token and agent. */
export async function addAgent(database: Database, tenantId: string, recipientKey: string): Promise<AgentActor> {
  const [fleetId, joinTokenId, agentId] = [newId('flt'), newId('jtk'), newId('agt')];
  await database.tenant(tenantId, async (tx) => {
    const now = new Date(tx.now);
    const own = { tenant_id: tenantId, name: agentId };
    await tx.sql
      .insertInto('fleets')
      .values({ ...own, id: fleetId, environment: 'test', region: 'here', created_at: now })
      .execute();
    await tx.sql
      .insertInto('join_tokens')
      .values({
        ...own,
        id: joinTokenId,
        token_hash: Buffer.from(joinTokenId),
        fleet_id: fleetId,
        labels: json({}),
        max_uses: 1,
        uses: 1,
        created_at: now,
        expires_at: now,
        revoked_at: null,
      })
      .execute();
    await tx.sql
      .insertInto('agents')
      .values({
        ...own,
        id: agentId,
        fleet_id: fleetId,
        join_token_id: joinTokenId,
        labels: json({}),
        status: 'active',
        spiffe_id: `spiffe://test/${agentId}`,
        public_key_hash: Buffer.from(agentId),
        recipient_key: recipientKey,
        facts: json({}),
        enrolled_at: now,
        revoked_at: null,
        revoked_reason: null,
      })
      .execute();
  });
  return { kind: 'agent', id: agentId, tenantId, serial: '01' };
}

/** Ledger events of a tenant, oldest first. */
export async function ledgerEvents(
  database: Database,
  tenantId: string,
): Promise<{ type: string; actor: string; subject: string; data: Record<string, unknown> }[]> {
  return database.system(async (tx) => {
    const rows = await tx.sql
      .selectFrom('ledger_outbox')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .orderBy('id')
      .execute();
    return rows.map((row) => ({ type: row.type, actor: row.actor_id, subject: row.subject_id, data: row.data }));
  });
}

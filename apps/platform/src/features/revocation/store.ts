import type { CertificateStatus, RevokedCertificate } from '@tensorguard/pki';
import { sql, type ExpressionBuilder } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Tables } from '../../db/tables.ts';
import { notFound, PlatformError } from '../../errors.ts';
import { hasLabels } from '../agents/store.ts';

/** Which live agents to revoke. */
export type AgentSelection =
  | { readonly agentId: string }
  | { readonly fleetId: string }
  | { readonly labels: Readonly<Record<string, string>> };

/** Checks that an agent is there and live. @throws PlatformError `not_found` or `already_revoked` */
export async function requireActive(tx: Tx, agentId: string): Promise<void> {
  const row = await tx.sql
    .selectFrom('agents')
    .select('status')
    .where('id', '=', agentId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw notFound('agent', agentId);
  if (row.status === 'revoked') throw new PlatformError('already_revoked', 'the agent is revoked');
}

/**
 * Revokes live agents and their certificates, and with them every live agent that has or had a key of one of them: whoever
 * holds the key holds both identities. Returns their ids.
 */
export async function revokeAgents(tx: Tx, selection: AgentSelection, reason: string): Promise<string[]> {
  const ids = await markRevoked(tx, selection, reason);
  for (let added = ids; added.length > 0;) {
    added = await markRevoked(tx, { sharingKeysWith: added }, reason);
    ids.push(...added);
  }
  if (ids.length > 0) {
    await tx.sql
      .updateTable('agent_certificates')
      .set({ revoked_at: new Date(tx.now) })
      .where('agent_id', '=', anyOf(ids))
      .where('revoked_at', 'is', null)
      .execute();
  }
  return ids;
}

async function markRevoked(
  tx: Tx,
  selection: AgentSelection | { readonly sharingKeysWith: readonly string[] },
  reason: string,
): Promise<string[]> {
  const now = new Date(tx.now);
  let update = tx.sql
    .updateTable('agents')
    .set({ status: 'revoked', revoked_at: now, revoked_reason: reason })
    .where('status', '=', 'active');
  if ('agentId' in selection) update = update.where('id', '=', selection.agentId);
  else if ('fleetId' in selection) update = update.where('fleet_id', '=', selection.fleetId);
  else if ('labels' in selection) update = update.where(hasLabels(selection.labels));
  else update = update.where('id', 'in', (eb) => sharersOf(eb, selection.sharingKeysWith));
  return (await update.returning('id').execute()).map((row) => row.id);
}

/** Ids of the agents of the same tenant that have or had a key of one of these. */
function sharersOf(eb: ExpressionBuilder<Tables, 'agents'>, agentIds: readonly string[]) {
  return eb
    .selectFrom('agent_keys as shared')
    .innerJoin('agent_keys as known', (join) =>
      join
        .onRef('known.tenant_id', '=', 'shared.tenant_id')
        .onRef('known.public_key_hash', '=', 'shared.public_key_hash'),
    )
    .select('shared.agent_id')
    .where('known.agent_id', '=', anyOf(agentIds));
}

/** One parameter for any number of ids: a statement takes 65,535 parameters, and a fleet may be larger. */
function anyOf(ids: readonly string[]) {
  return sql<string>`any(${ids}::text[])`;
}

/** Every revoked agent: the deny set is their number in memory, and a restart must not forget one. */
export async function listRevokedAgents(tx: Tx): Promise<{ id: string; revokedAt: number; reason: string }[]> {
  const rows = await tx.sql
    .selectFrom('agents')
    .select(['id', 'revoked_at', 'revoked_reason'])
    .where('status', '=', 'revoked')
    .execute();
  return rows.map(({ id, revoked_at, revoked_reason }) => ({
    id,
    revokedAt: revoked_at?.getTime() ?? 0,
    reason: revoked_reason ?? '',
  }));
}

/** Revoked certificates that have not expired, for the CRL. */
export async function listRevokedCertificates(tx: Tx, now: Date): Promise<RevokedCertificate[]> {
  const rows = await tx.sql
    .selectFrom('agent_certificates')
    .select(['serial', 'revoked_at'])
    .where('revoked_at', 'is not', null)
    .where('not_after', '>', now)
    .orderBy('revoked_at')
    .execute();
  return rows.map(({ serial, revoked_at }) => ({
    serial,
    revokedAt: revoked_at!.getTime(),
    reason: 'privilege_withdrawn',
  }));
}

/** What OCSP says of a serial. */
export async function certificateStatus(tx: Tx, serial: string): Promise<CertificateStatus> {
  const row = await tx.sql
    .selectFrom('agent_certificates')
    .select('revoked_at')
    .where('serial', '=', serial)
    .executeTakeFirst();
  if (!row) return { status: 'unknown' };
  if (row.revoked_at === null) return { status: 'good' };
  return { status: 'revoked', revokedAt: row.revoked_at.getTime(), reason: 'privilege_withdrawn' };
}

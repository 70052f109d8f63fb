import type { CertificateStatus, RevokedCertificate } from '@tensorguard/pki';
import type { Tx } from '../../db/database.ts';
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

/** Revokes live agents and their certificates; returns their ids. */
export async function revokeAgents(tx: Tx, selection: AgentSelection, reason: string): Promise<string[]> {
  const now = new Date(tx.now);
  let update = tx.sql
    .updateTable('agents')
    .set({ status: 'revoked', revoked_at: now, revoked_reason: reason })
    .where('status', '=', 'active');
  if ('agentId' in selection) update = update.where('id', '=', selection.agentId);
  else if ('fleetId' in selection) update = update.where('fleet_id', '=', selection.fleetId);
  else update = update.where(hasLabels(selection.labels));
  const ids = (await update.returning('id').execute()).map((row) => row.id);
  if (ids.length > 0) {
    await tx.sql
      .updateTable('agent_certificates')
      .set({ revoked_at: now })
      .where('agent_id', 'in', ids)
      .where('revoked_at', 'is', null)
      .execute();
  }
  return ids;
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

import type { DeleteResult } from 'kysely';
import { json, type Tx } from '../../db/database.ts';
import type { NewRow, Row } from '../../db/tables.ts';

/** Join tokens, newest first, one beyond the limit. */
export async function listJoinTokens(
  tx: Tx,
  filter: { fleetId?: string | undefined; before?: string | undefined; limit: number },
): Promise<Row<'join_tokens'>[]> {
  let query = tx.sql.selectFrom('join_tokens').selectAll();
  if (filter.fleetId !== undefined) query = query.where('fleet_id', '=', filter.fleetId);
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  return query
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
    .execute();
}

export async function insertJoinToken(
  tx: Tx,
  row: Omit<NewRow<'join_tokens'>, 'labels'> & { labels: Readonly<Record<string, string>> },
): Promise<void> {
  await tx.sql
    .insertInto('join_tokens')
    .values({ ...row, labels: json(row.labels) })
    .execute();
}

/** Revokes a token; false when there is none to revoke. */
export async function revokeJoinToken(tx: Tx, id: string): Promise<boolean> {
  const result = await tx.sql
    .updateTable('join_tokens')
    .set({ revoked_at: new Date(tx.now) })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** A token by hash, locked so that its uses are counted right. */
export async function lockJoinToken(tx: Tx, hash: Buffer): Promise<Row<'join_tokens'> | undefined> {
  return tx.sql.selectFrom('join_tokens').selectAll().where('token_hash', '=', hash).forUpdate().executeTakeFirst();
}

export async function countJoinTokenUse(tx: Tx, id: string): Promise<void> {
  await tx.sql
    .updateTable('join_tokens')
    .set((eb) => ({ uses: eb('uses', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** Removes tokens that expired before a time and that no agent has enrolled with, oldest first. */
export async function deleteUnusedJoinTokens(tx: Tx, before: Date, limit: number): Promise<DeleteResult> {
  const oldest = tx.sql
    .selectFrom('join_tokens')
    .select('id')
    .where('expires_at', '<', before)
    .where((eb) => {
      const enrolled = eb.selectFrom('agents').select('agents.id');
      return eb.not(eb.exists(enrolled.whereRef('agents.join_token_id', '=', 'join_tokens.id')));
    })
    .orderBy('expires_at')
    .limit(limit);
  return tx.sql.deleteFrom('join_tokens').where('id', 'in', oldest).executeTakeFirst();
}

/** The agent that this token enrolled with this key before: its answer may have been lost. */
export async function findEnrolled(tx: Tx, joinTokenId: string, keyHash: Buffer): Promise<Row<'agents'> | undefined> {
  return tx.sql
    .selectFrom('agents')
    .selectAll()
    .where('join_token_id', '=', joinTokenId)
    .where('public_key_hash', '=', keyHash)
    .executeTakeFirst();
}

/** Stores an agent; labels and facts are plain values. */
export async function insertAgent(
  tx: Tx,
  row: Omit<NewRow<'agents'>, 'labels' | 'facts'> & { labels: Readonly<Record<string, string>>; facts: object },
): Promise<void> {
  await tx.sql
    .insertInto('agents')
    .values({ ...row, labels: json(row.labels), facts: json(row.facts) })
    .execute();
}

export async function insertCertificate(tx: Tx, row: NewRow<'agent_certificates'>): Promise<void> {
  await tx.sql.insertInto('agent_certificates').values(row).execute();
}

/** Status and id of an agent, locked against a revocation at the same time. */
export async function lockAgent(tx: Tx, id: string): Promise<Row<'agents'> | undefined> {
  return tx.sql.selectFrom('agents').selectAll().where('id', '=', id).forShare().executeTakeFirst();
}

/** Notes a key that an agent has a certificate for. */
export async function insertKey(tx: Tx, agent: { id: string; tenantId: string }, keyHash: Buffer): Promise<void> {
  await tx.sql
    .insertInto('agent_keys')
    .values({
      agent_id: agent.id,
      public_key_hash: keyHash,
      tenant_id: agent.tenantId,
      first_used_at: new Date(tx.now),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Whether a key is or was one of a revoked agent of the tenant, whatever it was certified for. Its owners are locked against a
 * revocation at the same time: either the revocation is seen here, or what is done with the key is seen there.
 */
export async function isRevokedKey(tx: Tx, tenantId: string, keyHash: Buffer): Promise<boolean> {
  const owners = await tx.sql
    .selectFrom('agents')
    .select('status')
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('agent_keys')
        .select('agent_id')
        .where('agent_keys.tenant_id', '=', tenantId)
        .where('agent_keys.public_key_hash', '=', keyHash),
    )
    .orderBy('id')
    .forShare()
    .execute();
  return owners.some(({ status }) => status === 'revoked');
}

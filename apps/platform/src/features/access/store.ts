import type { Permission } from '@tensorguard/contract';
import type { DeleteResult } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { json } from '../../db/database.ts';
import type { NewRow, Row } from '../../db/tables.ts';

/** An open session with its user and tenant. */
export interface SessionRow {
  readonly session: Row<'sessions'>;
  readonly user: Row<'users'>;
  readonly tenant: Row<'tenants'>;
}

/** The session of a token hash, if it has not ended. */
export async function findSession(tx: Tx, tokenHash: Buffer): Promise<SessionRow | undefined> {
  const session = await tx.sql
    .selectFrom('sessions')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', new Date(tx.now))
    .executeTakeFirst();
  return session && { session, ...(await findUserAndTenant(tx, session.user_id, session.tenant_id)) };
}

/** A user and its tenant. */
export async function findUserAndTenant(
  tx: Tx,
  userId: string,
  tenantId: string,
): Promise<{ user: Row<'users'>; tenant: Row<'tenants'> }> {
  const user = await tx.sql.selectFrom('users').selectAll().where('id', '=', userId).executeTakeFirstOrThrow();
  const tenant = await tx.sql.selectFrom('tenants').selectAll().where('id', '=', tenantId).executeTakeFirstOrThrow();
  return { user, tenant };
}

/** When an operator's session or token ends. */
export async function expiryOf(tx: Tx, operator: { kind: string; id: string; sessionId?: string }): Promise<Date> {
  const { expires_at } = await (
    operator.kind === 'api_token'
      ? tx.sql.selectFrom('api_tokens').select('expires_at').where('id', '=', operator.id)
      : tx.sql
          .selectFrom('sessions')
          .select('expires_at')
          .where('id', '=', operator.sessionId ?? '')
  ).executeTakeFirstOrThrow();
  return expires_at;
}

export async function insertSession(tx: Tx, row: NewRow<'sessions'>): Promise<void> {
  await tx.sql.insertInto('sessions').values(row).execute();
}

/** Moves the end of a session. */
export async function touchSession(tx: Tx, id: string, expiresAt: Date): Promise<void> {
  await tx.sql
    .updateTable('sessions')
    .set({ seen_at: new Date(tx.now), expires_at: expiresAt })
    .where('id', '=', id)
    .execute();
}

export async function deleteSession(tx: Tx, id: string): Promise<void> {
  await tx.sql.deleteFrom('sessions').where('id', '=', id).execute();
}

/** Removes sessions that ended before a time, oldest first. */
export async function purgeSessions(tx: Tx, before: Date, limit: number): Promise<DeleteResult> {
  const oldest = tx.sql
    .selectFrom('sessions')
    .select('id')
    .where('expires_at', '<', before)
    .orderBy('expires_at')
    .limit(limit);
  return tx.sql.deleteFrom('sessions').where('id', 'in', oldest).executeTakeFirst();
}

/** Removes sign-in links, used or not, whose time was over before a time, oldest first. */
export async function purgeSignInLinks(tx: Tx, before: Date, limit: number): Promise<DeleteResult> {
  const oldest = tx.sql
    .selectFrom('sign_in_links')
    .select('token_hash')
    .where('expires_at', '<', before)
    .orderBy('expires_at')
    .limit(limit);
  return tx.sql.deleteFrom('sign_in_links').where('token_hash', 'in', oldest).executeTakeFirst();
}

/** A sign-in link by hash, locked so that it is used once. */
export async function lockSignInLink(tx: Tx, tokenHash: Buffer): Promise<Row<'sign_in_links'> | undefined> {
  return tx.sql
    .selectFrom('sign_in_links')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .forUpdate()
    .executeTakeFirst();
}

export async function markSignInLinkUsed(tx: Tx, tokenHash: Buffer): Promise<void> {
  await tx.sql
    .updateTable('sign_in_links')
    .set({ used_at: new Date(tx.now) })
    .where('token_hash', '=', tokenHash)
    .execute();
}

export async function insertSignInLink(tx: Tx, row: NewRow<'sign_in_links'>): Promise<void> {
  await tx.sql.insertInto('sign_in_links').values(row).execute();
}

/** A token that is neither expired nor revoked. */
export async function findApiToken(tx: Tx, tokenHash: Buffer): Promise<Row<'api_tokens'> | undefined> {
  return tx.sql
    .selectFrom('api_tokens')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', new Date(tx.now))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
}

/** Which of these sessions and API tokens hold: neither expired nor ended nor revoked. */
export async function listLive(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const now = new Date(tx.now);
  const rows = await tx.sql
    .selectFrom('sessions')
    .select('id')
    .where('id', 'in', ids)
    .where('expires_at', '>', now)
    .unionAll(
      tx.sql
        .selectFrom('api_tokens')
        .select('id')
        .where('id', 'in', ids)
        .where('expires_at', '>', now)
        .where('revoked_at', 'is', null),
    )
    .execute();
  return rows.map(({ id }) => id);
}

export async function touchApiToken(tx: Tx, id: string): Promise<void> {
  await tx.sql
    .updateTable('api_tokens')
    .set({ last_used_at: new Date(tx.now) })
    .where('id', '=', id)
    .execute();
}

/** Stores a token; `permissions` is what it may do. */
export async function insertApiToken(
  tx: Tx,
  row: Omit<NewRow<'api_tokens'>, 'permissions'> & { permissions: readonly Permission[] },
): Promise<void> {
  await tx.sql
    .insertInto('api_tokens')
    .values({ ...row, permissions: json(row.permissions) })
    .execute();
}

/** Tokens in the order of their ids, newest first, one beyond the limit. */
export async function listApiTokens(tx: Tx, after: string | undefined, limit: number): Promise<Row<'api_tokens'>[]> {
  return tx.sql
    .selectFrom('api_tokens')
    .selectAll()
    .$if(after !== undefined, (query) => query.where('id', '<', after!))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
}

/** Revokes a token; false when there is none to revoke. */
export async function revokeApiToken(tx: Tx, id: string): Promise<boolean> {
  const result = await tx.sql
    .updateTable('api_tokens')
    .set({ revoked_at: new Date(tx.now) })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Users in the order of their ids, one beyond the limit. */
export async function listUsers(tx: Tx, after: string | undefined, limit: number): Promise<Row<'users'>[]> {
  return tx.sql
    .selectFrom('users')
    .selectAll()
    .$if(after !== undefined, (query) => query.where('id', '>', after!))
    .orderBy('id')
    .limit(limit + 1)
    .execute();
}

export async function findUser(tx: Tx, id: string): Promise<Row<'users'> | undefined> {
  return tx.sql.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Tenants in the order of their ids, one beyond the limit. */
export async function listTenants(tx: Tx, after: string | undefined, limit: number): Promise<Row<'tenants'>[]> {
  return tx.sql
    .selectFrom('tenants')
    .selectAll()
    .$if(after !== undefined, (query) => query.where('id', '>', after!))
    .orderBy('id')
    .limit(limit + 1)
    .execute();
}

export async function insertTenant(tx: Tx, row: NewRow<'tenants'>): Promise<void> {
  await tx.sql.insertInto('tenants').values(row).execute();
}

export async function insertUser(tx: Tx, row: NewRow<'users'>): Promise<void> {
  await tx.sql.insertInto('users').values(row).execute();
}

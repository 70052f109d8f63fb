import type { ApiToken, Permission } from '@tensorguard/contract';
import { newId } from '@tensorguard/core';
import { isUniqueViolation, type Database, type Tx } from '../../db/database.ts';
import type { Row } from '../../db/tables.ts';
import { notFound, PlatformError } from '../../errors.ts';
import { partyOf, type Operator } from '../../http/context.ts';
import { idCursor, pageFrom } from '../../http/cursor.ts';
import { newSecret, secretHash, SECRET_PREFIXES } from './secret-token.ts';
import type { Sessions } from './sessions.ts';
import * as store from './store.ts';

const DAY_MS = 86_400_000;
/** The last use of a token is noted at most this often, milliseconds. */
const TOUCH_MS = 60_000;

/** A page request as the contract parses it. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Users, API tokens and tenants. */
export type Access = ReturnType<typeof createAccess>;

/** Makes the access service. */
export function createAccess({ database, sessions }: { database: Database; sessions: Sessions }) {
  return {
    sessions,

    /** The operator of an API token; undefined when it is unknown, expired or revoked. */
    async findByApiToken(secret: string): Promise<Operator | undefined> {
      const token = await database.system(async (tx) => {
        const row = await store.findApiToken(tx, secretHash(secret));
        if (row && tx.now - (row.last_used_at?.getTime() ?? 0) > TOUCH_MS) await store.touchApiToken(tx, row.id);
        return row;
      });
      return (
        token && {
          kind: 'api_token',
          id: token.id,
          userId: token.created_by,
          name: token.name,
          tenantId: token.tenant_id,
          permissions: new Set(token.permissions as Permission[]),
        }
      );
    },

    /** Which of these sessions and API tokens still hold, by id. */
    async liveCredentials(ids: readonly string[]): Promise<ReadonlySet<string>> {
      return new Set(await database.system((tx) => store.listLive(tx, ids)));
    },

    async listUsers(operator: Operator, page: PageRequest) {
      const rows = await database.tenant(operator.tenantId, (tx) =>
        store.listUsers(tx, idCursor(page.cursor), page.limit),
      );
      const { items, nextCursor } = pageFrom(rows, page.limit, (row) => [row.id]);
      const users = items.map(({ id, name, email, role, created_at }) => {
        return { id, name, email, role, createdAt: created_at.toISOString() };
      });
      return { items: users, nextCursor };
    },

    async createSignInLink(operator: Operator, userId: string) {
      return database.tenant(operator.tenantId, async (tx) => {
        const user = await store.findUser(tx, userId);
        if (!user) throw notFound('user', userId);
        const subject = { kind: 'user', id: userId };
        tx.record({ tenantId: user.tenant_id, type: 'sign_in_link.created', actor: partyOf(operator), subject });
        return sessions.createLink(tx, { id: user.id, tenantId: user.tenant_id });
      });
    },

    async listApiTokens(operator: Operator, page: PageRequest) {
      const rows = await database.tenant(operator.tenantId, (tx) =>
        store.listApiTokens(tx, idCursor(page.cursor), page.limit),
      );
      const { items, nextCursor } = pageFrom(rows, page.limit, (row) => [row.id]);
      return { items: items.map(apiTokenOf), nextCursor };
    },

    async createApiToken(
      operator: Operator,
      input: { name: string; permissions: Permission[]; expiresInDays: number },
    ) {
      const beyond = input.permissions.filter((permission) => !operator.permissions.has(permission));
      if (beyond.length > 0) {
        throw new PlatformError('not_permitted', 'a token cannot do more than its maker', {
          detail: `You do not have: ${beyond.join(', ')}.`,
        });
      }
      return database.tenant(operator.tenantId, (tx) => insertToken(tx, operator, input));
    },

    async revokeApiToken(operator: Operator, id: string): Promise<void> {
      await database.tenant(operator.tenantId, async (tx) => {
        if (!(await store.revokeApiToken(tx, id))) throw notFound('API token', id);
        const subject = { kind: 'api_token', id };
        tx.record({ tenantId: operator.tenantId, type: 'api_token.revoked', actor: partyOf(operator), subject });
        tx.changed(operator.tenantId, 'access', id);
      });
    },

    async listTenants(page: PageRequest) {
      const rows = await database.system((tx) => store.listTenants(tx, idCursor(page.cursor), page.limit));
      const { items, nextCursor } = pageFrom(rows, page.limit, (row) => [row.id]);
      const tenants = items.map(({ id, name, created_at }) => ({ id, name, createdAt: created_at.toISOString() }));
      return { items: tenants, nextCursor };
    },

    async createTenant(operator: Operator, input: { name: string; owner: { name: string; email: string } }) {
      const created = await createTenantWithOwner(database, partyOf(operator), { ...input, platformAdmin: false });
      const link = await database.system((tx) => sessions.createLink(tx, created.owner));
      return { id: created.tenantId, name: input.name, signInUrl: link.url };
    },
  };
}

/** A tenant with its first owner, recorded in the new tenant's part of the log. */
export async function createTenantWithOwner(
  database: Database,
  actor: { kind: string; id: string },
  input: { name: string; owner: { name: string; email: string }; platformAdmin: boolean },
): Promise<{ tenantId: string; owner: { id: string; tenantId: string } }> {
  return database
    .system(async (tx) => {
      const tenantId = newId('ten', tx.now);
      const userId = newId('usr', tx.now);
      const created_at = new Date(tx.now);
      await store.insertTenant(tx, { id: tenantId, name: input.name, created_at });
      await store.insertUser(tx, {
        id: userId,
        tenant_id: tenantId,
        name: input.owner.name,
        email: input.owner.email,
        role: 'owner',
        platform_admin: input.platformAdmin,
        created_at,
      });
      tx.record({ tenantId, type: 'tenant.created', actor, subject: { kind: 'tenant', id: tenantId } });
      tx.record({
        tenantId,
        type: 'user.created',
        actor,
        subject: { kind: 'user', id: userId },
        data: { role: 'owner', platformAdmin: input.platformAdmin },
      });
      return { tenantId, owner: { id: userId, tenantId } };
    })
    .catch((error: unknown) => {
      if (!isUniqueViolation(error)) throw error;
      throw new PlatformError('name_taken', 'a tenant of this name exists', { cause: error });
    });
}

/** Stores a token in a running transaction and returns its secret, once. */
export async function insertToken(
  tx: Tx,
  operator: Pick<Operator, 'kind' | 'id' | 'userId' | 'tenantId'>,
  input: { name: string; permissions: readonly Permission[]; expiresInDays: number },
): Promise<{ apiToken: ApiToken; secret: string }> {
  const { secret, hash } = newSecret(SECRET_PREFIXES.apiToken);
  const row = {
    id: newId('pat', tx.now),
    token_hash: hash,
    tenant_id: operator.tenantId,
    name: input.name,
    permissions: [...input.permissions],
    created_by: operator.userId,
    created_at: new Date(tx.now),
    expires_at: new Date(tx.now + input.expiresInDays * DAY_MS),
    last_used_at: null,
    revoked_at: null,
  };
  await store.insertApiToken(tx, row);
  tx.record({
    tenantId: operator.tenantId,
    type: 'api_token.created',
    actor: { kind: operator.kind, id: operator.id },
    subject: { kind: 'api_token', id: row.id },
    data: { permissions: input.permissions, expiresAt: row.expires_at.toISOString() },
  });
  tx.changed(operator.tenantId, 'access', row.id);
  return { apiToken: apiTokenOf(row), secret };
}

function apiTokenOf(row: Row<'api_tokens'>): ApiToken {
  return {
    id: row.id,
    name: row.name,
    permissions: row.permissions as Permission[],
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}

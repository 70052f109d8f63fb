import { isoTime, newId } from '@tensorguard/core';
import { ROLE_PERMISSIONS, type Permission, type Session } from '@tensorguard/contract';
import type { Database, Tx } from '../../db/database.ts';
import { purgeInBatches } from '../../db/purge.ts';
import type { Row } from '../../db/tables.ts';
import { PlatformError } from '../../errors.ts';
import type { Operator } from '../../http/context.ts';
import { newSecret, secretHash, SECRET_PREFIXES } from './secret-token.ts';
import * as store from './store.ts';

/** A session ends this long after its last use, milliseconds (12 hours). */
const SESSION_IDLE_MS = 12 * 3600_000;
/** The end of a session is moved at most this often, milliseconds. */
const SESSION_TOUCH_MS = 60_000;
/** Life of a sign-in link, milliseconds (15 minutes). */
const SIGN_IN_LINK_MS = 15 * 60_000;
/** A link that was used or has expired is known for this long, so that the log says why it is refused, milliseconds (1 day). */
export const LINK_RETENTION_MS = 86_400_000;

/** Opens and checks sessions of people. */
export interface Sessions {
  /** Exchanges the secret of a link for a session. @throws PlatformError `sign_in_refused` */
  open(linkSecret: string): Promise<{ secret: string; session: Session }>;
  /** The operator of a session secret; undefined when it has ended. */
  find(secret: string): Promise<Operator | undefined>;
  /** Who the operator is: of a token, the person who made it with what the token may do. */
  describe(operator: Operator): Promise<Session>;
  close(operator: Operator): Promise<void>;
  /** Forgets sessions that have ended, and links whose time is long over; gives the count of rows. */
  purge(): Promise<number>;
  /** Makes a link for a user; the caller has checked that this is allowed. */
  createLink(tx: Tx, user: { id: string; tenantId: string }): Promise<{ url: string; expiresAt: string }>;
}

/** What sessions need from outside. */
export interface SessionsOptions {
  readonly database: Database;
  /** Where the console is served, without a trailing slash. */
  readonly publicUrl: string;
}

/** Everything that a user may do. */
export function permissionsOf(user: { role: keyof typeof ROLE_PERMISSIONS; platform_admin: boolean }): Permission[] {
  return [...ROLE_PERMISSIONS[user.role], ...(user.platform_admin ? (['platform:admin'] as const) : [])];
}

/** Makes the session service. */
export function createSessions({ database, publicUrl }: SessionsOptions): Sessions {
  return {
    async open(linkSecret) {
      const { secret, hash } = newSecret(SECRET_PREFIXES.session);
      const outcome = await database.system(async (tx) => {
        const link = await store.lockSignInLink(tx, secretHash(linkSecret));
        if (!link) return { refused: 'unknown' };
        const actor = { kind: 'user', id: link.user_id };
        const refused = link.used_at ? 'used' : link.expires_at.getTime() <= tx.now ? 'expired' : undefined;
        if (refused !== undefined) {
          tx.record({
            tenantId: link.tenant_id,
            type: 'session.refused',
            actor,
            subject: actor,
            data: { reason: refused },
          });
          return { refused };
        }
        await store.markSignInLinkUsed(tx, link.token_hash);
        const row = {
          id: newId('ses', tx.now),
          token_hash: hash,
          tenant_id: link.tenant_id,
          user_id: link.user_id,
          created_at: new Date(tx.now),
          seen_at: new Date(tx.now),
          expires_at: new Date(tx.now + SESSION_IDLE_MS),
        };
        await store.insertSession(tx, row);
        tx.record({
          tenantId: link.tenant_id,
          type: 'session.opened',
          actor,
          subject: { kind: 'session', id: row.id },
        });
        const { user, tenant } = await store.findUserAndTenant(tx, link.user_id, link.tenant_id);
        return { session: describe({ user, tenant, permissions: permissionsOf(user), expiresAt: row.expires_at }) };
      });
      if (outcome.session) return { secret, session: outcome.session };
      throw new PlatformError('sign_in_refused', `the sign-in link is ${outcome.refused}`, {
        detail: 'Links work once, for 15 minutes. Make a new one with: tensorguard sign-in-link',
      });
    },

    async find(secret) {
      const found = await database.system(async (tx) => {
        const row = await store.findSession(tx, secretHash(secret));
        if (row && tx.now - row.session.seen_at.getTime() > SESSION_TOUCH_MS) {
          await store.touchSession(tx, row.session.id, new Date(tx.now + SESSION_IDLE_MS));
        }
        return row;
      });
      return (
        found && {
          kind: 'user',
          id: found.user.id,
          userId: found.user.id,
          name: found.user.name,
          tenantId: found.tenant.id,
          permissions: new Set(permissionsOf(found.user)),
          sessionId: found.session.id,
        }
      );
    },

    async describe(operator) {
      return database.tenant(operator.tenantId, async (tx) => {
        const { user, tenant } = await store.findUserAndTenant(tx, operator.userId, operator.tenantId);
        const expiresAt = await store.expiryOf(tx, operator);
        return describe({ user, tenant, permissions: [...operator.permissions], expiresAt });
      });
    },

    async close(operator) {
      const { sessionId, tenantId, id } = operator;
      if (sessionId === undefined) return;
      await database.tenant(tenantId, async (tx) => {
        await store.deleteSession(tx, sessionId);
        const subject = { kind: 'session', id: sessionId };
        tx.record({ tenantId, type: 'session.closed', actor: { kind: 'user', id }, subject });
      });
    },

    async purge() {
      const sessions = await purgeInBatches(database, (tx, limit) => store.purgeSessions(tx, new Date(tx.now), limit));
      const links = await purgeInBatches(database, (tx, limit) =>
        store.purgeSignInLinks(tx, new Date(tx.now - LINK_RETENTION_MS), limit),
      );
      return sessions + links;
    },

    async createLink(tx, user) {
      const { secret, hash } = newSecret(SECRET_PREFIXES.signIn);
      const expiresAt = tx.now + SIGN_IN_LINK_MS;
      await store.insertSignInLink(tx, {
        token_hash: hash,
        tenant_id: user.tenantId,
        user_id: user.id,
        created_at: new Date(tx.now),
        expires_at: new Date(expiresAt),
        used_at: null,
      });
      // The secret is in the fragment, which browsers send to no server and write in no log.
      return { url: `${publicUrl}/sign-in#token=${secret}`, expiresAt: isoTime(expiresAt) };
    },
  };
}

function describe(who: {
  user: Row<'users'>;
  tenant: Row<'tenants'>;
  permissions: Permission[];
  expiresAt: Date;
}): Session {
  const { user, tenant, permissions, expiresAt } = who;
  return {
    user: { id: user.id, name: user.name, email: user.email, role: user.role },
    tenant: { id: tenant.id, name: tenant.name },
    permissions,
    expiresAt: expiresAt.toISOString(),
  };
}

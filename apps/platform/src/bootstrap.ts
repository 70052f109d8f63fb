import { ROLE_PERMISSIONS, type Permission } from '@tensorguard/contract';
import type { Database } from './db/database.ts';
import { PlatformError } from './errors.ts';
import { createTenantWithOwner, insertToken } from './features/access/service.ts';
import type { Sessions } from './features/access/sessions.ts';

/** Permissions of the token that `tensorguard` uses on the machine of the platform. */
const LOCAL_PERMISSIONS: readonly Permission[] = [...ROLE_PERMISSIONS.owner, 'platform:admin'];

/** Makes the first tenant and owner of an empty platform. */
export async function bootstrap(database: Database): Promise<void> {
  const empty = await database.system(async (tx) => {
    return (await tx.sql.selectFrom('tenants').select('id').limit(1).executeTakeFirst()) === undefined;
  });
  if (!empty) return;
  const owner = { name: 'Owner', email: 'owner@localhost.localdomain' };
  await createTenantWithOwner(
    database,
    { kind: 'platform', id: 'bootstrap' },
    { name: 'Default', owner, platformAdmin: true },
  ).catch((error: unknown) => {
    // Another process that starts at the same time was faster.
    if (!(error instanceof PlatformError && error.code === 'name_taken')) throw error;
  });
}

/** What only somebody with access to the process of the platform can do. */
export interface LocalAdmin {
  /** A one-time sign-in link for the first owner. */
  signInLink(): Promise<string>;
  /** An API token with every permission. */
  createToken(name: string, expiresInDays: number): Promise<string>;
}

/** Makes the local administration. */
export function createLocalAdmin(database: Database, sessions: Sessions): LocalAdmin {
  const owner = () =>
    database.system((tx) =>
      tx.sql
        .selectFrom('users')
        .select(['id', 'tenant_id'])
        .where('platform_admin', '=', true)
        .orderBy('id')
        .limit(1)
        .executeTakeFirstOrThrow(),
    );
  const actor = { kind: 'platform', id: 'local-admin' };
  return {
    async signInLink() {
      const { id, tenant_id: tenantId } = await owner();
      const link = await database.system((tx) => {
        tx.record({ tenantId, type: 'sign_in_link.created', actor, subject: { kind: 'user', id } });
        return sessions.createLink(tx, { id, tenantId });
      });
      return link.url;
    },
    async createToken(name, expiresInDays) {
      const { id, tenant_id: tenantId } = await owner();
      const input = { name, permissions: LOCAL_PERMISSIONS, expiresInDays };
      const { secret } = await database.system((tx) =>
        insertToken(tx, { kind: 'user', id, userId: id, tenantId }, input),
      );
      return secret;
    },
  };
}

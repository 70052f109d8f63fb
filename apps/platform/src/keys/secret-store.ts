import { EnvelopeVault, parseEnvelope, type KeyProvider } from '@tensorguard/keyvault';
import { json, type Database } from '../db/database.ts';

/** Keeps the platform's own private keys: encrypted by the key vault, stored in the database. */
export interface SecretStore {
  /** The secret of this name; made, sealed and stored first when there is none. Safe when two processes do it at once. */
  loadOrCreate(name: string, create: () => Promise<Uint8Array>): Promise<Buffer>;
}

/** Name of the key-encryption key in the vault. */
const KEK_NAME = 'platform';

/** Makes the store over a vault; the key-encryption key is created on first use. */
export async function createSecretStore(database: Database, provider: KeyProvider): Promise<SecretStore> {
  const vault = new EnvelopeVault({ provider });
  const versions = await provider.listVersions(KEK_NAME).catch((error: { code?: string }) => {
    if (error.code === 'key_not_found') return [];
    throw error;
  });
  if (versions.length === 0) await provider.createKey(KEK_NAME);

  return {
    async loadOrCreate(name, create) {
      const context = { purpose: 'platform-secret', name };
      const stored = await find(database, name);
      if (stored !== undefined) return vault.open(parseEnvelope(stored), context);
      const sealed = await vault.seal(KEK_NAME, await create(), context);
      await database.system((tx) =>
        tx.sql
          .insertInto('secrets')
          .values({ name, sealed: json(sealed), created_at: new Date(tx.now) })
          .onConflict((conflict) => conflict.column('name').doNothing())
          .execute(),
      );
      return vault.open(parseEnvelope(await find(database, name)), context);
    },
  };
}

async function find(database: Database, name: string): Promise<unknown> {
  const row = await database.system((tx) =>
    tx.sql.selectFrom('secrets').select('sealed').where('name', '=', name).executeTakeFirst(),
  );
  return row?.sealed;
}

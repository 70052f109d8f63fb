import { join } from 'node:path';
import { systemClock } from '@tensorguard/core';
import { openFileKeyProvider } from '@tensorguard/keyvault';
import type { Database } from '../db/database.ts';
import { createSecretStore, type SecretStore } from '../keys/secret-store.ts';

/** The platform's secrets over a key vault in a folder, as `npm start` has them. */
export async function openTestSecrets(database: Database, folder: string): Promise<SecretStore> {
  const vault = await openFileKeyProvider({ dir: join(folder, 'vault'), create: true, clock: systemClock });
  return createSecretStore(database, vault);
}

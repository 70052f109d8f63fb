import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGES_DIR } from '../models/package-store.ts';

/** Files of encrypted packages in a data folder, with their sizes. */
export function packagesOf(dataDir: string): { name: string; size: number }[] {
  const dir = join(dataDir, PACKAGES_DIR);
  return readdirSync(dir).map((name) => ({ name, size: statSync(join(dir, name)).size }));
}

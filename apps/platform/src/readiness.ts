import { statfs, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from './db/database.ts';
import { PlatformError } from './errors.ts';

/** Less free space than this is too little to go on, bytes (64 MiB). */
const MIN_FREE_BYTES = 64 * 1024 * 1024;

/** Checks what the platform cannot do without: a database that answers, and a disk that takes a write. */
export async function checkReady(database: Database, dataDir: string): Promise<void> {
  await database.ping();
  const { bavail, bsize } = await statfs(dataDir);
  if (bavail * bsize < MIN_FREE_BYTES)
    throw new PlatformError('unavailable', 'the disk is full', { details: { dataDir } });
  const probe = join(dataDir, `.ready-${process.pid}`);
  await writeFile(probe, 'ready');
  await unlink(probe);
}

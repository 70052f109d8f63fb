import type { Digest } from '@tensorguard/core';
import type { BlobStore } from '../../blobs/blob-store.ts';
import type { Database } from '../../db/database.ts';
import { lockBlob } from './blob-lock.ts';

/** A blob or an interrupted upload of this age that no release refers to is left over from a crash, milliseconds (1 hour). */
export const ORPHAN_AGE_MS = 3600_000;

/** What a sweep removed. */
export interface SweptOrphans {
  readonly blobs: number;
  readonly interruptedUploads: number;
}

/**
 * Removes what crashes left between storing bytes and storing their release. Run it at start and now and then.
 *
 * @throws PlatformError `unavailable`
 */
export async function sweepOrphans(database: Database, blobs: BlobStore): Promise<SweptOrphans> {
  const interruptedUploads = await blobs.sweepInterrupted(ORPHAN_AGE_MS);
  let removed = 0;
  for await (const digest of blobs.list(ORPHAN_AGE_MS)) {
    if (await removeOrphan(database, blobs, digest)) removed++;
  }
  return { blobs: removed, interruptedUploads };
}

async function removeOrphan(database: Database, blobs: BlobStore, digest: Digest): Promise<boolean> {
  return database.system(async (tx) => {
    await lockBlob(tx, digest);
    const used = await tx.sql.selectFrom('releases').select('id').where('digest', '=', digest).limit(1).execute();
    // The age is looked at again: the same bytes may have been put since they were listed.
    return used.length === 0 && blobs.remove(digest, ORPHAN_AGE_MS);
  });
}

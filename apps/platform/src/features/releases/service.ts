import { MAX_PACKAGE_BYTES, type Line, type Release } from '@tensorguard/contract';
import { isoTime, type Digest } from '@tensorguard/core';
import type { BlobStore } from '../../blobs/blob-store.ts';
import { serveBlob } from '../../blobs/serve-blob.ts';
import type { Database, Tx } from '../../db/database.ts';
import { notFound, PlatformError } from '../../errors.ts';
import type { RawAnswer } from '../../http/binding.ts';
import { operatorOf, partyOf, type Operator, type RequestContext } from '../../http/context.ts';
import { nameCursor, pageFrom, timeCursor } from '../../http/cursor.ts';
import { createTurnstile } from '../../http/turnstile.ts';
import type { PackagingKeys } from '../../keys/packaging-keys.ts';
import type { Publishers } from '../publishers/service.ts';
import { agentsByLine, listLines, releasesByLine } from './line-store.ts';
import { sweepOrphans } from './orphans.ts';
import { lineOf, releaseOf, summaryOf } from './read-model.ts';
import * as store from './store.ts';
import { uploadRelease, type PackageBody } from './upload.ts';
import { verifyStored } from './verify-stored.ts';

/** What the releases service works with. */
export interface ReleasesOptions {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly publishers: Pick<Publishers, 'trustedKeys' | 'lockTrusted'>;
  readonly packagingKeys: PackagingKeys;
  /** Default: what the contract allows. */
  readonly maxPackageBytes?: number;
  /** Packages that are received and verified at once. */
  readonly maxConcurrentUploads: number;
}

/** When a caller that found no place for its upload may try again, seconds. */
const UPLOAD_RETRY_SECONDS = 5;

/** Filters of the release list as the contract parses them. */
export interface ReleaseQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly line?: string | undefined;
  readonly state?: 'available' | 'withdrawn' | undefined;
  readonly search?: string | undefined;
}

/** Takes packages in, and lists, verifies, hands out and withdraws releases. */
export type Releases = ReturnType<typeof createReleases>;

/** Makes the releases service. */
export function createReleases(options: ReleasesOptions) {
  const { database, blobs, publishers, packagingKeys, maxPackageBytes = MAX_PACKAGE_BYTES } = options;
  const uploads = createTurnstile({ running: options.maxConcurrentUploads, waiting: 0, refuse: uploadsBusy });
  const find = (tenantId: string, id: string) => database.tenant(tenantId, (tx) => requireRelease(tx, id));

  return {
    packagingKey: (tenantId: string) => packagingKeys.publicKey(tenantId),

    /** @throws PlatformError `unavailable` with reason `uploads_busy`, before a byte is read, and what `uploadRelease` throws */
    upload: (operator: Operator, body: PackageBody) =>
      uploads.pass(() =>
        uploadRelease({ database, blobs, publishers, packagingKeys, maxPackageBytes }, operator, body),
      ),

    async listLines(tenantId: string, page: { limit: number; cursor?: string | undefined }) {
      const after = nameCursor(page.cursor);
      return database.tenant(tenantId, async (tx) => {
        const rows = await listLines(tx, after, page.limit);
        const { items, nextCursor } = pageFrom(rows, page.limit, (row) => [row.name, row.id]);
        return { items: await withFacts(tx, items), nextCursor };
      });
    },

    async list(tenantId: string, query: ReleaseQuery) {
      const { cursor, ...filter } = query;
      const before = timeCursor(cursor);
      const rows = await database.tenant(tenantId, (tx) => store.listReleases(tx, { ...filter, before }));
      const { items, nextCursor } = pageFrom(rows, query.limit, (row) => [row.created_at.getTime(), row.id]);
      return { items: items.map(summaryOf), nextCursor };
    },

    get: async (tenantId: string, releaseId: string): Promise<Release> => releaseOf(await find(tenantId, releaseId)),

    /**
     * Verifies the stored package to the last byte. A failure is in the ledger as well: somebody or something changed the store.
     *
     * @throws PlatformError `not_found`, `package_refused`, `unavailable`
     */
    async verify(operator: Operator, releaseId: string) {
      const { tenantId } = operator;
      const row = await find(tenantId, releaseId);
      try {
        const { files, plaintextBytes } = await verifyStored({ blobs, packagingKeys }, tenantId, row);
        const verifiedAt = await database.tenant(tenantId, async (tx) => isoTime(tx.now));
        return { verifiedAt, digest: row.digest, files, bytes: plaintextBytes };
      } catch (error) {
        if (error instanceof PlatformError && error.code === 'package_refused') {
          await recordBroken(database, operator, row, error.reason);
        }
        throw error;
      }
    },

    /** @throws PlatformError `not_found`, `release_withdrawn`, `release_in_use` */
    async withdraw(operator: Operator, releaseId: string, reason: string): Promise<Release> {
      const { tenantId } = operator;
      return database.tenant(tenantId, async (tx) => {
        const release = await store.lockRelease(tx, releaseId);
        if (!release) throw notFound('release', releaseId);
        if (release.state === 'withdrawn') throw new PlatformError('release_withdrawn', 'it is withdrawn already');
        await requireUnused(tx, releaseId);
        await store.withdrawRelease(tx, releaseId, reason);
        const { line, number, digest } = release;
        tx.record({
          tenantId,
          type: 'release.withdrawn',
          actor: partyOf(operator),
          subject: { kind: 'release', id: releaseId },
          data: { line, number, digest, reason },
        });
        tx.changed(tenantId, 'releases', releaseId);
        return releaseOf(await requireRelease(tx, releaseId));
      });
    },

    /** Removes what crashes left in the blob store. @throws PlatformError `unavailable` */
    sweep: () => sweepOrphans(database, blobs),

    /** The package as it was uploaded. @throws PlatformError `not_found`, `unavailable` */
    async download(context: RequestContext, releaseId: string): Promise<RawAnswer> {
      const row = await find(operatorOf(context).tenantId, releaseId);
      return serveBlob(blobs, { digest: row.digest as Digest, fileName: fileNameOf(row) }, context);
    },
  };
}

function uploadsBusy(): PlatformError {
  return new PlatformError('unavailable', 'too many uploads at once', {
    reason: 'uploads_busy',
    detail: 'Other packages are being taken in. Try again soon.',
    retryAfterSeconds: UPLOAD_RETRY_SECONDS,
  });
}

/** Name of a downloaded package. */
export function fileNameOf(release: { readonly line: string; readonly number: number }): string {
  return `${release.line}-${release.number}.tgsp`;
}

async function recordBroken(
  database: Database,
  operator: Operator,
  row: store.ReleaseRow,
  reason: string | undefined,
): Promise<void> {
  const { tenantId } = operator;
  await database.tenant(tenantId, async (tx) => {
    tx.record({
      tenantId,
      type: 'release.refused',
      actor: partyOf(operator),
      subject: { kind: 'release', id: row.id },
      data: { reason: reason ?? null, digest: row.digest, sizeBytes: row.size_bytes },
    });
  });
}

/** A rollout under way must keep its release, and the one that it would go back to. @throws PlatformError `release_in_use` */
async function requireUnused(tx: Tx, releaseId: string): Promise<void> {
  const { bringing, returning } = await store.findOpenRollouts(tx, releaseId);
  if (bringing.length > 0) {
    throw new PlatformError('release_in_use', 'a rollout brings it out', {
      detail: `Abort or roll back ${bringing.join(', ')} first.`,
    });
  }
  if (returning.length > 0) {
    throw new PlatformError('release_in_use', 'a rollout could go back to it', {
      detail: `${returning.join(', ')} would go back to this release. Wait for the end, or abort first.`,
    });
  }
}

async function requireRelease(tx: Tx, id: string): Promise<store.ReleaseRow> {
  const row = await store.findRelease(tx, id);
  if (!row) throw notFound('release', id);
  return row;
}

async function withFacts(tx: Tx, lines: readonly Parameters<typeof lineOf>[0][]): Promise<Line[]> {
  const ids = lines.map(({ id }) => id);
  const releases = await releasesByLine(tx, ids);
  const newest = await store.listByIds(
    tx,
    [...releases.values()].map(({ newestId }) => newestId),
  );
  const running = await agentsByLine(tx, ids);
  const summaryByLine = new Map(newest.map((row) => [row.line_id, summaryOf(row)]));
  return lines.map((line) =>
    lineOf(line, {
      latestRelease: summaryByLine.get(line.id) ?? null,
      releases: releases.get(line.id)?.count ?? 0,
      agentsRunning: running.get(line.id) ?? 0,
    }),
  );
}

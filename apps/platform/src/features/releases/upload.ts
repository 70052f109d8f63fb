import type { Release } from '@tensorguard/contract';
import { newId } from '@tensorguard/core';
import { TgspError } from '@tensorguard/tgsp';
import type { BlobStore, StoredBlob } from '../../blobs/blob-store.ts';
import type { Database, Tx } from '../../db/database.ts';
import { PlatformError } from '../../errors.ts';
import { partyOf, type Operator } from '../../http/context.ts';
import type { PackagingKeys } from '../../keys/packaging-keys.ts';
import type { Publishers } from '../publishers/service.ts';
import { lockBlob } from './blob-lock.ts';
import { releaseOf } from './read-model.ts';
import * as store from './store.ts';
import { packageRefused, verifyWholePackage, type WholePackage } from './verify-package.ts';

/** What uploads need. */
export interface UploadOptions {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly publishers: Pick<Publishers, 'trustedKeys' | 'lockTrusted'>;
  readonly packagingKeys: PackagingKeys;
  readonly maxPackageBytes: number;
}

/** A package on its way in. */
export interface PackageBody {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What the caller says of its length, if anything. */
  readonly declaredBytes?: number | undefined;
}

/** A release, and whether this upload made it. */
export interface UploadedRelease {
  readonly release: Release;
  readonly created: boolean;
}

/**
 * Takes a package in: stores the bytes, verifies them whole, and makes the next release of the line. Nothing but the ledger
 * remembers a package that is refused.
 *
 * @throws PlatformError `package_refused`, `body_too_large`, `request_malformed` (`body_aborted`), `unavailable`
 */
export async function uploadRelease(
  options: UploadOptions,
  operator: Operator,
  { bytes, declaredBytes = 0 }: PackageBody,
): Promise<UploadedRelease> {
  const { database, blobs, publishers, packagingKeys, maxPackageBytes } = options;
  const { tenantId } = operator;
  let received: StoredBlob | undefined;
  let verified: WholePackage | undefined;
  try {
    if (declaredBytes > maxPackageBytes) throw tooLarge(maxPackageBytes, declaredBytes);
    const stored = await blobs.put(bytes, {
      maxBytes: maxPackageBytes,
      check: async (blob, taken) => {
        received = taken;
        // A package that is a release already was verified then.
        if (await isKnown(database, tenantId, taken.digest)) return;
        const trustedKeys = await database.tenant(tenantId, (tx) => publishers.trustedKeys(tx));
        verified = await verifyWholePackage(blob, { tenantId, trustedKeys, packagingKeys });
      },
    });
    const content = verified;
    return await database.tenant(tenantId, (tx) => createRelease(tx, { operator, stored, content, blobs, publishers }));
  } catch (error) {
    const refusal = refusalOf(error, received);
    if (refusal === undefined) throw error;
    await recordRefusal(database, operator, refusal);
    throw error instanceof TgspError ? packageRefused(error) : error;
  }
}

function tooLarge(maxBytes: number, declaredBytes: number): PlatformError {
  return new PlatformError('body_too_large', `more than ${maxBytes} bytes`, {
    detail: `At most ${maxBytes} bytes.`,
    details: { declaredBytes, receivedBytes: 0 },
  });
}

/** Why nothing became of an upload, as the ledger has it. */
interface Refusal {
  readonly reason: string;
  readonly digest: string | null;
  /** Size of a package that arrived whole. */
  readonly sizeBytes: number | null;
  /** What had arrived of one that did not. */
  readonly receivedBytes?: number;
  readonly declaredBytes?: number;
}

/** The refusal behind an error; undefined when it is a failure of ours and says nothing about the upload. */
function refusalOf(error: unknown, received: StoredBlob | undefined): Refusal | undefined {
  if (error instanceof TgspError) {
    return { reason: error.code, digest: received?.digest ?? null, sizeBytes: received?.size ?? null };
  }
  const isAbout =
    error instanceof PlatformError && (error.code === 'body_too_large' || error.reason === 'body_aborted');
  if (!isAbout) return undefined;
  const { receivedBytes, declaredBytes } = error.details as Pick<Refusal, 'receivedBytes' | 'declaredBytes'>;
  return {
    reason: error.reason ?? error.code,
    digest: null,
    sizeBytes: null,
    ...(receivedBytes === undefined ? {} : { receivedBytes }),
    ...(declaredBytes === undefined ? {} : { declaredBytes }),
  };
}

function isKnown(database: Database, tenantId: string, digest: string): Promise<boolean> {
  return database.tenant(tenantId, async (tx) => (await store.findReleaseByDigest(tx, digest)) !== undefined);
}

interface Verified {
  readonly operator: Operator;
  readonly stored: StoredBlob;
  /** Undefined when a release with this digest existed before. */
  readonly content: WholePackage | undefined;
  readonly blobs: BlobStore;
  readonly publishers: UploadOptions['publishers'];
}

async function createRelease(tx: Tx, verified: Verified): Promise<UploadedRelease> {
  const { operator, stored, content, blobs, publishers } = verified;
  const { tenantId } = operator;
  if (content === undefined) return { release: await requireByDigest(tx, stored.digest), created: false };
  const { manifest, signerKeyId } = content;
  const line = await store.lockLine(tx, {
    id: newId('lin', tx.now),
    tenant_id: tenantId,
    name: manifest.name,
    last_release_number: 0,
    last_directive_number: 0,
    created_at: new Date(tx.now),
  });
  // Two uploads of one package meet at the lock of its line.
  const known = await store.findReleaseByDigest(tx, stored.digest);
  if (known) return { release: releaseOf(known), created: false };
  const publisherId = await publishers.lockTrusted(tx, signerKeyId);
  if (publisherId === undefined) throw new TgspError('untrusted_signer', 'the signer is not trusted any more');
  await lockBlob(tx, stored.digest);
  if (!(await blobs.exists(stored.digest))) throw new PlatformError('unavailable', 'the blob was removed meanwhile');

  const id = newId('rel', tx.now);
  const number = await store.nextReleaseNumber(tx, line.id);
  await store.insertRelease(tx, {
    id,
    tenant_id: tenantId,
    line_id: line.id,
    number,
    version: manifest.version,
    digest: stored.digest,
    size_bytes: stored.size,
    state: 'available',
    manifest,
    publisher_id: publisherId,
    uploaded_by: operator.name,
    created_at: new Date(tx.now),
    withdrawn_at: null,
    withdrawn_reason: null,
  });
  tx.record({
    tenantId,
    type: 'release.created',
    actor: partyOf(operator),
    subject: { kind: 'release', id },
    data: {
      line: line.name,
      number,
      version: manifest.version,
      digest: stored.digest,
      sizeBytes: stored.size,
      publisherKeyId: signerKeyId,
    },
  });
  tx.changed(tenantId, 'releases', id);
  return { release: await requireByDigest(tx, stored.digest), created: true };
}

async function requireByDigest(tx: Tx, digest: string): Promise<Release> {
  const row = await store.findReleaseByDigest(tx, digest);
  if (!row) throw new Error(`no release with digest ${digest}`);
  return releaseOf(row);
}

async function recordRefusal(database: Database, operator: Operator, refusal: Refusal): Promise<void> {
  const { tenantId } = operator;
  await database.tenant(tenantId, async (tx) => {
    tx.record({
      tenantId,
      type: 'release.refused',
      actor: partyOf(operator),
      subject: { kind: 'package', id: refusal.digest ?? 'unknown' },
      data: { ...refusal },
    });
  });
}

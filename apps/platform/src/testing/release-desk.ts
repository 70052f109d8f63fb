import { Readable } from 'node:stream';
import type { TestContext } from 'node:test';
import { systemClock, type Clock } from '@tensorguard/core';
import { tempDir } from '@tensorguard/testkit';
import type { BlobStore } from '../blobs/blob-store.ts';
import { openDirectoryBlobStore } from '../blobs/directory/directory-blob-store.ts';
import type { FileLayer } from '../blobs/directory/file-layer.ts';
import type { Database } from '../db/database.ts';
import { createPublishers, type Publishers } from '../features/publishers/service.ts';
import { createReleases, type Releases } from '../features/releases/service.ts';
import type { UploadedRelease } from '../features/releases/upload.ts';
import type { Operator } from '../http/context.ts';
import { createPackagingKeys, type PackagingKeys } from '../keys/packaging-keys.ts';
import { newPublisher, packedBytes, type TestPackage, type TestPublisher } from './packages.ts';
import { openTestSecrets } from './secrets.ts';
import { addTenant } from './tenants.ts';

/** Real services around releases, with one tenant and a publisher that it trusts. */
export interface ReleaseDesk {
  readonly database: Database;
  readonly folder: string;
  readonly blobs: BlobStore;
  readonly packagingKeys: PackagingKeys;
  readonly publishers: Publishers;
  readonly releases: Releases;
  readonly operator: Operator;
  readonly publisher: TestPublisher;
  readonly publisherId: string;
  /** A package for the tenant by its publisher, with changes. */
  readonly pack: (change?: Partial<TestPackage>) => Promise<Buffer>;
  readonly upload: (bytes: Uint8Array, operator?: Operator) => Promise<UploadedRelease>;
}

/** How a desk differs from the usual one. */
export interface ReleaseDeskOptions {
  readonly clock?: Clock;
  readonly files?: FileLayer;
  readonly maxPackageBytes?: number;
  readonly maxConcurrentUploads?: number;
}

/** Sets up the services in a folder that goes with the test. */
export async function openReleaseDesk(
  t: TestContext,
  database: Database,
  { clock = systemClock, files, maxPackageBytes, maxConcurrentUploads = 16 }: ReleaseDeskOptions = {},
): Promise<ReleaseDesk> {
  const folder = await tempDir(t);
  const blobs = await openDirectoryBlobStore({ dir: `${folder}/blobs`, clock, ...(files ? { files } : {}) });
  const packagingKeys = createPackagingKeys(await openTestSecrets(database, folder));
  const publishers = createPublishers({ database });
  const limits = maxPackageBytes === undefined ? {} : { maxPackageBytes };
  const releases = createReleases({ database, blobs, publishers, packagingKeys, maxConcurrentUploads, ...limits });
  const operator = await addTenant(database, 'acme');
  const publisher = newPublisher();
  const trusted = await publishers.create(operator, { name: 'Research', publicKey: publisher.publicKey });
  const { publicKey: recipient } = await packagingKeys.publicKey(operator.tenantId);
  return {
    database,
    folder,
    blobs,
    packagingKeys,
    publishers,
    releases,
    operator,
    publisher,
    publisherId: trusted.id,
    pack: (change = {}) => packedBytes(folder, { publisher, recipient, ...change }),
    upload: (bytes, by = operator) => releases.upload(by, { bytes: Readable.from([bytes]) }),
  };
}

import { createHash } from 'node:crypto';
import type { Digest } from '@tensorguard/core';
import { TgspError, type PackageSource } from '@tensorguard/tgsp';
import type { BlobStore } from '../../blobs/blob-store.ts';
import { PlatformError } from '../../errors.ts';
import type { PackagingKeys } from '../../keys/packaging-keys.ts';
import { verificationKeyOf } from '../publishers/read-model.ts';
import type { ReleaseRow } from './store.ts';
import { packageRefused, verifyWholePackage, type WholePackage } from './verify-package.ts';

/** Bytes that are hashed at once. */
const HASH_PIECE_BYTES = 1024 * 1024;

/**
 * Verifies the stored package of a release again, to the last byte, with the key it was accepted with.
 *
 * @throws PlatformError `package_refused`, `unavailable`
 */
export async function verifyStored(
  options: { readonly blobs: BlobStore; readonly packagingKeys: PackagingKeys },
  tenantId: string,
  release: ReleaseRow,
): Promise<WholePackage> {
  const blob = await options.blobs.open(release.digest as Digest);
  if (!blob) throw broken('blob_missing', 'The stored package is gone.');
  try {
    const digest = await digestOfSource(blob);
    if (digest !== release.digest)
      throw broken('digest_mismatch', 'The stored package is not the one that was uploaded.');
    const trustedKeys = [verificationKeyOf({ public_key: release.publisher_key })];
    return await verifyWholePackage(blob, { tenantId, trustedKeys, packagingKeys: options.packagingKeys });
  } catch (error) {
    throw error instanceof TgspError ? packageRefused(error) : error;
  } finally {
    await blob.close();
  }
}

function broken(reason: string, detail: string): PlatformError {
  return new PlatformError('package_refused', detail, { reason, detail });
}

async function digestOfSource(source: PackageSource): Promise<Digest> {
  const hash = createHash('sha256');
  for (let at = 0; at < source.size; at += HASH_PIECE_BYTES) {
    hash.update(await readPiece(source, at));
  }
  return `sha256:${hash.digest('hex')}`;
}

async function readPiece(source: PackageSource, at: number): Promise<Uint8Array> {
  try {
    return await source.read(at, HASH_PIECE_BYTES);
  } catch (cause) {
    throw new PlatformError('unavailable', 'the stored package cannot be read', { cause });
  }
}

import type { KeyReleaseContext } from '@tensorguard/contract';
import type { Digest } from '@tensorguard/core';
import { openPackage, sealContentKey, TgspError, type RecipientPublicKey } from '@tensorguard/tgsp';
import type { BlobStore } from '../../blobs/blob-store.ts';
import { PlatformError } from '../../errors.ts';
import type { PackagingKeys } from '../../keys/packaging-keys.ts';
import { verificationKeyOf } from '../publishers/read-model.ts';
import type { OfferedRelease } from './store.ts';

/**
 * Takes the content key out of a stored package and seals it to one agent. Only the header of the package is read; its
 * signatures are verified again. The key is in memory for this call only.
 *
 * @throws PlatformError `unavailable` when the stored package is gone or broken
 */
export async function sealForAgent(options: {
  readonly blobs: BlobStore;
  readonly packagingKeys: PackagingKeys;
  readonly tenantId: string;
  readonly release: OfferedRelease;
  readonly recipient: RecipientPublicKey;
  readonly context: KeyReleaseContext;
}): Promise<string> {
  const { blobs, packagingKeys, tenantId, release, recipient, context } = options;
  const blob = await blobs.open(release.digest as Digest);
  if (!blob) {
    throw new PlatformError('unavailable', 'the stored package is gone', { details: { digest: release.digest } });
  }
  try {
    const trustedKeys = [verificationKeyOf({ public_key: release.publisher_key })];
    const verified = await openPackage(blob, { trustedKeys });
    const contentKey = await verified.unwrapContentKey(await packagingKeys.privateKey(tenantId));
    try {
      return await sealContentKey({ contentKey, recipientPublicKey: recipient, context });
    } finally {
      contentKey.fill(0);
    }
  } catch (cause) {
    if (!(cause instanceof TgspError)) throw cause;
    throw new PlatformError('unavailable', 'the stored package is broken', {
      cause,
      details: { digest: release.digest },
    });
  } finally {
    await blob.close();
  }
}

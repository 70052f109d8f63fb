import type { Digest } from '@tensorguard/core';
import {
  openPackage,
  TgspError,
  type Manifest,
  type PackageSource,
  type SigningPublicKey,
  type TgspErrorCode,
} from '@tensorguard/tgsp';
import { PlatformError } from '../../errors.ts';
import type { PackagingKeys } from '../../keys/packaging-keys.ts';

/** What was verified of a package, to the last byte. */
export interface WholePackage {
  readonly manifest: Manifest;
  readonly signerKeyId: Digest;
  readonly files: number;
  readonly plaintextBytes: number;
}

/** What decides whether a package is accepted. */
export interface PackageRules {
  readonly tenantId: string;
  readonly trustedKeys: readonly SigningPublicKey[];
  readonly packagingKeys: PackagingKeys;
}

/** Codes that tell about our disk, not about the package. */
const STORAGE_CODES: ReadonlySet<TgspErrorCode> = new Set(['input_unreadable', 'output_failed']);

/**
 * Verifies signatures, manifest, recipient, every chunk and the hash of every file.
 *
 * @throws TgspError when the package must be refused; PlatformError `unavailable` when it cannot be read
 */
export async function verifyWholePackage(source: PackageSource, rules: PackageRules): Promise<WholePackage> {
  const { tenantId, trustedKeys, packagingKeys } = rules;
  try {
    const verified = await openPackage(source, { trustedKeys });
    const { manifest, signerKeyId } = verified;
    if (holdsNul(manifest)) throw new TgspError('manifest_invalid', 'a text in the manifest holds a NUL character');
    const contentKey = await verified.unwrapContentKey(await packagingKeys.privateKey(tenantId));
    try {
      return { manifest, signerKeyId, ...(await verified.verifyPayload(contentKey)) };
    } finally {
      contentKey.fill(0);
    }
  } catch (error) {
    if (!(error instanceof TgspError) || !STORAGE_CODES.has(error.code)) throw error;
    throw new PlatformError('unavailable', 'the package cannot be read', { cause: error });
  }
}

/** Whether a text in a JSON value has a NUL character: PostgreSQL stores none. */
function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, member]) => key.includes('\0') || holdsNul(member));
}

/** The answer for a package that is refused. */
export function packageRefused(cause: TgspError): PlatformError {
  return new PlatformError('package_refused', cause.message, {
    cause,
    reason: cause.code,
    detail: `${cause.message.slice(0, 1).toUpperCase()}${cause.message.slice(1, 500)}.`,
  });
}

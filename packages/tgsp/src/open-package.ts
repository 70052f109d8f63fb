import type { Digest } from '@tensorguard/core';
import { checkFileSize, checkManifest } from './container/check-manifest.ts';
import { readHeader, type RawHeader } from './container/header.ts';
import { TgspError } from './errors.ts';
import { MANIFEST_PAYLOAD_TYPE, type Manifest } from './manifest.ts';
import type { PackageSource } from './package-source.ts';
import { parseCanonical, signerOf, verifyEnvelope, verifySignatures } from './signing/envelope.ts';
import { signingKeyId, type SigningPublicKey } from './signing/signing-public-key.ts';
import { VerifiedPackage } from './verified-package.ts';

/**
 * Whose packages are accepted. `trust: 'any'` accepts every signer whose signatures verify with the key in the manifest:
 * it proves that the header is unchanged since that key signed it, and nothing about who holds the key.
 */
export type TrustOptions = { readonly trustedKeys: readonly SigningPublicKey[] } | { readonly trust: 'any' };

/**
 * Reads the header of a package, verifies both signatures and checks the manifest and the size of the file. No key is
 * needed and no chunk is read. The source has to stay open as long as the result is used.
 *
 * @throws TgspError
 */
export async function openPackage(source: PackageSource, options: TrustOptions): Promise<VerifiedPackage> {
  const header = await readHeader(source);
  const value = 'trustedKeys' in options ? verifyTrusted(header, options.trustedKeys) : undefined;
  const signerKeyId = signerOf(header.envelope);
  const { manifest, layout } = checkManifest(value ?? unverifiedManifest(header));
  if (value === undefined) verifySignatures(header.envelope, manifest.signer);
  if (signingKeyId(manifest.signer) !== signerKeyId) {
    throw new TgspError('signature_invalid', 'the manifest names another signer');
  }
  checkFileSize(source.size, header.headerSize, layout);
  return new VerifiedPackage({
    source,
    manifest,
    layout,
    signerKeyId,
    signerTrusted: value !== undefined,
    digest: header.digest,
    headerSize: header.headerSize,
  });
}

/** What a package claims. Nothing in it is authenticated: for display only. */
export interface UnverifiedHeader {
  readonly authenticated: false;
  readonly manifest: Manifest;
  /** The key that the header names. */
  readonly claimedSignerKeyId: Digest;
  readonly digest: Digest;
  readonly headerSize: number;
  readonly fileSize: number;
}

/** Reads a header without verifying its signatures. @throws TgspError when it is malformed */
export async function inspectHeader(source: PackageSource): Promise<UnverifiedHeader> {
  const header = await readHeader(source);
  const claimedSignerKeyId = signerOf(header.envelope);
  const { manifest } = checkManifest(unverifiedManifest(header));
  const { digest, headerSize } = header;
  return { authenticated: false, manifest, claimedSignerKeyId, digest, headerSize, fileSize: source.size };
}

function verifyTrusted(header: RawHeader, trustedKeys: readonly SigningPublicKey[]): unknown {
  return verifyEnvelope(header.envelope, trustedKeys, MANIFEST_PAYLOAD_TYPE).value;
}

function unverifiedManifest({ envelope }: RawHeader): unknown {
  if (envelope.payloadType !== MANIFEST_PAYLOAD_TYPE) {
    throw new TgspError('payload_type_mismatch', 'the header does not hold a manifest', {
      details: { found: envelope.payloadType },
    });
  }
  return parseCanonical(Buffer.from(envelope.payload, 'base64'));
}

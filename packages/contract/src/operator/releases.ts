import { z } from 'zod';
import {
  digest,
  displayName,
  lineId,
  pageOf,
  pageQuery,
  publisherId,
  reason,
  releaseId,
  timestamp,
} from '../primitives.ts';
import { defineRoute } from '../route.ts';

const tag = 'Releases';

/** Largest package that an upload takes, bytes (64 GiB). */
export const MAX_PACKAGE_BYTES = 64 * 1024 ** 3;
/** Media type of a TGSP package. */
export const PACKAGE_MEDIA_TYPE = 'application/vnd.tensorguard.tgsp';

/** A hybrid public key as `tensorguard package keygen` writes it. */
export const publisherKey = z
  .strictObject({
    keyId: digest,
    ed25519: z.string().max(100).describe('Ed25519 public key, 32 bytes in base64'),
    mlDsa65: z.string().max(4000).describe('ML-DSA-65 public key, 1,952 bytes in base64'),
  })
  .meta({ id: 'PublisherKey' });

export const publisherSchema = z
  .object({
    id: publisherId,
    name: displayName,
    keyId: digest,
    createdAt: timestamp,
    removedAt: timestamp.nullable().describe('When trust was withdrawn'),
  })
  .meta({ id: 'Publisher' });
export type Publisher = z.infer<typeof publisherSchema>;

export const tensorSpec = z
  .object({
    name: z.string().describe('Name of the input or output'),
    dtype: z.string().describe('Element type'),
    shape: z.array(z.union([z.int(), z.string()])).describe('Dimensions; a name where it is free'),
  })
  .meta({ id: 'TensorSpec' });

export const RELEASE_STATES = ['available', 'withdrawn'] as const;

export const releaseSummarySchema = z
  .object({
    id: releaseId,
    lineId,
    line: z.string().describe('Package line'),
    number: z.int().describe('1, 2, 3 … within the line'),
    version: z.string().describe('Version that the publisher gave'),
    state: z.enum(RELEASE_STATES).describe('Whether it can be rolled out'),
    digest,
    sizeBytes: z.number().describe('Size of the package'),
    publisherKeyId: digest,
    publisherName: displayName.nullable().describe('Name of the publisher'),
    uploadedBy: z.string().describe('Who uploaded it'),
    createdAt: timestamp,
  })
  .meta({ id: 'ReleaseSummary' });
export type ReleaseSummary = z.infer<typeof releaseSummarySchema>;

export const releaseSchema = releaseSummarySchema
  .extend({
    files: z
      .array(
        z.object({
          path: z.string().describe('Path in the package'),
          sizeBytes: z.number().describe('Size in bytes'),
          sha256: z.string().describe('SHA-256, hex'),
          role: z.string().describe('What it is for'),
        }),
      )
      .describe('Every file that the manifest pins'),
    model: z
      .object({
        format: z.string().describe('Model format'),
        opset: z.int().nullable().describe('ONNX opset'),
        inputs: z.array(tensorSpec).describe('Inputs'),
        outputs: z.array(tensorSpec).describe('Outputs'),
      })
      .describe('What the model takes and gives'),
    licence: z.string().describe('SPDX id'),
    provenance: z.record(z.string(), z.unknown()).describe('Where it comes from, as signed by the publisher'),
    selfTests: z.int().describe('Self-test vectors in the manifest'),
    compatibility: z.record(z.string(), z.unknown()).describe('What an agent must offer'),
    manifest: z.record(z.string(), z.unknown()).describe('The signed manifest, whole'),
    withdrawnReason: z.string().nullable().describe('Why it was withdrawn'),
  })
  .meta({ id: 'Release' });
export type Release = z.infer<typeof releaseSchema>;

export const lineSchema = z
  .object({
    id: lineId,
    name: z.string().describe('Package line'),
    latestRelease: releaseSummarySchema.nullable().describe('Its newest release'),
    releases: z.int().describe('Releases in the line'),
    agentsRunning: z.int().describe('Live agents that run a release of the line'),
    createdAt: timestamp,
  })
  .meta({ id: 'Line' });
export type Line = z.infer<typeof lineSchema>;

const guarded = ['not_signed_in', 'not_permitted'] as const;
const params = z.strictObject({ releaseId });

export const releaseRoutes = {
  listPublishers: defineRoute({
    id: 'listPublishers',
    method: 'GET',
    path: '/v1/publishers',
    summary: 'Publishers whose packages are accepted',
    tag,
    access: 'releases:read',
    query: z.strictObject(pageQuery),
    success: { status: 200, body: pageOf(publisherSchema) },
    errors: [...guarded, 'cursor_invalid'],
  }),
  createPublisher: defineRoute({
    id: 'createPublisher',
    method: 'POST',
    path: '/v1/publishers',
    summary: 'Trust a publisher',
    tag,
    access: 'releases:write',
    body: z.strictObject({ name: displayName, publicKey: publisherKey }),
    success: { status: 201, body: publisherSchema },
    errors: [...guarded, 'name_taken', 'publisher_key_invalid'],
  }),
  removePublisher: defineRoute({
    id: 'removePublisher',
    method: 'DELETE',
    path: '/v1/publishers/{publisherId}',
    summary: 'Trust a publisher no longer',
    tag,
    access: 'releases:write',
    params: z.strictObject({ publisherId }),
    success: { status: 204 },
    errors: [...guarded, 'not_found'],
  }),
  getPackagingKey: defineRoute({
    id: 'getPackagingKey',
    method: 'GET',
    path: '/v1/packaging-key',
    summary: 'Public key to encrypt packages to (HPKE, X25519 + ML-KEM-768)',
    tag,
    access: 'releases:read',
    success: {
      status: 200,
      body: z.object({
        keyId: digest,
        publicKey: z.string().describe('KEM public key (0x647A), base64'),
      }),
    },
    errors: [...guarded],
  }),
  listLines: defineRoute({
    id: 'listLines',
    method: 'GET',
    path: '/v1/lines',
    summary: 'Package lines',
    tag,
    access: 'releases:read',
    query: z.strictObject(pageQuery),
    success: { status: 200, body: pageOf(lineSchema) },
    errors: [...guarded, 'cursor_invalid'],
  }),
  uploadRelease: defineRoute({
    id: 'uploadRelease',
    method: 'POST',
    path: '/v1/releases',
    summary: 'Upload a package: it is verified whole and becomes the next release of its line',
    tag,
    access: 'releases:write',
    rawBody: { contentType: PACKAGE_MEDIA_TYPE, maxBytes: MAX_PACKAGE_BYTES },
    success: {
      status: 201,
      body: z.object({
        release: releaseSchema,
        created: z.boolean().describe('False when this very package was uploaded before'),
      }),
    },
    errors: [...guarded, 'package_refused'],
  }),
  listReleases: defineRoute({
    id: 'listReleases',
    method: 'GET',
    path: '/v1/releases',
    summary: 'Releases, newest first',
    tag,
    access: 'releases:read',
    query: z.strictObject({
      ...pageQuery,
      line: z.string().max(80).optional().describe('Package line by name'),
      state: z.enum(RELEASE_STATES).optional().describe('Whether it can be rolled out'),
      search: z.string().max(80).optional().describe('Part of the line or version'),
    }),
    success: { status: 200, body: pageOf(releaseSummarySchema) },
    errors: [...guarded, 'cursor_invalid'],
  }),
  getRelease: defineRoute({
    id: 'getRelease',
    method: 'GET',
    path: '/v1/releases/{releaseId}',
    summary: 'One release with its manifest',
    tag,
    access: 'releases:read',
    params,
    success: { status: 200, body: releaseSchema },
    errors: [...guarded, 'not_found'],
  }),
  verifyRelease: defineRoute({
    id: 'verifyRelease',
    method: 'POST',
    path: '/v1/releases/{releaseId}/verify',
    summary: 'Verify the stored package again: digest, signatures, every chunk and file',
    tag,
    access: 'releases:read',
    params,
    success: {
      status: 200,
      body: z.object({
        verifiedAt: timestamp,
        digest,
        files: z.int().describe('Files whose hash was checked'),
        bytes: z.number().describe('Plain bytes that were checked'),
      }),
    },
    errors: [...guarded, 'not_found', 'package_refused'],
  }),
  downloadRelease: defineRoute({
    id: 'downloadRelease',
    method: 'GET',
    path: '/v1/releases/{releaseId}/package',
    summary: 'The package as it was uploaded (ranges are served)',
    tag,
    access: 'releases:read',
    params,
    success: { status: 200, contentType: PACKAGE_MEDIA_TYPE },
    errors: [...guarded, 'not_found', 'range_not_satisfiable'],
  }),
  withdrawRelease: defineRoute({
    id: 'withdrawRelease',
    method: 'POST',
    path: '/v1/releases/{releaseId}/withdraw',
    summary: 'Withdraw a release: no rollout and no key release any more',
    tag,
    access: 'releases:write',
    params,
    body: z.strictObject({ reason }),
    success: { status: 200, body: releaseSchema },
    errors: [...guarded, 'not_found', 'release_withdrawn', 'release_in_use'],
  }),
};

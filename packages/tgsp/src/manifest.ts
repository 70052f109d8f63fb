import { z } from 'zod';
import {
  CONTENT_KEY_BYTES,
  MAX_DIMENSIONS,
  MAX_PAYLOAD_BYTES,
  MAX_RECIPIENTS,
  MAX_SELF_TESTS,
  MAX_TENSORS,
  SALT_BYTES,
} from './limits.ts';
import { decodeBase64 } from './internal/base64.ts';
import { signingPublicKeySchema } from './signing/signing-public-key.ts';
import { digestPattern, type Digest } from '@tensorguard/core';

/** Payload type of the signed envelope around a manifest. */
export const MANIFEST_PAYLOAD_TYPE = 'application/vnd.tensorguard.tgsp.manifest.v2+json';

/** What a file in a package is for. */
export const FILE_ROLES = ['model', 'weights', 'config', 'licence', 'other'] as const;
export type FileRole = (typeof FILE_ROLES)[number];

/** Element types of tensors in a manifest. */
export const TENSOR_DTYPES = [
  'float16',
  'float32',
  'float64',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'bool',
] as const;
export type TensorDtype = (typeof TENSOR_DTYPES)[number];

const text = (max: number) => z.string().min(1).max(max);
const bytes = (size: number) =>
  z.string().refine((value) => decodeBase64(value)?.byteLength === size, `is not ${size} bytes in base64`);
const someBytes = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((value) => decodeBase64(value) !== undefined, 'is not base64');
const digest = z.custom<Digest>((value) => typeof value === 'string' && digestPattern.test(value), 'is not a digest');
const count = (max: number) => z.int().min(0).max(max);

const fileSchema = z.strictObject({
  path: z.string(),
  size: count(MAX_PAYLOAD_BYTES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  role: z.enum(FILE_ROLES),
});

const tensorSpecSchema = z.strictObject({
  name: text(256),
  dtype: z.enum(TENSOR_DTYPES),
  shape: z.array(z.union([count(2 ** 40), text(64)])).max(MAX_DIMENSIONS),
});

const tensorSchema = z.strictObject({
  dtype: z.enum(TENSOR_DTYPES),
  shape: z.array(count(2 ** 31)).max(MAX_DIMENSIONS),
  data: z.string().refine((value) => decodeBase64(value) !== undefined, 'is not base64'),
});

const namedTensors = z
  .record(text(256), tensorSchema)
  .refine((tensors) => Object.keys(tensors).length <= MAX_TENSORS, `has over ${MAX_TENSORS} tensors`);

const selfTestSchema = z.strictObject({
  inputs: namedTensors,
  outputs: namedTensors,
  tolerance: z.strictObject({ abs: z.number().min(0), rel: z.number().min(0) }),
});

const hpkeStanzaSchema = z.strictObject({
  kind: z.literal('hpke'),
  suite: text(80),
  recipient: digest,
  enc: bytes(1120),
  ciphertext: bytes(CONTENT_KEY_BYTES + 16),
});

const kekStanzaSchema = z.strictObject({ kind: z.literal('kek'), provider: text(256), wrapped: someBytes(8192) });

/**
 * The signed statement of a package: what is inside and how to open it. Unknown members are refused. The rules that a
 * shape cannot say (paths, sizes, suite) are in `checkManifest`.
 */
export const manifestSchema = z.strictObject({
  formatVersion: z.literal(2),
  name: z.string().regex(/^[a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9])?$/),
  version: z.string().regex(/^(?=.{5,80}$)\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/),
  createdAt: z.iso.datetime({ precision: 3 }),
  signer: signingPublicKeySchema,
  files: z.array(fileSchema).min(1),
  model: z.strictObject({
    format: z.literal('onnx'),
    opset: z.int().min(1).max(1000),
    inputs: z.array(tensorSpecSchema).max(MAX_TENSORS),
    outputs: z.array(tensorSpecSchema).max(MAX_TENSORS),
  }),
  licence: z.string().regex(/^[A-Za-z0-9.+() -]{1,200}$/),
  provenance: z.strictObject({
    source: text(2048),
    builder: text(2048).optional(),
    sourceDigest: digest.optional(),
  }),
  selfTest: z.array(selfTestSchema).max(MAX_SELF_TESTS),
  compatibility: z.strictObject({
    minAgentVersion: text(80).optional(),
    architectures: z.array(text(32)).min(1).max(32).optional(),
    minMemoryBytes: count(Number.MAX_SAFE_INTEGER).optional(),
  }),
  payload: z.strictObject({
    cipher: text(80),
    chunkSize: z.int(),
    plaintextSize: count(MAX_PAYLOAD_BYTES),
    chunks: count(2 ** 32),
    salt: bytes(SALT_BYTES),
  }),
  keyCommitment: bytes(32),
  recipients: z
    .array(z.discriminatedUnion('kind', [hpkeStanzaSchema, kekStanzaSchema]))
    .min(1)
    .max(MAX_RECIPIENTS),
});

/** A manifest after it was checked. */
export type Manifest = z.infer<typeof manifestSchema>;
/** One file as the manifest pins it. */
export type ManifestFile = Manifest['files'][number];
/** One way to the content key. */
export type RecipientStanza = Manifest['recipients'][number];
export type HpkeStanza = Extract<RecipientStanza, { kind: 'hpke' }>;
export type KekStanza = Extract<RecipientStanza, { kind: 'kek' }>;
/** Name, element type and shape of an input or output; a text dimension is free. */
export type TensorSpec = Manifest['model']['inputs'][number];
/** One self-test: feeds and the outputs they must give, within `abs + rel * |expected|`. */
export type SelfTest = Manifest['selfTest'][number];

/** The members of a manifest that a packer is told; the rest follows from the files and keys. */
export type ManifestFields = Pick<
  Manifest,
  'name' | 'version' | 'model' | 'licence' | 'provenance' | 'selfTest' | 'compatibility'
>;

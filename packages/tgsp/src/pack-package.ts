import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { canonicalBytes, digestOf, isoTime, PRIVATE_FILE_MODE, syncDir, type Digest } from '@tensorguard/core';
import { checkManifest } from './container/check-manifest.ts';
import { encodeHeader } from './container/header.ts';
import { TgspError } from './errors.ts';
import { encodeBase64 } from './internal/base64.ts';
import { wipe } from './internal/wipe.ts';
import { writeFully } from './internal/write-fully.ts';
import { CONTENT_KEY_BYTES, DEFAULT_CHUNK_BYTES, SALT_BYTES } from './limits.ts';
import { MANIFEST_PAYLOAD_TYPE, type FileRole, type Manifest, type ManifestFields } from './manifest.ts';
import { createChunkCipher, keyCommitment, PAYLOAD_CIPHER } from './payload/chunk-cipher.ts';
import { inputSize, type InputSource } from './payload/input-reader.ts';
import { payloadLayout, type PayloadLayout } from './payload/payload-layout.ts';
import { sealPayload } from './payload/seal-payload.ts';
import type { ProgressListener } from './payload/window.ts';
import { wrapToKek, wrapToRecipient } from './recipients/content-key-stanza.ts';
import type { KekProvider } from './recipients/kek-provider.ts';
import type { RecipientPublicKey } from './recipients/recipient-key.ts';
import { SIGNATURE_ALGORITHMS, signEnvelope } from './signing/envelope.ts';
import type { HybridSigner } from './signing/hybrid-signer.ts';

/** A file to put into a package. */
export interface PackageInput {
  /** Path in the package. */
  readonly path: string;
  /** A path on disk, or the bytes. */
  readonly source: InputSource;
  readonly role: FileRole;
}

/** What {@link packPackage} takes. */
export interface PackOptions {
  /** Where the package is written; an existing file is replaced when the new one is whole. */
  readonly output: string;
  readonly files: readonly PackageInput[];
  readonly manifest: ManifestFields;
  readonly signer: HybridSigner;
  readonly recipients: readonly RecipientPublicKey[];
  readonly kekRecipients?: readonly KekProvider[];
  /** Plaintext bytes of a chunk: a power of two from 64 KiB to 1 MiB. Default 256 KiB. */
  readonly chunkSize?: number;
  readonly onProgress?: ProgressListener;
  /** Time of creation, milliseconds since the epoch. */
  readonly now: number;
  /** Wait until the package is on stable storage before it gets its name. Default false. */
  readonly durable?: boolean;
}

/** What was packed. */
export interface PackedPackage {
  readonly manifest: Manifest;
  /** SHA-256 of preamble and header: the digest of the package. */
  readonly digest: Digest;
  /** Size of the package, bytes. */
  readonly size: number;
}

const UNKNOWN_SHA256 = '0'.repeat(64);

/**
 * Packs files into a signed and encrypted package, reading each byte once. The header has a size that is known before the
 * payload: its place is left free and filled last, when the hashes are known.
 *
 * @throws TgspError
 */
export async function packPackage(options: PackOptions): Promise<PackedPackage> {
  const inputs = await measure(options.files);
  const contentKey = randomBytes(CONTENT_KEY_BYTES);
  try {
    const draft = await draftManifest(options, inputs, contentKey);
    const { layout } = checkManifest(draft);
    const headerSize = encodeHeader(unsignedEnvelope(draft)).byteLength;
    const salt = Buffer.from(draft.payload.salt, 'base64');
    return await writeOutput(options, async (output) => {
      const cipher = createChunkCipher(contentKey, salt, layout);
      const { onProgress } = options;
      const digests = await sealPayload({ inputs, layout, cipher, output, position: headerSize, onProgress });
      const manifest = withDigests(draft, digests);
      const header = encodeHeader(await signEnvelope(MANIFEST_PAYLOAD_TYPE, manifest, options.signer));
      if (header.byteLength !== headerSize) throw new TypeError('the signer gives signatures of another size');
      await writeFully(output, header, 0);
      return { manifest, digest: digestOf(header), size: headerSize + layout.encryptedSize };
    });
  } finally {
    wipe(contentKey);
  }
}

type MeasuredInput = PackageInput & { readonly size: number };

async function measure(files: readonly PackageInput[]): Promise<MeasuredInput[]> {
  const inputs = await Promise.all(files.map(async (file) => ({ ...file, size: await inputSize(file.source) })));
  return inputs.sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
}

async function draftManifest(
  options: PackOptions,
  inputs: readonly MeasuredInput[],
  contentKey: Buffer,
): Promise<Manifest> {
  const { name, version, model, licence, provenance, selfTest, compatibility } = options.manifest;
  const layout = layoutOf(inputs, options.chunkSize ?? DEFAULT_CHUNK_BYTES);
  const saltBytes = randomBytes(SALT_BYTES);
  const salt = encodeBase64(saltBytes);
  const commitment = encodeBase64(keyCommitment(contentKey, saltBytes));
  const scope = { name, version, salt, keyCommitment: commitment };
  const recipients = await Promise.all([
    ...options.recipients.map((key) => wrapToRecipient(contentKey, key, scope)),
    ...(options.kekRecipients ?? []).map((provider) => wrapToKek(contentKey, provider, scope)),
  ]);
  return {
    formatVersion: 2,
    name,
    version,
    createdAt: isoTime(options.now),
    signer: options.signer.publicKey,
    files: inputs.map(({ path, size, role }) => ({ path, size, sha256: UNKNOWN_SHA256, role })),
    model,
    licence,
    provenance,
    selfTest,
    compatibility,
    payload: {
      cipher: PAYLOAD_CIPHER,
      chunkSize: layout.chunkSize,
      plaintextSize: layout.plaintextSize,
      chunks: layout.chunks,
      salt,
    },
    keyCommitment: commitment,
    recipients,
  };
}

function layoutOf(inputs: readonly MeasuredInput[], chunkSize: number): PayloadLayout {
  const plaintextSize = inputs.reduce((sum, input) => sum + input.size, 0);
  return payloadLayout(plaintextSize, chunkSize);
}

function withDigests(draft: Manifest, digests: readonly string[]): Manifest {
  return { ...draft, files: draft.files.map((file, index) => ({ ...file, sha256: digests[index]! })) };
}

/** An envelope of the size that the signed one will have. */
function unsignedEnvelope(manifest: Manifest): Parameters<typeof encodeHeader>[0] {
  const keyid = `sha256:${UNKNOWN_SHA256}`;
  return {
    payloadType: MANIFEST_PAYLOAD_TYPE,
    payload: encodeBase64(canonicalBytes(manifest)),
    signatures: Object.entries(SIGNATURE_ALGORITHMS).map(([algorithm, size]) => ({
      keyid,
      algorithm,
      sig: encodeBase64(Buffer.alloc(size)),
    })),
  };
}

async function writeOutput<T>(options: PackOptions, work: (output: FileHandle) => Promise<T>): Promise<T> {
  const target = resolve(options.output);
  await refuseSpecialFile(target);
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  const output = await open(temporary, 'wx', PRIVATE_FILE_MODE).catch(failed);
  try {
    const result = await work(output);
    if (options.durable === true) await output.sync().catch(failed);
    await output.close();
    await rename(temporary, target).catch(failed);
    if (options.durable === true) await syncDir(dirname(target)).catch(failed);
    return result;
  } catch (error) {
    await output.close();
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The package takes the place of what has its name: a device or folder of that name is a mistake of the caller. */
async function refuseSpecialFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.isFile()) return;
  throw new TgspError('output_failed', 'the output is not a file', { details: { path } });
}

function failed(cause: unknown): never {
  throw new TgspError('output_failed', 'the package cannot be written', { cause });
}

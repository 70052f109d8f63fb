import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ManifestFields } from '../manifest.ts';
import { packPackage, type PackageInput, type PackedPackage, type PackOptions } from '../pack-package.ts';
import { generateRecipientKey } from '../recipients/recipient-key.ts';
import { createHybridSigner, generateSigningKey } from '../signing/hybrid-signer.ts';

/** Keys that the tests of this package share. */
export const publisher = generateSigningKey();
export const recipient = await generateRecipientKey();
export const trust = { trustedKeys: [publisher.publicKey] };

/** Members of a manifest that the tests do not care about. */
export const manifestFields: ManifestFields = {
  name: 'sample',
  version: '1.0.0',
  model: { format: 'onnx', opset: 17, inputs: [], outputs: [] },
  licence: 'MIT',
  provenance: { source: 'test' },
  selfTest: [],
  compatibility: {},
};

/** Bytes that differ from place to place. */
export function patterned(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i++) bytes[i] = (i * 31 + (i >> 8) * 7 + (i >> 16)) & 0xff;
  return bytes;
}

/** Runs a test with a folder that is removed afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tgsp-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Packs files with the shared keys. */
export function pack(
  output: string,
  files: readonly PackageInput[],
  options: Partial<PackOptions> = {},
): Promise<PackedPackage> {
  return packPackage({
    output,
    files,
    manifest: manifestFields,
    signer: createHybridSigner(publisher.privateKey),
    recipients: [recipient.publicKey],
    now: 0,
    ...options,
  });
}

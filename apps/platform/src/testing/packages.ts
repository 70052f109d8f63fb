import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { directionClassifier, directionClassifierBytes } from '@tensorguard/testkit';
import {
  createHybridSigner,
  generateSigningKey,
  packPackage,
  recipientPublicKey,
  type ManifestFields,
  type PackageInput,
} from '@tensorguard/tgsp';
import type { PublisherKey } from '../features/publishers/service.ts';

/** A publisher who signs packages. */
export interface TestPublisher {
  readonly signer: ReturnType<typeof createHybridSigner>;
  /** As the contract takes it. */
  readonly publicKey: PublisherKey;
}

/** Makes a publisher with a new hybrid key. */
export function newPublisher(): TestPublisher {
  const signer = createHybridSigner(generateSigningKey().privateKey);
  const { ed25519, mlDsa65 } = signer.publicKey;
  return { signer, publicKey: { keyId: signer.keyId, ed25519, mlDsa65 } };
}

/** What a test says about its package. */
export interface TestPackage {
  readonly publisher: TestPublisher;
  /** The KEM key that it is encrypted to, base64. */
  readonly recipient: string;
  readonly moreRecipients?: readonly string[];
  readonly fields?: Partial<ManifestFields>;
  readonly files?: readonly PackageInput[];
}

const { input, output, licence, opset, source } = directionClassifier;

/** Packs the real model, or other files, in a folder for temporary files; gives the bytes of the package. */
export async function packedBytes(folder: string, what: TestPackage): Promise<Buffer> {
  const { publisher, recipient, moreRecipients = [], fields, files } = what;
  const path = join(folder, `${randomUUID()}.tgsp`);
  const spec = ({ name, dtype, shape }: typeof input | typeof output) => ({ name, dtype, shape: [...shape] });
  await packPackage({
    output: path,
    files: files ?? [{ path: 'model.onnx', source: directionClassifierBytes(), role: 'model' }],
    manifest: {
      name: 'direction',
      version: '1.0.0',
      model: { format: 'onnx', opset, inputs: [spec(input)], outputs: [spec(output)] },
      licence,
      provenance: { source },
      selfTest: [],
      compatibility: {},
      ...fields,
    },
    signer: publisher.signer,
    recipients: [recipient, ...moreRecipients].map(recipientPublicKey),
    now: Date.now(),
  });
  return readFile(path);
}

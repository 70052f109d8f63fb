import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyReleaseContext } from '@tensorguard/contract';
import { digestOf, newId, type Digest } from '@tensorguard/core';
import {
  describeModel,
  formatTensors,
  loadModel,
  readOnnxMetadata,
  tensor,
  type TensorInfo,
} from '@tensorguard/inference';
import { directionClassifier, directionClassifierBytes, directionClassifierInput } from '@tensorguard/testkit';
import {
  bytesPackageSource,
  createHybridSigner,
  generateRecipientKey,
  generateSigningKey,
  openPackage,
  packPackage,
  recipientPublicKey,
  sealContentKey,
  type HybridSigner,
  type ManifestFields,
  type RecipientPrivateKey,
  type RecipientPublicKey,
} from '@tensorguard/tgsp';

/** A packed release with all that a platform knows of it. */
export interface FakeRelease {
  readonly id: string;
  readonly number: number;
  readonly line: string;
  readonly bytes: Buffer;
  readonly digest: Digest;
  readonly publisher: HybridSigner;
}

/** Parts of a release that a test chooses. */
export interface ReleaseChoice {
  readonly line?: string;
  readonly number?: number;
  readonly publisher?: HybridSigner;
  /** Name in the manifest, when it shall not be the line's. */
  readonly packageName?: string;
  /** A self-test that the real model does not pass. */
  readonly failingSelfTest?: boolean;
  readonly compatibility?: ManifestFields['compatibility'];
  /** Another file of random size, so that a download takes a while, bytes. */
  readonly paddingBytes?: number;
}

/** Packs the real text-direction classifier as releases of a line, with a self-test that was recorded from the real model. */
export class PackageWorkshop {
  readonly publisher = createHybridSigner(generateSigningKey().privateKey);
  readonly #dir: string;
  #keys: { privateKey: RecipientPrivateKey; publicKey: RecipientPublicKey } | undefined;
  #selfTest: ManifestFields['selfTest'] | undefined;
  #count = 0;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** The platform's own recipient key, which every package is sealed to. */
  async recipientKey(): Promise<RecipientPrivateKey> {
    this.#keys ??= await generateRecipientKey();
    return this.#keys.privateKey;
  }

  async pack(choice: ReleaseChoice = {}): Promise<FakeRelease> {
    await this.recipientKey();
    const count = ++this.#count;
    const { line = 'text-direction', number = count, publisher = this.publisher, paddingBytes = 0 } = choice;
    const output = join(this.#dir, `release-${count}.tgsp`);
    const model = describeModel(readOnnxMetadata(directionClassifierBytes()));
    await packPackage({
      output,
      files: [
        { path: 'model.onnx', source: directionClassifierBytes(), role: 'model' },
        { path: 'note.txt', source: Buffer.alloc(paddingBytes, `release ${count}`), role: 'other' },
      ],
      manifest: {
        name: choice.packageName ?? line,
        version: `1.${count}.0`,
        model: { ...model, inputs: model.inputs.map(mutable), outputs: model.outputs.map(mutable) },
        licence: directionClassifier.licence,
        provenance: { source: directionClassifier.source },
        selfTest: await this.#recordSelfTest(choice.failingSelfTest ?? false),
        compatibility: choice.compatibility ?? {},
      },
      signer: publisher,
      recipients: [this.#keys!.publicKey],
      now: Date.now(),
    });
    const bytes = await readFile(output);
    return { id: newId('rel'), number, line, bytes, digest: digestOf(bytes), publisher };
  }

  /** Unwraps the content key of a release as a platform does, and seals it to an agent's key (base64). */
  async sealFor(release: FakeRelease, agentKey: string, context: KeyReleaseContext): Promise<string> {
    const trustedKeys = [release.publisher.publicKey];
    const verified = await openPackage(bytesPackageSource(release.bytes), { trustedKeys });
    const contentKey = await verified.unwrapContentKey(await this.recipientKey());
    return sealContentKey({ contentKey, recipientPublicKey: recipientPublicKey(agentKey), context });
  }

  async #recordSelfTest(isWrong: boolean): Promise<ManifestFields['selfTest']> {
    this.#selfTest ??= await recordSelfTest();
    const [vector] = this.#selfTest;
    if (!isWrong || vector === undefined) return this.#selfTest;
    // The picture on its head, with the answer for the upright one.
    const { dtype, shape, data } = directionClassifierInput({ upsideDown: true });
    const inputs = formatTensors(new Map([[directionClassifier.input.name, tensor(dtype, [...shape], data)]]));
    return [{ ...vector, inputs: inputs as never }];
  }
}

async function recordSelfTest(): Promise<ManifestFields['selfTest']> {
  const model = await loadModel({ bytes: directionClassifierBytes() });
  const { dtype, shape, data } = directionClassifierInput();
  const feeds = new Map([[directionClassifier.input.name, tensor(dtype, [...shape], data)]]);
  const outputs = await model.run(feeds);
  await model.dispose();
  return [
    {
      inputs: formatTensors(feeds) as never,
      outputs: formatTensors(outputs) as never,
      tolerance: { abs: 1e-4, rel: 1e-3 },
    },
  ];
}

function mutable({ name, dtype, shape }: TensorInfo): ManifestFields['model']['inputs'][number] {
  return { name, dtype, shape: [...shape] };
}

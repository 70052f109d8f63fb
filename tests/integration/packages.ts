import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { operatorRoutes, type ApiClient, type Release } from '@tensorguard/contract';
import { describeModel, loadModel, readOnnxMetadata, recordSelfTest, tensor } from '@tensorguard/inference';
import { directionClassifier, directionClassifierBytes, directionClassifierInput } from '@tensorguard/testkit';
import {
  createHybridSigner,
  generateSigningKey,
  packPackage,
  recipientPublicKey,
  type HybridSigner,
  type ManifestFields,
  type SelfTest,
} from '@tensorguard/tgsp';

/** The line that tests roll out. */
export const LINE = 'text-direction';
const TOLERANCE = { abs: 1e-4, rel: 1e-3 };

/** Somebody who signs packages, with the public key as the contract takes it. */
export interface Publisher {
  readonly signer: HybridSigner;
  readonly publicKey: { readonly keyId: string; readonly ed25519: string; readonly mlDsa65: string };
}

/** Makes a publisher with a new hybrid key. */
export function newPublisher(): Publisher {
  const signer = createHybridSigner(generateSigningKey().privateKey);
  const { ed25519, mlDsa65 } = signer.publicKey;
  return { signer, publicKey: { keyId: signer.keyId, ed25519, mlDsa65 } };
}

/** What a test chooses of a package. */
export interface PackageChoice {
  readonly version?: string;
  readonly publisher?: Publisher;
  /** KEM key that it is encrypted to, base64; the platform's unless told otherwise. */
  readonly recipient?: string;
  /** A self-test with an answer that the model does not give. */
  readonly wrongSelfTest?: boolean;
  /** A further file of random bytes, so that a transfer takes a while. */
  readonly paddingBytes?: number;
}

/** Packs the real model as it would be packed for customers, with a self-test that was recorded by running it. */
export class PackageWorkshop {
  readonly publisher: Publisher;
  readonly #dir: string;
  readonly #recipient: string;
  #recorded: Promise<Record<'upright' | 'turned', SelfTest>> | undefined;

  constructor(dir: string, publisher: Publisher, recipient: string) {
    this.#dir = dir;
    this.publisher = publisher;
    this.#recipient = recipient;
  }

  /** Packs and gives the path of the package. */
  async pack(choice: PackageChoice = {}): Promise<string> {
    const { publisher = this.publisher, recipient = this.#recipient, version = '1.0.0', paddingBytes } = choice;
    const output = join(this.#dir, `${randomUUID()}.tgsp`);
    const padding = { path: 'padding.bin', source: randomBytes(paddingBytes ?? 0), role: 'other' as const };
    await packPackage({
      output,
      files: [
        { path: 'model.onnx', source: directionClassifierBytes(), role: 'model' },
        ...(paddingBytes === undefined ? [] : [padding]),
      ],
      manifest: {
        name: LINE,
        version,
        model: modelDescription(),
        licence: directionClassifier.licence,
        provenance: { source: directionClassifier.source },
        selfTest: [await this.#selfTest(choice.wrongSelfTest ?? false)],
        compatibility: {},
      },
      signer: publisher.signer,
      recipients: [recipientPublicKey(recipient)],
      now: Date.now(),
    });
    return output;
  }

  async packBytes(choice: PackageChoice = {}): Promise<Buffer<ArrayBuffer>> {
    return Buffer.from(await readFile(await this.pack(choice)));
  }

  async #selfTest(isWrong: boolean): Promise<SelfTest> {
    this.#recorded ??= recordBoth();
    const { upright, turned } = await this.#recorded;
    return isWrong ? { ...upright, outputs: turned.outputs } : upright;
  }
}

function modelDescription(): ManifestFields['model'] {
  const model = describeModel(readOnnxMetadata(directionClassifierBytes()));
  const writable = ({ name, dtype, shape }: (typeof model.inputs)[number]) => ({ name, dtype, shape: [...shape] });
  return { ...model, inputs: model.inputs.map(writable), outputs: model.outputs.map(writable) };
}

async function recordBoth(): Promise<Record<'upright' | 'turned', SelfTest>> {
  const model = await loadModel({ bytes: directionClassifierBytes() });
  const record = (upsideDown: boolean): Promise<SelfTest> => {
    const { dtype, shape, data } = directionClassifierInput({ upsideDown });
    return recordSelfTest(
      model,
      new Map([[directionClassifier.input.name, tensor(dtype, [...shape], data)]]),
      TOLERANCE,
    );
  };
  try {
    return { upright: await record(false), turned: await record(true) };
  } finally {
    await model.dispose();
  }
}

/** Uploads a package and gives the release that it became. */
export async function uploadPackage(api: ApiClient, bytes: Uint8Array<ArrayBuffer>): Promise<Release> {
  const response = await api.raw(operatorRoutes.uploadRelease, { rawBody: bytes });
  return operatorRoutes.uploadRelease.success.body.parse(await response.json()).release;
}

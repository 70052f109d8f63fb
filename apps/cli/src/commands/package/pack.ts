import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { digestOf, digestPattern, type Digest } from '@tensorguard/core';
import type { SelfTestVector } from '@tensorguard/inference';
import {
  createHybridSigner,
  packPackage,
  type Manifest,
  type ManifestFields,
  type PackageInput,
} from '@tensorguard/tgsp';
import type { CommandContext } from '../../command/command-context.ts';
import { defineCommand } from '../../command/command-spec.ts';
import type { OptionValues } from '../../command/option.ts';
import { CliError } from '../../errors.ts';
import { formatDetails } from '../../output/details.ts';
import { formatBytes } from '../../output/format.ts';
import { requireFilePlace } from '../../output/output-path.ts';
import { readSigningKey } from './key-files.ts';
import { manifestModel } from './model-metadata.ts';
import { packOptions } from './pack-options.ts';
import { recipientOf } from './recipients.ts';
import { manifestSelfTest, readSelfTest, recordSelfTest, requirePass } from './self-test.ts';
import { fileTable, manifestDetails } from './inspect.ts';
import { fileDigest } from './file-digest.ts';

type Options = OptionValues<typeof packOptions>;

export const packCommand = defineCommand({
  name: 'pack',
  summary: 'Make a signed and encrypted package from an ONNX model',
  details:
    'Inputs, outputs and operators are read from the model. Self-test vectors are run here first: an agent runs them ' +
    'before it uses a release. The platform is asked for its key with --recipient platform only.',
  examples: [
    'tensorguard package pack --name direction --version 1.0.0 --model model.onnx --licence Apache-2.0 --source https://models.example/direction --signing-key keys/acme.signing.key.json --recipient platform --self-test-auto 2 --out direction.tgsp',
  ],
  prints: 'data',
  api: true,
  options: packOptions,
  async run({ options, io, output, path, progress, api }) {
    await requireFilePlace(path(options.out));
    const signer = createHybridSigner(await readSigningKey(io, path(options.signingKey)));
    const recipients = [];
    for (const given of options.recipient) recipients.push(await recipientOf(given, path, api));
    const model = await readModel(path(options.model));
    const { manifestModelPart, selfTest } = await describeModel(model, options, path);
    const files: PackageInput[] = [
      { path: basename(options.model), source: path(options.model), role: 'model' },
      ...options.file.map(({ file, name, role }): PackageInput => ({ path: name, source: path(file), role })),
    ];
    const bar = progress('Packing');
    const packed = await packPackage({
      output: path(options.out),
      files,
      manifest: manifestFields(options, manifestModelPart, selfTest),
      signer,
      recipients,
      ...(options.chunkSize === undefined ? {} : { chunkSize: options.chunkSize }),
      onProgress: ({ doneBytes, totalBytes }) => bar.update(doneBytes, totalBytes),
      now: timeOf(options.createdAt, io.clock.now()),
      durable: true,
    }).finally(() => bar.end());
    const { manifest, digest: headerDigest, size } = packed;
    const digest = await fileDigest(path(options.out));
    output.result({ file: path(options.out), digest, headerDigest, size, signerKeyId: signer.keyId, manifest }, () =>
      [
        formatDetails(
          [
            ['Written', path(options.out)],
            ['Size', formatBytes(size)],
            ['Digest', digest],
            ['Header digest', headerDigest],
            ['Signer', signer.keyId],
            ...manifestDetails(manifest),
          ],
          output.style,
        ),
        '',
        fileTable(manifest, output),
      ].join('\n'),
    );
  },
});

interface ReadModel {
  readonly bytes: Buffer;
  readonly digest: Digest;
}

async function readModel(path: string): Promise<ReadModel> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new CliError('file_unreadable', `cannot read ${path}`, { cause });
  });
  return { bytes, digest: digestOf(bytes) };
}

/** Reads the model's description and settles its self-test. The buffer is used up. */
async function describeModel(
  { bytes, digest }: ReadModel,
  options: Options,
  path: CommandContext['path'],
): Promise<{ manifestModelPart: Manifest['model']; selfTest: SelfTestVector[] }> {
  // The runtime is a large library: commands that run no model start without it.
  const { loadModel, readOnnxMetadata } = await import('@tensorguard/inference');
  const manifestModelPart = manifestModel(readOnnxMetadata(bytes));
  const written = options.selfTest === undefined ? [] : await readSelfTest(path(options.selfTest));
  if (written.length === 0 && options.selfTestAuto === undefined) return { manifestModelPart, selfTest: [] };
  const model = await loadModel({ bytes });
  try {
    const tolerance = { abs: options.toleranceAbs, rel: options.toleranceRel };
    const dimensions = new Map(options.dimension);
    const recorded = await recordSelfTest(model, {
      count: options.selfTestAuto ?? 0,
      dimensions,
      tolerance,
      modelDigest: digest,
    });
    const selfTest = [...written, ...recorded];
    await requirePass(model, selfTest);
    return { manifestModelPart, selfTest };
  } finally {
    await model.dispose();
  }
}

function manifestFields(
  options: Options,
  model: Manifest['model'],
  selfTest: readonly SelfTestVector[],
): ManifestFields {
  const { name, version, licence, source, builder, minAgentVersion, architecture, minMemory } = options;
  return {
    name,
    version,
    model,
    licence,
    provenance: {
      source,
      ...(builder === undefined ? {} : { builder }),
      ...(options.sourceDigest === undefined ? {} : { sourceDigest: digestFrom(options.sourceDigest) }),
    },
    selfTest: manifestSelfTest(selfTest),
    compatibility: {
      ...(minAgentVersion === undefined ? {} : { minAgentVersion }),
      ...(architecture.length === 0 ? {} : { architectures: [...architecture] }),
      ...(minMemory === undefined ? {} : { minMemoryBytes: minMemory }),
    },
  };
}

function digestFrom(text: string): Digest {
  if (digestPattern.test(text)) return text as Digest;
  throw new CliError('input_invalid', '--source-digest is not sha256: and 64 hexadecimal digits');
}

function timeOf(given: string, now: number): number {
  const time = given === 'now' ? now : Date.parse(given);
  if (Number.isNaN(time)) throw new CliError('input_invalid', '--created-at is not a time');
  return time;
}

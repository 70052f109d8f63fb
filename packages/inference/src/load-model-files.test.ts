import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  directionClassifier,
  directionClassifierBytes,
  directionClassifierInput,
  directionClassifierPath,
  tempDir,
} from '@tensorguard/testkit';
import {
  bytesPackageSource,
  createHybridSigner,
  generateRecipientKey,
  generateSigningKey,
  openPackage,
  packPackage,
} from '@tensorguard/tgsp';
import { loadModel } from './load-model.ts';
import { recordSelfTest } from './record-self-test.ts';
import { loadModelFiles, type ModelFiles, type ModelFilesManifest } from './load-model-files.ts';
import { checkDescription, describeModel, type ModelDescription } from './model-description.ts';
import { readOnnxMetadata } from './onnx-metadata.ts';
import { formatTensors } from './tensor-json.ts';
import { tensor } from './tensor.ts';

const metadata = readOnnxMetadata(directionClassifierBytes());
const model = describeModel(metadata);

const selfTest = {
  inputs: formatTensors(new Map([['x', directionClassifierInput()]])),
  outputs: formatTensors(new Map([['softmax_0.tmp_0', tensor('float32', [1, 2], new Float32Array([1, 0]))]])),
  tolerance: { abs: 0.1, rel: 0 },
};

function files(changes: Partial<ModelFilesManifest> = {}): ModelFiles & { readonly read: Uint8Array[] } {
  const read: Uint8Array[] = [];
  return {
    read,
    manifest: {
      files: [
        { path: 'LICENCE', role: 'licence' },
        { path: 'm.onnx', role: 'model' },
      ],
      model,
      selfTest: [selfTest],
      ...changes,
    },
    readFile: async (path) => {
      assert.equal(path, 'm.onnx');
      read.push(directionClassifierBytes());
      return read[0]!;
    },
  };
}

test('a package is loaded, tested, and its plaintext is gone', async () => {
  const source = files();
  const { model: loaded, selfTest: report } = await loadModelFiles(source);
  assert.equal(report?.passed, true);
  assert.equal(source.read[0]!.byteLength, 0);
  await loaded.dispose();
});

test('a real package goes from packing to a tested model in memory, with a self-test recorded before', async (t) => {
  const original = await loadModel({ bytes: directionClassifierBytes() });
  const inputs = new Map([['x', directionClassifierInput()]]);
  const recorded = await recordSelfTest(original, inputs, { abs: 1e-5, rel: 1e-4 });
  await original.dispose();
  const { privateKey, publicKey } = generateSigningKey();
  const recipient = await generateRecipientKey();
  const output = join(await tempDir(t), 'classifier.tgsp');
  await packPackage({
    output,
    files: [{ path: 'm.onnx', source: directionClassifierPath(), role: 'model' }],
    manifest: {
      name: 'direction-classifier',
      version: '2.0.0',
      model,
      licence: directionClassifier.licence,
      provenance: { source: directionClassifier.source },
      selfTest: [recorded],
      compatibility: {},
    },
    signer: createHybridSigner(privateKey),
    recipients: [recipient.publicKey],
    now: 0,
  });

  const verified = await openPackage(bytesPackageSource(await readFile(output)), { trustedKeys: [publicKey] });
  const contentKey = await verified.unwrapContentKey(recipient.privateKey);
  const { manifest } = verified;
  const tested = await loadModelFiles({ manifest, readFile: (path) => verified.readFile(contentKey, path) });
  assert.deepEqual(tested.selfTest, {
    passed: true,
    vectors: 1,
    comparedElements: 2,
    maxAbsError: 0,
    mismatchCount: 0,
    mismatches: [],
  });
  await tested.model.dispose();
});

test('a package without vectors has no report, which is not a pass', async () => {
  const { model: loaded, selfTest: report } = await loadModelFiles(files({ selfTest: [] }));
  assert.equal(report, null);
  await loaded.dispose();
});

test('a model that fails comes back with its report', async () => {
  const wrong = {
    ...selfTest,
    inputs: formatTensors(new Map([['x', directionClassifierInput({ upsideDown: true })]])),
  };
  const { model: loaded, selfTest: report } = await loadModelFiles(files({ selfTest: [wrong] }));
  assert.equal(report?.passed, false);
  await loaded.dispose();
});

describe('packages that are refused', () => {
  for (const [name, changes, code] of [
    ['no model file', { files: [] }, 'model_unsupported'],
    [
      'two model files',
      {
        files: [
          { path: 'm.onnx', role: 'model' },
          { path: 'n.onnx', role: 'model' },
        ],
      },
      'model_unsupported',
    ],
    ['a broken self-test', { selfTest: [{}] }, 'self_test_invalid'],
    ['a manifest of another model', { model: { ...model, opset: 10 } }, 'model_mismatch'],
  ] as const) {
    test(name, async () => assert.rejects(loadModelFiles(files(changes)), { code }));
  }
});

describe('description', () => {
  test('free dimensions may have other names', () => {
    const [input] = model.inputs;
    const renamed = { ...model, inputs: [{ ...input!, shape: ['batch', 3, 'height', 'width'] }] };
    assert.deepEqual(checkDescription(renamed, metadata), model);
  });

  const others: readonly [name: string, input: ModelDescription['inputs'][number]][] = [
    ['another name', { name: 'z', dtype: 'float32', shape: ['n', 3, 'h', 'w'] }],
    ['another type', { name: 'x', dtype: 'float64', shape: ['n', 3, 'h', 'w'] }],
    ['another size', { name: 'x', dtype: 'float32', shape: ['n', 4, 'h', 'w'] }],
    ['a size where the model has none', { name: 'x', dtype: 'float32', shape: [1, 3, 'h', 'w'] }],
  ];
  for (const [name, input] of others) {
    test(`${name} is a mismatch`, () => {
      assert.throws(() => checkDescription({ ...model, inputs: [input] }, metadata), { code: 'model_mismatch' });
    });
  }

  test('dimensions without a name or with a huge one get names, so that a manifest can carry them', () => {
    const inputs = [{ name: 'x', dtype: 'int8', shape: ['', 2, 'n'.repeat(65), 'n'] }];
    assert.deepEqual(describeModel({ ...metadata, inputs }).inputs[0]?.shape, ['unnamed_1', 2, 'unnamed_2', 'n']);
  });

  for (const [name, change] of [
    ['a text input', { inputs: [{ name: 'x', dtype: 'string', shape: [1] }] }],
    ['an input that is no tensor', { inputs: [{ name: 'x', dtype: null, shape: null }] }],
    ['an output without a shape', { outputs: [{ name: 'y', dtype: 'int8', shape: null }] }],
    ['no operator set', { opset: null }],
  ] as const) {
    test(`${name} cannot be described`, () => {
      assert.throws(() => describeModel({ ...metadata, ...change }), { code: 'model_unsupported' });
    });
  }
});

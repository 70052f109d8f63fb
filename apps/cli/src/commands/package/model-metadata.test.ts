import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOnnxMetadata, type OnnxMetadata } from '@tensorguard/inference';
import { directionClassifierBytes } from '@tensorguard/testkit';
import { CliError } from '../../errors.ts';
import { manifestModel } from './model-metadata.ts';

const real = readOnnxMetadata(directionClassifierBytes());
const value = real.inputs[0]!;

test('an unnamed free dimension gets a name', () => {
  const { inputs } = manifestModel({ ...real, inputs: [{ ...value, shape: ['', 3] }] });
  assert.deepEqual(inputs[0]?.shape, ['x.0', 3]);
});

const refused: [name: string, metadata: OnnxMetadata][] = [
  ['no standard operators', { ...real, opset: null }],
  ['weights in other files', { ...real, externalData: ['weights.bin'] }],
  ['operators of unknown origin', { ...real, unknownDomains: ['evil.ops'] }],
  ['an input without a shape', { ...real, inputs: [{ ...value, shape: null }] }],
  ['an input that is no tensor', { ...real, inputs: [{ ...value, dtype: null }] }],
  ['an input of text', { ...real, inputs: [{ ...value, dtype: 'string' }] }],
];
for (const [name, metadata] of refused) {
  test(`a model with ${name} is refused`, () => {
    assert.throws(
      () => manifestModel(metadata),
      (error) => error instanceof CliError && error.code === 'model_unusable',
    );
  });
}

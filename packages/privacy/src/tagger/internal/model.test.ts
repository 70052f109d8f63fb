import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PrivacyError } from '../../errors.ts';
import { flagsOf, wordKey } from './gazetteer.ts';
import { LABEL_COUNT } from './labels.ts';
import { decodeModel, encodeModel, type Model } from './model.ts';

const rowBits = 4;
const key = wordKey('anna');
const small: Model = {
  weights: Int8Array.from({ length: 2 ** rowBits * LABEL_COUNT }, (_, at) => (at % 255) - 127),
  rowBits,
  scale: 0.5,
  transitions: Float32Array.from({ length: LABEL_COUNT * LABEL_COUNT }, (_, at) => at / 8),
  gazetteer: { hashes: Uint32Array.of(key), flags: Uint32Array.of(5) },
};

test('reads back what it wrote', () => {
  const { gazetteer, ...rest } = decodeModel(encodeModel(small));
  assert.deepEqual({ ...rest, gazetteer: { hashes: gazetteer.hashes, flags: gazetteer.flags } }, small);
  assert.equal(flagsOf(gazetteer, key), 5);
  assert.equal(flagsOf(gazetteer, wordKey('berta')), 0);
});

test('reads from a part of a larger buffer that is not aligned', () => {
  const bytes = encodeModel(small);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  assert.deepEqual(decodeModel(shifted.subarray(3)).weights, small.weights);
});

function changed(at: number, value: number): Uint8Array {
  const bytes = encodeModel(small);
  bytes[at] = value;
  return bytes;
}

const damaged: readonly [name: string, bytes: Uint8Array][] = [
  ['nothing', new Uint8Array(0)],
  ['another kind of file', changed(0, 0)],
  ['another version', changed(4, 9)],
  ['another number of labels', changed(8, 9)],
  ['an absurd number of rows', changed(12, 31)],
  ['another number of words', changed(16, 2)],
  ['a changed weight', changed(100, 77)],
  ['a changed digest', changed(40, 0xff ^ (encodeModel(small)[40] ?? 0))],
  ['a cut file', encodeModel(small).subarray(0, 200)],
  ['a file with more at its end', Uint8Array.of(...encodeModel(small), 0)],
];

for (const [name, bytes] of damaged) {
  test(`refuses ${name} with model_invalid`, () => {
    assert.throws(
      () => decodeModel(bytes),
      (thrown) => thrown instanceof PrivacyError && thrown.code === 'model_invalid',
    );
  });
}

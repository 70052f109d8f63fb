import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tensor } from './tensor.ts';

test('a tensor keeps the data given and a copy of the shape', () => {
  const shape = [1, 2];
  const data = new Float32Array([1, 2]);
  const made = tensor('float32', shape, data);
  shape[0] = 9;
  assert.deepEqual(made.shape, [1, 2]);
  assert.equal(made.data, data);
});

test('a scalar has no dimensions and one element', () => {
  assert.equal(tensor('int8', [], new Int8Array([5])).data.length, 1);
});

for (const [name, make, code] of [
  ['another number of elements', () => tensor('int8', [2], new Int8Array(3)), 'tensor_size_mismatch'],
  ['another kind of array', () => tensor('int8', [2], new Uint8Array(2)), 'tensor_malformed'],
  ['an unknown type', () => tensor('string' as 'int8', [2], new Int8Array(2)), 'tensor_dtype_unsupported'],
  ['a shape with NaN', () => tensor('int8', [Number.NaN], new Int8Array(0)), 'tensor_malformed'],
] as const) {
  test(`${name} is refused`, () => assert.throws(make, { code }));
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '@tensorguard/core';
import { directionClassifier, directionClassifierBytes, directionClassifierInput } from './direction-classifier.ts';

test('the installed model is the one that the facts describe', () => {
  const bytes = directionClassifierBytes();
  assert.equal(bytes.length, directionClassifier.sizeBytes);
  assert.equal(sha256(bytes).toString('hex'), directionClassifier.sha256);
});

test('each caller gets bytes of its own', () => {
  directionClassifierBytes().fill(0);
  assert.notEqual(directionClassifierBytes()[0], 0);
});

test('an input has equal channels of black and white, and turning it reverses the pixels', () => {
  const upright = directionClassifierInput({ text: 'ALERT' });
  const turned = directionClassifierInput({ text: 'ALERT', upsideDown: true });
  assert.deepEqual(upright.shape, [1, 3, 48, 192]);
  assert.deepEqual(new Set(upright.data), new Set([1, -1]));
  const pixels = 48 * 192;
  assert.deepEqual(upright.data.slice(0, pixels), upright.data.slice(2 * pixels));
  assert.deepEqual(turned.data.slice(0, pixels).reverse(), upright.data.slice(0, pixels));
});

for (const [name, text] of [
  ['an empty text', ''],
  ['more letters than fit', 'REPEATER'],
  ['a letter without a glyph', 'Z'],
] as const) {
  test(`${name} is a programmer's mistake`, () => {
    assert.throws(() => directionClassifierInput({ text }), TypeError);
  });
}

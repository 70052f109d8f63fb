import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from './seeded-random.ts';

test('the same seed gives the same numbers, another seed gives others', () => {
  const draw = (seed: string): number[] => Array.from({ length: 8 }, seededRandom(seed).next);
  assert.deepEqual(draw('a'), draw('a'));
  assert.notDeepEqual(draw('a'), draw('b'));
});

test('next is uniform in [0, 1)', () => {
  const random = seededRandom(1);
  const draws = Array.from({ length: 10_000 }, random.next);
  assert.ok(draws.every((x) => x >= 0 && x < 1));
  const mean = draws.reduce((a, b) => a + b) / draws.length;
  assert.ok(Math.abs(mean - 0.5) < 0.02, `mean ${mean}`);
});

test('integer reaches both ends and nothing beyond', () => {
  const random = seededRandom(2);
  const seen = new Set(Array.from({ length: 200 }, () => random.integer(-1, 2)));
  assert.deepEqual(seen, new Set([-1, 0, 1, 2]));
  assert.throws(() => random.integer(2, 1), TypeError);
  assert.throws(() => random.integer(0.5, 1), TypeError);
});

test('bytes continue where they stopped', () => {
  const whole = seededRandom(3).bytes(100);
  const parts = seededRandom(3);
  assert.deepEqual(Buffer.concat([parts.bytes(37), parts.bytes(63)]), whole);
});

test('pick takes an element of the list and refuses an empty one', () => {
  const random = seededRandom(4);
  assert.ok(['x', 'y'].includes(random.pick(['x', 'y'])));
  assert.throws(() => random.pick([]), TypeError);
});

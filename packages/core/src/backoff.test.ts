import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from './index.ts';

test('delays double up to the limit, between half a step and a whole one', () => {
  const low = new Backoff({ initialMs: 100, maxMs: 1000, random: () => 0 });
  const high = new Backoff({ initialMs: 100, maxMs: 1000, random: () => 0.999999 });
  assert.deepEqual([low.next(), low.next(), low.next(), low.next(), low.next()], [50, 100, 200, 400, 500]);
  assert.deepEqual([high.next(), high.next(), high.next(), high.next(), high.next()], [100, 200, 400, 800, 1000]);
});

test('a success starts over', () => {
  const backoff = new Backoff({ initialMs: 100, maxMs: 1000, random: () => 0 });
  backoff.next();
  backoff.next();
  backoff.reset();
  assert.equal(backoff.next(), 50);
});

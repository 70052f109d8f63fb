import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '@tensorguard/testkit';
import { createRateLimiter, type RateLimiter } from './rate-limiter.ts';

const refused = { name: 'PlatformError', code: 'rate_limited' };
const takeAll = (limiter: RateLimiter, key: string): number => {
  for (let taken = 0; ; taken++) {
    try {
      limiter.take(key);
    } catch {
      return taken;
    }
    assert.ok(taken < 1_000, 'there is no limit');
  }
};

test('a burst is let through, then as many as come in a second', async () => {
  const clock = new ManualClock(1000);
  const limiter = createRateLimiter({ perSecond: 10, burst: 25 }, clock);
  assert.equal(takeAll(limiter, 'a'), 25);
  assert.throws(() => limiter.take('a'), refused);
  await clock.advance(99);
  assert.equal(takeAll(limiter, 'a'), 0);
  await clock.advance(1);
  assert.equal(takeAll(limiter, 'a'), 1);
  await clock.advance(1000);
  assert.equal(takeAll(limiter, 'a'), 10);
  await clock.advance(3_600_000);
  assert.equal(takeAll(limiter, 'a'), 25, 'no more than a burst gathers');
});

test('asking while refused does not put off the end of it', async () => {
  const clock = new ManualClock(0);
  const limiter = createRateLimiter({ perSecond: 1, burst: 1 }, clock);
  limiter.take('a');
  for (let i = 0; i < 9; i++) {
    await clock.advance(100);
    assert.throws(() => limiter.take('a'), refused);
  }
  await clock.advance(100);
  limiter.take('a');
});

test('keys have buckets of their own; the one unused for longest is forgotten first', () => {
  const limiter = createRateLimiter({ perSecond: 1, burst: 2 }, new ManualClock(0));
  limiter.take('old');
  limiter.take('old');
  limiter.take('used');
  for (let i = 0; i < 99_998; i++) limiter.take(`key ${i}`);
  limiter.take('used');
  assert.throws(() => limiter.take('old'), refused);
  limiter.take('one more');
  limiter.take('old');
  assert.throws(() => limiter.take('used'), refused);
});

test('a clock that goes back gives nothing and takes nothing', () => {
  let now = 10_000;
  const limiter = createRateLimiter({ perSecond: 1, burst: 2 }, { now: () => now, sleep: async () => undefined });
  limiter.take('a');
  now = 0;
  limiter.take('a');
  assert.throws(() => limiter.take('a'), refused);
});

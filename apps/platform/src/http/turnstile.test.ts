import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurnstile } from './turnstile.ts';

test('no more than the limit run at once, and all run in the order in which they came', async () => {
  const turnstile = createTurnstile({ running: 2, waiting: 100 });
  const order: number[] = [];
  let running = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      turnstile.pass(async () => {
        order.push(i);
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
      }),
    ),
  );
  assert.equal(most, 2);
  assert.deepEqual(order, [...Array(20).keys()]);
});

test('a place is free again after a failure', async () => {
  const turnstile = createTurnstile({ running: 1, waiting: 1 });
  await assert.rejects(
    turnstile.pass(() => Promise.reject(new Error('broken'))),
    /broken/,
  );
  assert.equal(await turnstile.pass(async () => 'next'), 'next');
});

test('when too many wait the next is told so', async () => {
  const turnstile = createTurnstile({ running: 1, waiting: 1 });
  const gate = Promise.withResolvers<void>();
  const first = turnstile.pass(() => gate.promise);
  const second = turnstile.pass(async () => 'second');
  await assert.rejects(
    turnstile.pass(async () => 'third'),
    { code: 'unavailable' },
  );
  gate.resolve();
  await first;
  assert.equal(await second, 'second');
});

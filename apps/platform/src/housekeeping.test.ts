import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectingLogger } from '@tensorguard/testkit';
import { createHousekeeping, HOUSEKEEPING_MS } from './housekeeping.ts';

const settled = () => new Promise(setImmediate);

test('tasks run at the start and every hour, each also when another fails', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const logger = collectingLogger();
  const ran: string[] = [];
  const tasks = {
    first: async () => Promise.reject(new Error('on purpose')),
    second: async () => ran.push('second'),
  };
  const housekeeping = createHousekeeping({ tasks, logger });
  housekeeping.start();
  housekeeping.start();
  await settled();
  assert.deepEqual(ran, ['second']);
  t.mock.timers.tick(HOUSEKEEPING_MS);
  await settled();
  assert.deepEqual(ran, ['second', 'second']);
  assert.deepEqual(
    logger.of('housekeeping_failed').map((line) => line['task']),
    ['first', 'first'],
  );
  await housekeeping.stop();
  t.mock.timers.tick(HOUSEKEEPING_MS);
  await settled();
  assert.equal(ran.length, 2);
});

test('a round that lasts longer than an hour is not joined by another, and the stop waits for it', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const { promise, resolve } = Promise.withResolvers<void>();
  const ran: string[] = [];
  const tasks = {
    slow: async () => {
      ran.push('slow');
      await promise;
    },
    next: async () => ran.push('next'),
  };
  const housekeeping = createHousekeeping({ tasks, logger: collectingLogger() });
  housekeeping.start();
  t.mock.timers.tick(HOUSEKEEPING_MS);
  await settled();
  assert.deepEqual(ran, ['slow']);
  let isStopped = false;
  const stopping = housekeeping.stop().then(() => (isStopped = true));
  await settled();
  assert.equal(isStopped, false);
  resolve();
  await stopping;
  assert.deepEqual(ran, ['slow'], 'no further task begins');
});

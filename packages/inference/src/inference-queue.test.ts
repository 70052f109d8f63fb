import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ManualClock } from '@tensorguard/testkit';
import { InferenceQueue, type Priority } from './inference-queue.ts';

/** A job that lasts until it is told to end. */
function openEnded(): { job: () => Promise<string>; end: (answer: string) => void; started: () => boolean } {
  const { promise, resolve } = Promise.withResolvers<string>();
  let started = false;
  const job = (): Promise<string> => {
    started = true;
    return promise;
  };
  return { job, end: resolve, started: () => started };
}

test('no more jobs run at once than allowed, and each caller gets the answer of its job', async () => {
  const queue = new InferenceQueue({ concurrency: 2 });
  let running = 0;
  let most = 0;
  const jobs = Array.from({ length: 10 }, (_, i) =>
    queue.submit(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return i;
    }),
  );
  assert.deepEqual(await Promise.all(jobs), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal(most, 2);
  assert.deepEqual(queue.stats, { running: 0, queued: 0, completed: 10, failed: 0, expired: 0, refused: 0 });
});

test('urgent jobs overtake others that wait; equals keep their order', async () => {
  const queue = new InferenceQueue();
  const first = openEnded();
  const order: string[] = [];
  const submit = (name: string, priority: Priority): Promise<unknown> =>
    queue.submit(async () => order.push(name), { priority });
  const all = [
    queue.submit(first.job),
    submit('low', 'low'),
    submit('n1', 'normal'),
    submit('n2', 'normal'),
    submit('high', 'high'),
  ];
  first.end('');
  await Promise.all(all);
  assert.deepEqual(order, ['high', 'n1', 'n2', 'low']);
});

test('a full queue refuses one more, and takes jobs again later', async () => {
  const queue = new InferenceQueue({ maxQueued: 1 });
  const first = openEnded();
  const running = queue.submit(first.job);
  const waiting = queue.submit(async () => 'waited');
  await assert.rejects(
    queue.submit(async () => 'never'),
    { code: 'queue_full' },
  );
  assert.equal(queue.stats.refused, 1);
  first.end('ran');
  assert.deepEqual(await Promise.all([running, waiting]), ['ran', 'waited']);
  assert.equal(await queue.submit(async () => 'again'), 'again');
});

describe('deadlines', () => {
  test('a job whose time is over while it waits never runs and frees its place', async () => {
    const clock = new ManualClock();
    const queue = new InferenceQueue({ clock, maxQueued: 1 });
    const first = openEnded();
    const late = openEnded();
    const running = queue.submit(first.job);
    const expired = assert.rejects(queue.submit(late.job, { deadlineMs: 100 }), { code: 'deadline_exceeded' });
    await clock.advance(99);
    assert.equal(queue.stats.queued, 1);
    await clock.advance(1);
    await expired;
    assert.deepEqual([queue.stats.queued, queue.stats.expired], [0, 1]);
    first.end('');
    await running;
    assert.equal(late.started(), false);
    assert.equal(clock.sleeping, 0);
  });

  test('a running job is given up at its deadline but keeps its place until it ends', async () => {
    const clock = new ManualClock();
    const queue = new InferenceQueue({ clock });
    const slow = openEnded();
    let seen: AbortSignal | undefined;
    const given = assert.rejects(
      queue.submit(
        (signal) => {
          seen = signal;
          return slow.job();
        },
        { deadlineMs: 50 },
      ),
      { code: 'deadline_exceeded' },
    );
    await clock.advance(50);
    await given;
    assert.equal(seen?.aborted, true);
    const next = queue.submit(async () => 'next');
    assert.equal(queue.stats.running, 1);
    slow.end('too late');
    assert.equal(await next, 'next');
  });

  for (const deadlineMs of [0, -1, Number.NaN]) {
    test(`a deadline of ${deadlineMs} is over from the start`, async () => {
      const queue = new InferenceQueue();
      const job = openEnded();
      await assert.rejects(queue.submit(job.job, { deadlineMs }), { code: 'deadline_exceeded' });
      assert.equal(job.started(), false);
      assert.equal(queue.stats.running, 0);
    });
  }

  test('a deadline beyond any timer is none', async () => {
    assert.equal(await new InferenceQueue().submit(async () => 'done', { deadlineMs: 2 ** 40 }), 'done');
  });
});

test('a caller that gives up takes its waiting job along', async () => {
  const queue = new InferenceQueue();
  const first = openEnded();
  const running = queue.submit(first.job);
  const controller = new AbortController();
  const waiting = assert.rejects(
    queue.submit(async () => 'never', { signal: controller.signal }),
    { code: 'aborted' },
  );
  controller.abort();
  await waiting;
  assert.equal(queue.stats.queued, 0);
  await assert.rejects(
    queue.submit(async () => 'never', { signal: controller.signal }),
    { code: 'aborted' },
  );
  first.end('');
  await running;
});

test('an error of the job reaches the caller and the queue goes on', async () => {
  const queue = new InferenceQueue();
  await assert.rejects(
    queue.submit(() => Promise.reject(new Error('boom'))),
    /boom/,
  );
  await assert.rejects(
    queue.submit(() => {
      throw new Error('at once');
    }),
    /at once/,
  );
  assert.equal(await queue.submit(async () => 1), 1);
  assert.equal(queue.stats.failed, 2);
});

test('closing refuses those who wait and waits for those who run', async () => {
  const queue = new InferenceQueue();
  const first = openEnded();
  const running = queue.submit(first.job);
  const waiting = assert.rejects(
    queue.submit(async () => 'never'),
    { code: 'queue_closed' },
  );
  let closed = false;
  const closing = queue.close().then(() => (closed = true));
  await waiting;
  await assert.rejects(
    queue.submit(async () => 'never'),
    { code: 'queue_closed' },
  );
  assert.equal(closed, false);
  first.end('ran');
  assert.equal(await running, 'ran');
  await closing;
  await queue.close();
});

test('limits that are not whole numbers from 1 are mistakes', () => {
  assert.throws(() => new InferenceQueue({ concurrency: 0 }), TypeError);
  assert.throws(() => new InferenceQueue({ maxQueued: 1.5 }), TypeError);
});

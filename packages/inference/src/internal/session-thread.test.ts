import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directionClassifierBytes, directionClassifierInput } from '@tensorguard/testkit';
import { SessionThread } from './session-thread.ts';

const TIMEOUT_MS = 5_000;

test('feeds move to the thread and answers come back by the name of the output', async () => {
  const session = await SessionThread.open(directionClassifierBytes(), 1);
  const input = directionClassifierInput();
  const outputs = await session.run([['x', input]]);
  assert.deepEqual(
    outputs.map(([name, { dtype, shape }]) => [name, dtype, shape]),
    [['softmax_0.tmp_0', 'float32', [1, 2]]],
  );
  assert.equal(input.data.length, 0);
  await session.close(Promise.resolve(), TIMEOUT_MS);
  await assert.rejects(session.run([]), { code: 'model_disposed' });
});

test('bytes that cannot move are copied and wiped', async () => {
  const bytes = Buffer.concat([Buffer.alloc(1), directionClassifierBytes()]).subarray(1);
  const session = await SessionThread.open(bytes, 1);
  assert.ok(bytes.every((byte) => byte === 0));
  await session.close(Promise.resolve(), TIMEOUT_MS);
});

test('closing does not wait for ever for runs that do not end, and tells their callers', async () => {
  const session = await SessionThread.open(directionClassifierBytes(), 1);
  // A batch that takes many times longer than the wait of one millisecond.
  const shape = [256, 3, 48, 192];
  const batch = { dtype: 'float32', shape, data: new Float32Array(256 * 3 * 48 * 192) } as const;
  const given = assert.rejects(session.run([['x', batch]]), { code: 'model_disposed' });
  await session.close(new Promise(() => undefined), 0);
  await given;
  // The thread keeps no process alive, and this one is not to end before it.
  const alive = setInterval(() => undefined, TIMEOUT_MS);
  await session.ended;
  clearInterval(alive);
});

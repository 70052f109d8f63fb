import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ThreadActivity } from './thread-activity.ts';

test('stopping an idle thread does not wait, and refuses work from then on', async () => {
  const activity = new ThreadActivity();
  const otherSide = new ThreadActivity(activity.memory);
  assert.equal(await otherSide.during(async () => 'done'), 'done');
  assert.equal(activity.stopAndWait(60_000), true);
  await assert.rejects(
    otherSide.during(async () => 'never'),
    /the process is ending/,
  );
});

test('stopping a busy thread waits as long as it may', async () => {
  const activity = new ThreadActivity();
  const gate = Promise.withResolvers<void>();
  const work = activity.during(() => gate.promise);
  assert.equal(activity.stopAndWait(1), false);
  gate.resolve();
  await work;
  assert.equal(activity.stopAndWait(60_000), true);
});

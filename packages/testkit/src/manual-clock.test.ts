import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from './manual-clock.ts';

test('time stands still until it is advanced', async () => {
  const clock = new ManualClock(1000);
  assert.equal(clock.now(), 1000);
  await clock.advance(250);
  assert.equal(clock.now(), 1250);
});

test('sleepers wake in the order of their time and see the time they asked for', async () => {
  const clock = new ManualClock();
  const woken: string[] = [];
  void clock.sleep(30).then(() => woken.push(`late at ${clock.now()}`));
  void clock.sleep(10).then(() => woken.push(`early at ${clock.now()}`));
  void clock.sleep(100).then(() => woken.push('never'));
  await clock.advance(50);
  assert.deepEqual(woken, ['early at 10', 'late at 30']);
  assert.equal(clock.sleeping, 1);
});

test('a sleep that woken code begins within the span ends within it', async () => {
  const clock = new ManualClock();
  let ticks = 0;
  const loop = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(10);
      ticks++;
    }
  };
  void loop();
  await clock.advance(35);
  assert.equal(ticks, 3);
});

test('a sleep of nothing ends at once', async () => {
  const clock = new ManualClock();
  await clock.sleep(0);
  assert.equal(clock.sleeping, 0);
});

test('an aborted sleep rejects with an AbortError like a timer of Node, before or during it', async () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  const during = clock.sleep(10, controller.signal);
  controller.abort(new Error('enough'));
  const expected = { name: 'AbortError', code: 'ABORT_ERR' };
  await assert.rejects(during, expected);
  await assert.rejects(clock.sleep(10, controller.signal), expected);
  assert.equal(clock.sleeping, 0);
});

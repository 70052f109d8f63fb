import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestkitError } from './errors.ts';
import { waitFor } from './wait-for.ts';

test('the first truthy answer is returned', async () => {
  let calls = 0;
  const answer = await waitFor(() => (++calls < 3 ? undefined : { calls }), { intervalMs: 1 });
  assert.deepEqual(answer, { calls: 3 });
});

test('an error counts as not yet', async () => {
  let calls = 0;
  const condition = (): true => {
    if (++calls < 2) throw new Error('not up');
    return true;
  };
  assert.equal(await waitFor(condition, { intervalMs: 1 }), true);
});

test('when time runs out the error names the condition and carries the last error', async () => {
  const cause = new Error('connection refused');
  await assert.rejects(
    waitFor(() => Promise.reject(cause), { timeoutMs: 20, intervalMs: 5, what: 'the server' }),
    (error) => {
      assert.ok(error instanceof TestkitError);
      assert.equal(error.code, 'wait_timeout');
      assert.match(error.message, /the server/);
      assert.equal(error.cause, cause);
      return true;
    },
  );
});

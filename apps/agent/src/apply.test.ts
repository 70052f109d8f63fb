import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classify, eventually, harness } from './testing/harness.ts';

test('an agent enrols, applies a release of the real model, answers requests and reports', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const agent = await start();
  const release = await workshop.pack();
  const directive = await platform.order(release);
  await eventually(() => platform.told.includes('applied 1'), 'the report');
  assert.deepEqual(platform.told, ['received 1', 'applied 1']);
  const applied = platform.reports[1]!;
  assert.equal(applied.rolloutId, directive.rolloutId);
  assert.equal(applied.runningReleaseId, release.id);
  assert.deepEqual(Object.keys(applied.timings ?? {}), ['download', 'verify', 'key', 'load', 'selfTest']);
  assert.deepEqual(await classify(agent), { status: 200, code: undefined, releaseId: release.id, label: 'upright' });
  assert.equal((await classify(agent, true)).label, 'upside down');
});

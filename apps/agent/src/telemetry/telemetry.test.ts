import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { agentFacts, inferenceStats, telemetry } from '@tensorguard/contract';
import { machineFacts, machineProbe, percentBetween } from './machine.ts';
import { quantile, RunStats, STATS_WINDOW_RUNS } from './run-stats.ts';
import { runtimeVersion } from './runtime-version.ts';

test('facts and load of this machine fit the contract', async () => {
  assert.deepEqual(agentFacts.parse(machineFacts()), machineFacts());
  const probe = machineProbe(tmpdir());
  const load = { ...(await probe.load()), spooledReports: 0 };
  assert.deepEqual(telemetry.parse(load), load);
  assert.ok(load.diskTotalBytes > load.diskUsedBytes && load.diskUsedBytes > 0);
  assert.ok(load.processMemoryBytes > 10_000_000);
});

test('the version of the runtime comes from its package', () => {
  assert.match(runtimeVersion(), /^onnxruntime-node \d+\.\d+\.\d+$/);
});

test('load is the share of CPU time that was not idle', () => {
  assert.equal(percentBetween({ busy: 100, total: 1000 }, { busy: 150, total: 1200 }), 25);
  assert.equal(percentBetween({ busy: 100, total: 1000 }, { busy: 100, total: 1000 }), 0);
  assert.equal(percentBetween({ busy: 100, total: 1000 }, { busy: 90, total: 1100 }), 0, 'a counter that went back');
});

test('quantiles are of the last runs, and absent before the first', () => {
  const stats = new RunStats();
  assert.deepEqual(stats.snapshot(), { requests: 0, errors: 0, p50Ms: null, p95Ms: null });
  for (let ms = 1; ms <= 100; ms++) stats.answered(ms);
  stats.failed();
  assert.deepEqual(inferenceStats.parse(stats.snapshot()), { requests: 100, errors: 1, p50Ms: 50, p95Ms: 95 });
  for (let i = 0; i < STATS_WINDOW_RUNS; i++) stats.answered(7);
  assert.deepEqual(stats.snapshot(), { requests: 100 + STATS_WINDOW_RUNS, errors: 1, p50Ms: 7, p95Ms: 7 });
});

test('a quantile is one of the values', () => {
  assert.equal(quantile(Float64Array.of(3), 0.95), 3);
  assert.equal(quantile(Float64Array.of(1, 2, 3, 4), 0.5), 2);
  assert.equal(quantile(new Float64Array(0), 0.5), null);
});

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { operatorRoutes } from '@tensorguard/contract';
import { startPostgres, type PostgresServer } from '@tensorguard/testkit';
import { eventually } from '../integration/rollouts.ts';
import { createFleetsUntilRefused } from './acknowledged.ts';
import { isReady, preparePlatform, type CrashingPlatform } from './processes.ts';
import { assertWholeLog, fleetNames } from './whole-log.ts';

const CHANGES_BEFORE_OUTAGE = 30;

let dir: string;
let server: PostgresServer;
let platform: CrashingPlatform;

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tensorguard-outage-'));
  server = await startPostgres();
  const { url } = await server.createDatabase();
  platform = await preparePlatform({ dataDir: join(dir, 'platform'), databaseUrl: url });
  await platform.start();
});
after(async () => {
  await platform?.process.kill();
  await server?.stop();
  await rm(dir, { recursive: true, force: true });
});

test('PostgreSQL goes away under load and comes back: the platform says so, loses nothing and goes on by itself', async () => {
  const acknowledged: string[] = [];
  const creating = createFleetsUntilRefused(platform.api, 'before the outage', acknowledged);
  await eventually(() => acknowledged.length >= CHANGES_BEFORE_OUTAGE, 'enough changes were acknowledged');
  await server.pause();
  assert.deepEqual(new Set(await creating), new Set(['unavailable']));

  assert.equal((await fetch(`${platform.url}/readyz`)).status, 503);
  assert.equal((await fetch(`${platform.url}/healthz`)).status, 200);
  const headers = { authorization: `Bearer ${platform.token}`, 'content-type': 'application/json' };
  const requests: Record<string, RequestInit> = {
    'a read': { headers },
    'a change': { method: 'POST', headers, body: JSON.stringify({ name: 'during the outage' }) },
  };
  for (const [name, init] of Object.entries(requests)) {
    const response = await fetch(`${platform.url}/v1/fleets`, init);
    const problem = (await response.json()) as { code: string; detail?: string };
    assert.deepEqual([response.status, problem.code], [503, 'unavailable'], name);
    assert.equal(response.headers.get('retry-after'), '1');
    assert.doesNotMatch(JSON.stringify(problem), /postgres|ECONN|127\.0\.0\.1/i);
  }

  await server.resume();
  await eventually(() => isReady(platform.url), 'the platform is ready again');
  await platform.api.call(operatorRoutes.createFleet, { body: { name: 'after the outage' } });
  acknowledged.push('after the outage');
  const stored = await fleetNames(platform.api);
  assert.deepEqual(
    acknowledged.filter((fleet) => !stored.has(fleet)),
    [],
  );
  assert.ok(!stored.has('during the outage'));
  await assertWholeLog(platform.api, (byType) => byType['fleet.created'] === stored.size);
});

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { directionClassifierBytes } from '@tensorguard/testkit';
import { AgentError } from './errors.ts';
import { packagesOf } from './testing/agent-files.ts';
import { classify, eventually, FAST_RETRY, harness } from './testing/harness.ts';

const MEGABYTE = 1024 * 1024;

test('a broken download goes on where it stopped', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const agent = await start();
  const release = await workshop.pack({ paddingBytes: 2 * MEGABYTE });
  platform.hooks.breakDownloadAfterBytes = MEGABYTE;
  await platform.order(release);
  await eventually(() => platform.told.includes('applied 1'), 'the release');
  const downloads = platform.requests.filter(({ route }) => route.endsWith('/package'));
  const [first, ...more] = downloads;
  assert.equal(first?.range, undefined);
  assert.ok(more.length >= 2, `${downloads.length} requests`);
  for (const { range, ifRange } of more) {
    assert.match(range ?? '', /^bytes=[1-9]\d*-$/);
    assert.equal(ifRange, `"${release.digest}"`);
  }
  assert.equal((await classify(agent)).releaseId, release.id);
  assert.deepEqual(platform.told, ['received 1', 'applied 1'], 'a connection that broke is no news');
});

test('a part that was damaged on disk is fetched again from its start', async (t) => {
  const { platform, workshop, start, dataDir } = await harness(t);
  const release = await workshop.pack();
  await mkdir(join(dataDir, 'packages'), { recursive: true, mode: 0o700 });
  writeFileSync(join(dataDir, 'packages', `${release.digest.slice(7)}.part`), Buffer.alloc(1000, 'damage'));
  await start();
  await platform.order(release);
  await eventually(() => platform.told.includes('applied 1'), 'the release');
  const ranges = platform.requests.filter(({ route }) => route.endsWith('/package')).map(({ range }) => range);
  assert.deepEqual(ranges, ['bytes=1000-', undefined]);
});

test('an agent that is killed in a download goes on after its restart', async (t) => {
  const { platform, workshop, dataDir } = await harness(t);
  const release = await workshop.pack({ paddingBytes: 3 * MEGABYTE });
  platform.hooks.downloadPauseMs = 30;
  await platform.order(release);
  const env = {
    TG_AGENT_DATA_DIR: dataDir,
    TG_AGENT_PLATFORM_URL: platform.url,
    TG_AGENT_JOIN_TOKEN: platform.joinToken,
  };
  const first = startProcess(t, env);
  await eventually(
    () => packagesOf(dataDir).some(({ name, size }) => name.endsWith('.part') && size > 500_000),
    'a part',
  );
  first.kill('SIGKILL');
  await first.exit;
  platform.hooks.downloadPauseMs = 0;
  const before = platform.requests.length;
  const second = startProcess(t, { ...env, TG_AGENT_JOIN_TOKEN: '' });
  await eventually(() => platform.told.includes('applied 1'), 'the release').catch((error: unknown) => {
    assert.fail(`${String(error)}\n${second.log()}`);
  });
  const resumed = platform.requests.slice(before).find(({ route }) => route.endsWith('/package'));
  assert.ok(Number(/^bytes=(\d+)-$/.exec(resumed?.range ?? '')?.[1]) > 500_000, `range ${resumed?.range}`);
  assert.equal(platform.agents.size, 1, 'it kept its identity');
  second.kill('SIGTERM');
  assert.equal(await second.exit, 0);
});

test('no plaintext of the model is ever on disk', async (t) => {
  const { platform, workshop, start, dataDir } = await harness(t);
  await start();
  await platform.order(await workshop.pack());
  await eventually(() => platform.told.includes('applied 1'), 'the release');
  const weights = directionClassifierBytes().subarray(200_000, 200_064);
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.ok(files.some(({ name }) => name.endsWith('.tgsp')));
  for (const { parentPath, name } of files) {
    assert.ok(!readFileSync(join(parentPath, name)).includes(weights), name);
  }
});

test('after a restart the last release is verified, unlocked and answers again, without a download', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const first = await start();
  const release = await workshop.pack();
  await platform.order(release);
  await eventually(() => platform.told.includes('applied 1'), 'the release');
  await first.stop();
  const before = platform.requests.length;
  const second = await start({ joinToken: undefined });
  await eventually(async () => (await classify(second)).releaseId === release.id, 'the release again');
  const routes = platform.requests.slice(before).map(({ route }) => route);
  assert.ok(routes.some((route) => route.endsWith('/key')));
  assert.ok(!routes.some((route) => route.endsWith('/package')));
  assert.equal(second.agentId, first.agentId);
  assert.equal(platform.reports.length, 2, 'nothing changed, so nothing is reported');
});

test('a release that was refused before a restart is not tried after it, and the one before comes back', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const first = await start();
  const good = await workshop.pack();
  await platform.order(good);
  await eventually(() => platform.told.includes('applied 1'), 'the good release');
  await platform.order(await workshop.pack({ failingSelfTest: true }), { number: 2 });
  await eventually(() => platform.told.includes('failed 2 self_test_failed'), 'the failure');
  await first.stop();
  const second = await start();
  await eventually(async () => (await classify(second)).releaseId === good.id, 'the good release again');
  assert.equal(second.status().lines[0]?.problem?.code, 'self_test_failed');
  assert.equal(platform.reports.length, 4);
});

test('a restart without a platform leaves the model unloaded, says so, and loads it when the platform is back', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const first = await start();
  await platform.order(await workshop.pack());
  await eventually(() => platform.told.includes('applied 1'), 'the release');
  await first.stop();
  await platform.stop();
  const second = await start();
  await eventually(() => second.status().lines[0]?.problem?.code === 'platform_unreachable', 'the problem');
  assert.equal((await classify(second)).code, 'slot_empty');
  assert.equal((await fetch(`${second.apiUrl}/readyz`)).status, 503);
  assert.equal((await fetch(`${second.apiUrl}/healthz`)).status, 200);
  await platform.listen();
  await eventually(async () => (await classify(second)).label === 'upright', 'the model');
  assert.equal((await fetch(`${second.apiUrl}/readyz`)).status, 200);
});

test('reports of an outage are delivered once when it is over, in order', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const agent = await start();
  const down = new Set(['reports']);
  platform.hooks.problem = (route) => (down.has(route) ? { code: 'unavailable' } : undefined);
  await platform.order(await workshop.pack());
  await eventually(() => agent.status().spooledReports === 2, 'the spool');
  assert.equal(platform.reports.length, 0);
  down.clear();
  await eventually(() => agent.status().spooledReports === 0, 'the delivery');
  assert.deepEqual(platform.told, ['received 1', 'applied 1']);
});

test('a check that fails is tried again soon, not at the next interval', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const agent = await start();
  await eventually(() => agent.status().connection === 'socket', 'the socket');
  let failures = 3;
  platform.hooks.problem = (route) => (route === 'desired' && failures-- > 0 ? { code: 'unavailable' } : undefined);
  await platform.order(await workshop.pack());
  await eventually(() => platform.told.includes('applied 1'), 'the release');
  assert.ok(failures < 0);
});

test('the socket comes back after a restart of the platform, and what was ordered meanwhile arrives', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const agent = await start();
  await eventually(() => agent.status().connection === 'socket', 'the socket');
  await platform.stop();
  await eventually(() => agent.status().connection !== 'socket', 'the loss');
  const release = await workshop.pack();
  await platform.order(release);
  await platform.listen();
  await eventually(() => agent.status().connection === 'socket', 'the socket again');
  await eventually(() => platform.told.includes('applied 1'), 'the release');
});

test('without a socket the agent polls and sends its heartbeats over HTTPS', async (t) => {
  const { platform, workshop, start } = await harness(t);
  platform.settings = { heartbeatSeconds: 0.1, pollSeconds: 0.1 };
  platform.refuseSockets = true;
  const agent = await start();
  await platform.order(await workshop.pack());
  await eventually(() => platform.told.includes('applied 1'), 'the release');
  const heartbeat = await eventually(() => platform.heartbeats.find((beat) => beat.heartbeat.models.length > 0), 'one');
  assert.equal(heartbeat.via, 'https');
  assert.equal(agent.status().connection, 'polling');
});

test('no request fails while releases are swapped', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const agent = await start();
  const releases = await Promise.all([workshop.pack(), workshop.pack(), workshop.pack()]);
  await platform.order(releases[0]);
  await eventually(() => platform.told.includes('applied 1'), 'the first release');
  const seen = new Map<string, number>();
  const asking = { on: true };
  const askers = Array.from({ length: 4 }, async () => {
    while (asking.on) {
      const { status, releaseId = '', code } = await classify(agent);
      assert.equal(status, 200, String(code));
      seen.set(releaseId, (seen.get(releaseId) ?? 0) + 1);
    }
  });
  for (const [index, release] of releases.entries()) {
    if (index > 0) await platform.order(release, { number: index + 1 });
    await eventually(() => (seen.get(release.id) ?? 0) > 20, `requests on release ${index + 1}`);
  }
  asking.on = false;
  await Promise.all(askers);
  assert.equal(seen.size, 3);
});

test('a newer order ends work on an older one', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const agent = await start();
  const [slow, wanted] = [await workshop.pack({ paddingBytes: 4 * MEGABYTE }), await workshop.pack()];
  platform.hooks.packageBytes = (release) => {
    platform.hooks.downloadPauseMs = release.id === slow.id ? 200 : 0;
    return release.bytes;
  };
  await platform.order(slow);
  await eventually(() => platform.requests.some(({ route }) => route.endsWith('/package')), 'the slow download');
  await platform.order(wanted, { number: 2 });
  await eventually(() => platform.told.includes('applied 2'), 'the newer order');
  assert.deepEqual(platform.told, ['received 1', 'received 2', 'applied 2']);
  assert.equal((await classify(agent)).releaseId, wanted.id);
});

test('a full disk is reported, tried again, and no more a problem when there is space', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const disk = { free: 1000 };
  await start({}, { freeDiskBytes: () => Promise.resolve(disk.free), retry: FAST_RETRY });
  await platform.order(await workshop.pack());
  await eventually(() => platform.told.includes('failed 1 disk_full'), 'the report');
  disk.free = 2 ** 40;
  await eventually(() => platform.told.includes('applied 1'), 'the release');
  assert.deepEqual(platform.told, ['received 1', 'failed 1 disk_full', 'applied 1'], 'each retry is not news');
});

test('a disk that is full in the middle of a write is disk_full', async (t) => {
  const { platform, workshop, start, dataDir } = await harness(t);
  const release = await workshop.pack();
  await mkdir(join(dataDir, 'packages'), { recursive: true, mode: 0o700 });
  symlinkSync('/dev/full', join(dataDir, 'packages', `${release.digest.slice(7)}.part`));
  await start();
  await platform.order(release);
  await eventually(() => platform.told.includes('failed 1 disk_full'), 'the report');
});

test('two agents cannot work with one data folder', async (t) => {
  const { start } = await harness(t);
  await start();
  await assert.rejects(start(), (error) => error instanceof AgentError && error.code === 'data_dir_in_use');
});

function startProcess(t: TestContext, settings: Record<string, string>) {
  const env = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''));
  const main = new URL('./main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  t.after(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  return { kill: (signal: NodeJS.Signals) => child.kill(signal), exit, log: () => log };
}

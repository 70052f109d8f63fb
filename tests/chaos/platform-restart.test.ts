import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startAgent, type ModelLoader, type RunningAgent } from '@tensorguard/agent';
import { operatorRoutes, type Release } from '@tensorguard/contract';
import { loadModel } from '@tensorguard/inference';
import { collectingLogger } from '@tensorguard/testkit';
import { classify } from '../integration/classify.ts';
import { entriesOf } from '../integration/log.ts';
import { newPublisher, PackageWorkshop, uploadPackage } from '../integration/packages.ts';
import { eventually, rollOut, untilRollout, untilRunning } from '../integration/rollouts.ts';
import { startHoldingProxy, type HoldingProxy } from './holding-proxy.ts';
import { preparePlatform, type CrashingPlatform } from './processes.ts';
import { assertWholeLog } from './whole-log.ts';

const AGENTS = 3;
const EVERYBODY = [{ kind: 'share' as const, percent: 100 }];
const FAST_RETRY = { initialMs: 50, maxMs: 500 };

let dir: string;
let platform: CrashingPlatform;
let workshop: PackageWorkshop;
let fleetId: string;
/** Every agent reaches the platform through it. */
let proxy: HoldingProxy;
const agents: RunningAgent[] = [];
/** Loading a model waits for this: an agent can be held between the key and `applied`. */
let gate: Promise<void> = Promise.resolve();
let loads = 0;
const gatedLoader: ModelLoader = async (...args) => {
  loads++;
  await gate;
  return loadModel(...args);
};

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tensorguard-restart-'));
  platform = await preparePlatform({ dataDir: join(dir, 'platform') });
  await platform.start();
  const { api } = platform;
  proxy = await startHoldingProxy(Number(new URL(platform.agentUrl).port));
  const platformUrl = `https://127.0.0.1:${proxy.port}`;
  const publisher = newPublisher();
  await api.call(operatorRoutes.createPublisher, { body: { name: 'Acme', publicKey: publisher.publicKey } });
  const { publicKey } = await api.call(operatorRoutes.getPackagingKey, {});
  workshop = new PackageWorkshop(dir, publisher, publicKey);
  fleetId = (await api.call(operatorRoutes.createFleet, { body: { name: 'Line 3' } })).id;
  const { secret } = await api.call(operatorRoutes.createJoinToken, { body: { fleetId, maxUses: AGENTS } });
  for (let i = 1; i <= AGENTS; i++) {
    const config = { dataDir: join(dir, `agent-${i}`), name: `agent-${i}`, platformUrl, joinToken: secret };
    const parts = { logger: collectingLogger(), retry: FAST_RETRY, loadModel: gatedLoader };
    agents.push(await startAgent({ ...config, diskReserveBytes: 0 }, parts));
  }
});
after(async () => {
  await Promise.all(agents.map((agent) => agent.stop()));
  await proxy?.stop();
  await platform?.process.kill();
  await rm(dir, { recursive: true, force: true });
});

test('kill -9 while the canary works: it applies without the platform, tells it afterwards, and the rollout goes on', async () => {
  const release = await upload('1.0.0');
  const open = closeGate();
  const { id } = await rollOut(platform.api, fleetId, release.id);
  await eventually(() => loads === 1, 'the canary has its key and loads');
  await platform.process.kill();
  open();
  const canary = await eventually(
    () => agents.find((agent) => agent.status().lines.some((line) => line.release?.number === release.number)),
    'the canary applied',
  );
  assert.equal((await classify(canary.apiUrl)).label, 'upright');
  assert.ok(canary.status().spooledReports > 0, 'the report waits for the platform');

  await platform.start();
  const done = await untilRollout(platform.api, id, 'completed');
  assert.equal(done.counts.applied, AGENTS);
  await assertAppliedOnceByEach(release);
  for (const agent of agents) {
    await eventually(() => agent.status().connection === 'socket', 'the agent has its socket again');
    await eventually(() => agent.status().spooledReports === 0, 'nothing waits any more');
  }
});

test('kill -9 when the last stage has begun: everybody gets there, and a directive is not issued twice', async () => {
  const release = await upload('1.1.0');
  const open = closeGate();
  const { id } = await rollOut(platform.api, fleetId, release.id, { stages: EVERYBODY });
  await eventually(() => loads === AGENTS, 'all agents load');
  await platform.process.kill();
  open();
  await platform.start();
  await untilRollout(platform.api, id, 'completed');
  await assertAppliedOnceByEach(release);
  assert.equal((await entriesOf(platform.api, 'directive.issued', { subject: id })).length, 1);
});

test('kill -9 when reports are stored but not yet answered: they come again and count once', async () => {
  const release = await upload('1.2.0');
  const open = closeGate();
  await rollOut(platform.api, fleetId, release.id, { stages: EVERYBODY });
  await eventually(() => loads === AGENTS, 'all agents load');
  proxy.holdDownAfter(0);
  open();
  await assertAppliedOnceByEach(release);
  for (const agent of agents) assert.ok(agent.status().spooledReports > 0, 'no agent knows that its report arrived');
  await platform.process.kill();
  proxy.release();
  await platform.start();
  for (const agent of agents) {
    await eventually(() => agent.status().spooledReports === 0, 'nothing waits any more');
  }
  await assertAppliedOnceByEach(release);
});

test('an orderly restart is noticed and ridden out: the models answer all the while', async () => {
  assert.equal(await platform.process.stop(), 0);
  for (const { apiUrl } of agents) assert.equal((await classify(apiUrl, true)).label, 'upside down');
  await platform.start();
  for (const agent of agents) {
    await eventually(() => agent.status().connection === 'socket', 'the agent has its socket again');
    await untilRunning(platform.api, agent.agentId, 3);
  }
  await assertWholeLog(platform.api, (byType) => byType['deployment.applied'] === 3 * AGENTS);
});

async function upload(version: string): Promise<Release> {
  return uploadPackage(platform.api, await workshop.packBytes({ version }));
}

/** Lets no model load until the returned function is called. */
function closeGate(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  loads = 0;
  return resolve;
}

async function assertAppliedOnceByEach(release: Release): Promise<void> {
  const entries = await entriesOf(platform.api, 'deployment.applied', { least: AGENTS * release.number });
  const by = entries.filter(({ data }) => data['releaseId'] === release.id).map(({ subject }) => subject.id);
  assert.deepEqual(by.sort(), agents.map(({ agentId }) => agentId).sort());
}

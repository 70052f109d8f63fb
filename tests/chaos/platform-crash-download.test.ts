import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAgent, type RunningAgent } from '@tensorguard/agent';
import { operatorRoutes } from '@tensorguard/contract';
import { collectingLogger } from '@tensorguard/testkit';
import { classify } from '../integration/classify.ts';
import { filesUnder } from '../integration/files-under.ts';
import { entriesOf } from '../integration/log.ts';
import { newPublisher, PackageWorkshop, uploadPackage } from '../integration/packages.ts';
import { eventually, rollOut, untilRollout, untilRunning } from '../integration/rollouts.ts';
import { startHoldingProxy, type HoldingProxy } from './holding-proxy.ts';
import { preparePlatform, type CrashingPlatform } from './processes.ts';
import { assertWholeLog } from './whole-log.ts';

/** Size of the padding that makes a download long enough to be cut, bytes. */
const PADDING_BYTES = 12 * 1024 * 1024;
/** Where the download is held until the platform is gone. */
const HALF_BYTES = PADDING_BYTES / 2;
/** More than everything that an agent fetches beside packages in this test, bytes. */
const SMALL_TALK_BYTES = 2 * 1024 * 1024;

let dir: string;
let platform: CrashingPlatform;
let proxy: HoldingProxy;
let agent: RunningAgent;
let workshop: PackageWorkshop;
let fleetId: string;
let agentDir: string;

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tensorguard-crash-download-'));
  platform = await preparePlatform({ dataDir: join(dir, 'platform') });
  await platform.start();
  const { api } = platform;
  proxy = await startHoldingProxy(Number(new URL(platform.agentUrl).port));
  const publisher = newPublisher();
  await api.call(operatorRoutes.createPublisher, { body: { name: 'Acme', publicKey: publisher.publicKey } });
  const { publicKey } = await api.call(operatorRoutes.getPackagingKey, {});
  workshop = new PackageWorkshop(dir, publisher, publicKey);
  fleetId = (await api.call(operatorRoutes.createFleet, { body: { name: 'Line 3' } })).id;
  const { secret } = await api.call(operatorRoutes.createJoinToken, { body: { fleetId } });
  agentDir = join(dir, 'agent');
  const config = { dataDir: agentDir, name: 'edge', platformUrl: `https://127.0.0.1:${proxy.port}`, joinToken: secret };
  const parts = { logger: collectingLogger(), retry: { initialMs: 50, maxMs: 500 } };
  agent = await startAgent({ ...config, diskReserveBytes: 0 }, parts);
});
after(async () => {
  await agent?.stop();
  await proxy?.stop();
  await platform?.process.kill();
  await rm(dir, { recursive: true, force: true });
});

test('kill -9 of the platform in the middle of a download: the agent goes on where it was, and package and log are whole', async () => {
  const { api } = platform;
  const first = await uploadPackage(api, await workshop.packBytes({ version: '1.0.0' }));
  await untilRollout(api, (await rollOut(api, fleetId, first.id)).id, 'completed');
  const release = await uploadPackage(api, await workshop.packBytes({ version: '1.1.0', paddingBytes: PADDING_BYTES }));
  proxy.holdDownAfter(HALF_BYTES);
  const { id } = await rollOut(api, fleetId, release.id);
  await eventually(async () => (await arrivedBytes()) > HALF_BYTES / 2, 'half of the package arrived');
  await platform.process.kill();
  const kept = await eventually(async () => {
    const bytes = await arrivedBytes();
    await sleep(300);
    return bytes === (await arrivedBytes()) && bytes;
  }, 'nothing arrives any more');
  assert.ok(kept > HALF_BYTES / 2 && kept < release.sizeBytes, `${kept} bytes are kept`);
  assert.equal((await classify(agent.apiUrl, true)).release, first.number, 'the model that runs answers meanwhile');
  proxy.release();

  await platform.start();
  await untilRollout(api, id, 'completed');
  await untilRunning(api, agent.agentId, release.number);
  assert.equal((await classify(agent.apiUrl, true)).label, 'upside down');
  const missing = release.sizeBytes - kept;
  const { downBytes } = proxy;
  assert.ok(downBytes >= missing && downBytes < missing + SMALL_TALK_BYTES, `${downBytes} bytes for ${missing}`);

  await api.call(operatorRoutes.verifyRelease, { params: { releaseId: release.id } });
  const blobs = await filesUnder(join(platform.dataDir, 'blobs'));
  assert.deepEqual(
    blobs.map(({ bytes }) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`).sort(),
    [first.digest, release.digest].sort(),
  );
  const applied = await entriesOf(api, 'deployment.applied', { least: 2 });
  assert.equal(applied.filter(({ data }) => data['releaseId'] === release.id).length, 1);
  await assertWholeLog(api, (byType) => byType['deployment.applied'] === 2 && byType['rollout.completed'] === 2);
});

/** Bytes of the package that is arriving, on the agent's disk. */
async function arrivedBytes(): Promise<number> {
  const files = await filesUnder(join(agentDir, 'packages'));
  return files.filter(({ path }) => path.endsWith('.part')).reduce((sum, { bytes }) => sum + bytes.length, 0);
}

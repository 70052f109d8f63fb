import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { operatorRoutes, type Release } from '@tensorguard/contract';
import { classify, type Classification } from '../integration/classify.ts';
import { filesUnder } from '../integration/files-under.ts';
import { entriesOf } from '../integration/log.ts';
import { uploadPackage } from '../integration/packages.ts';
import { eventually, rollOut, untilRollout, untilRunning } from '../integration/rollouts.ts';
import { openSite, type Site } from '../integration/site.ts';
import { startHoldingProxy, type HoldingProxy } from './holding-proxy.ts';
import { startAgentProcess, type AgentProcess } from './processes.ts';

/** Size of the padding that makes a download long enough to be cut, bytes. */
const PADDING_BYTES = 12 * 1024 * 1024;
/** Where the cut is. */
const HALF_BYTES = PADDING_BYTES / 2;
/** More than everything that an agent fetches beside packages in these tests, bytes. */
const SMALL_TALK_BYTES = 2 * 1024 * 1024;

let site: Site;
let proxy: HoldingProxy;
let agent: AgentProcess | undefined;
let dataDir: string;
let first: Release;

before(async () => {
  site = await openSite();
  proxy = await startHoldingProxy(Number(new URL(site.platform.agentUrl).port));
  dataDir = join(site.workDir, 'edge');
  agent = await start(await site.joinToken());
  first = await uploadPackage(site.api, await site.workshop.packBytes({ version: '1.0.0' }));
  await untilRollout(site.api, (await rollOut(site.api, site.fleetId, first.id)).id, 'completed');
});
afterEach(() => proxy.release());
after(async () => {
  await agent?.kill();
  await proxy?.stop();
  await site?.stop();
});

test('kill -9 in the middle of a download: the next start fetches only what is missing', async () => {
  const release = await uploadPackage(
    site.api,
    await site.workshop.packBytes({ version: '1.1.0', paddingBytes: PADDING_BYTES }),
  );
  proxy.holdDownAfter(HALF_BYTES);
  const { id } = await rollOut(site.api, site.fleetId, release.id);
  await eventually(async () => (await arrivedBytes('.part')) > HALF_BYTES / 2, 'half of the package arrived');
  await agent!.kill();
  const before_ = await arrivedBytes('.part');
  assert.ok(before_ < release.sizeBytes);
  proxy.release();

  agent = await start();
  await assertOnlyWholeModels(agent, first.number, release.number);
  await untilRollout(site.api, id, 'completed');
  const missing = release.sizeBytes - before_;
  assert.ok(proxy.downBytes >= missing && proxy.downBytes < missing + SMALL_TALK_BYTES, `${proxy.downBytes} bytes`);
  await assertAppliedOnce(release);
});

test('kill -9 between received and applied: the next start goes on with the package on its disk', async () => {
  const release = await uploadPackage(
    site.api,
    await site.workshop.packBytes({ version: '1.2.0', paddingBytes: PADDING_BYTES }),
  );
  // The package still comes down, but the request for its key does not get out.
  proxy.holdUpAfterDown(HALF_BYTES);
  const { id } = await rollOut(site.api, site.fleetId, release.id);
  const whole = join(dataDir, 'packages', `${release.digest.slice('sha256:'.length)}.tgsp`);
  await eventually(async () => (await stat(whole)).size === release.sizeBytes, 'the package is whole');
  await agent!.kill();
  const { deployments } = await site.api.call(operatorRoutes.getAgent, { params: { agentId: agent!.agentId } });
  assert.equal(deployments[0]!.appliedRelease?.number, release.number - 1);
  proxy.release();

  agent = await start();
  await assertOnlyWholeModels(agent, release.number - 1, release.number);
  await untilRollout(site.api, id, 'completed');
  assert.ok(proxy.downBytes < SMALL_TALK_BYTES, `${proxy.downBytes} bytes were fetched again`);
  await assertAppliedOnce(release);
});

test('kill -9 of an agent at work: the next start runs the same release without any order', async () => {
  const { items } = await site.api.call(operatorRoutes.listReleases, { query: { limit: 1 } });
  await agent!.kill();
  agent = await start();
  await assertOnlyWholeModels(agent, items[0]!.number, items[0]!.number);
  await untilRunning(site.api, agent.agentId, items[0]!.number);
});

function start(joinToken?: string): Promise<AgentProcess> {
  const agentUrl = `https://127.0.0.1:${proxy.port}`;
  return startAgentProcess({ agentUrl, dataDir, ...(joinToken === undefined ? {} : { joinToken }) });
}

/** Asks the agent until the new release answers. Each answer before is right and by the old one, or there is no model yet. */
async function assertOnlyWholeModels(asked: AgentProcess, oldNumber: number, newNumber: number): Promise<void> {
  const seen: Classification[] = [];
  await eventually(async () => {
    seen.push(await classify(asked.apiUrl, true));
    return seen.at(-1)!.release === newNumber;
  }, `release ${newNumber} answers`);
  for (const answer of seen) {
    const { status, code, release, label } = answer;
    const isRight = label === 'upside down' && (release === oldNumber || release === newNumber);
    const isNotYet = code === 'slot_empty' || code === 'not_found';
    assert.ok(status === 200 ? isRight : isNotYet, JSON.stringify(answer));
  }
}

/** Bytes of arriving or whole packages on the agent's disk. */
async function arrivedBytes(suffix: string): Promise<number> {
  const files = await filesUnder(join(dataDir, 'packages'));
  return files.filter(({ path }) => path.endsWith(suffix)).reduce((sum, { bytes }) => sum + bytes.length, 0);
}

async function assertAppliedOnce(release: Release): Promise<void> {
  const entries = await entriesOf(site.api, 'deployment.applied');
  assert.equal(entries.filter(({ data }) => data['releaseId'] === release.id).length, 1);
}

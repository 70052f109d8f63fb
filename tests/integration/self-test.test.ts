import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { operatorRoutes, type Release, type Rollout } from '@tensorguard/contract';
import { classify } from './classify.ts';
import { entriesOf } from './log.ts';
import { LINE, uploadPackage } from './packages.ts';
import { rollOut, untilRollout, untilRunning } from './rollouts.ts';
import { openSite, type Site, type SiteAgent } from './site.ts';

let site: Site;
let agents: SiteAgent[];
let good: Release;

before(async () => {
  site = await openSite();
  agents = await site.startAgents(2);
  good = await uploadPackage(site.api, await site.workshop.packBytes({ version: '1.0.0' }));
  const { id } = await rollOut(site.api, site.fleetId, good.id);
  await untilRollout(site.api, id, 'completed');
  for (const { agentId } of agents) await untilRunning(site.api, agentId, good.number);
});
after(() => site?.stop());

test('a release that fails its self-test on the canary pauses the rollout, and nobody else is told', async () => {
  const bad = await uploadPackage(site.api, await site.workshop.packBytes({ version: '2.0.0', wrongSelfTest: true }));
  const { id } = await rollOut(site.api, site.fleetId, bad.id);
  const paused = await untilRollout(site.api, id, 'paused');
  assert.equal(paused.currentStage, 0);
  assert.equal(paused.stages[1]!.startedAt, null);
  const canary = assertOneFailed(paused);
  const [entry] = await entriesOf(site.api, 'rollout.paused', { subject: id });
  assert.equal(entry!.data['reason'], paused.stateReason);
  const failures = await entriesOf(site.api, 'deployment.failed');
  assert.deepEqual(
    failures.map(({ subject, data }) => [subject.id, data['code']]),
    [[canary, 'self_test_failed']],
  );
  await assertAllRun(good.number);

  const { deployments, trust } = await site.api.call(operatorRoutes.getAgent, { params: { agentId: canary } });
  assert.deepEqual([deployments[0]!.state, deployments[0]!.code], ['failed', 'self_test_failed']);
  assert.ok(trust.deductions.some(({ cause }) => cause === 'release_failed'));
  const seen = agents
    .find(({ agentId }) => agentId === canary)!
    .status()
    .lines.find(({ line }) => line === LINE)!;
  assert.deepEqual([seen.state, seen.problem?.code], ['loaded', 'self_test_failed']);

  const body = { reason: 'the release is bad' };
  await site.api.call(operatorRoutes.abortRollout, { params: { rolloutId: id }, body });
});

test('with rollback on failure the platform goes back by itself, and says why', async () => {
  const bad = await uploadPackage(site.api, await site.workshop.packBytes({ version: '2.1.0', wrongSelfTest: true }));
  const { id } = await rollOut(site.api, site.fleetId, bad.id, { onFailure: 'rollback' });
  const back = await untilRollout(site.api, id, 'rolled_back');
  assert.match(back.stateReason!, /1 agents failed; 0 are tolerated/);
  assert.ok(back.finishedAt);
  const [entry] = await entriesOf(site.api, 'rollout.rolled_back', { subject: id });
  assert.equal(entry!.actor.kind, 'platform');
  for (const { agentId } of agents) await untilRunning(site.api, agentId, good.number);
  await assertAllRun(good.number);
});

/** The one failed agent, which is shown as stuck with the code. */
function assertOneFailed(rollout: Rollout): string {
  assert.match(rollout.stateReason!, /1 agents failed; 0 are tolerated/);
  assert.deepEqual(
    rollout.stuck.map(({ state, code, stage }) => ({ state, code, stage })),
    [{ state: 'failed', code: 'self_test_failed', stage: 0 }],
  );
  assert.match(rollout.stuck[0]!.message!, /self-test/i);
  return rollout.stuck[0]!.agentId;
}

async function assertAllRun(releaseNumber: number): Promise<void> {
  for (const { apiUrl } of agents) {
    const { release, label } = await classify(apiUrl);
    assert.deepEqual([release, label], [releaseNumber, 'upright']);
  }
}

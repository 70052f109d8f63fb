import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Rollout } from '@tensorguard/contract';
import { ManualClock } from '@tensorguard/testkit';
import { eachDatabase } from '../../testing/databases.ts';
import { markSeen } from '../../testing/fleet-rows.ts';
import { openRolloutDesk, STRICT_GATE } from '../../testing/rollout-desk.ts';

const RING_THEN_ALL = [
  { kind: 'group' as const, labels: { ring: 'canary' } },
  { kind: 'share' as const, percent: 100 },
];
const STEP_MS = 10_000;

/** What a rollout came to: what must not change after its end. */
const figuresOf = ({ counts, stages, timeToApplied }: Rollout) => ({
  counts,
  stages: stages.map((stage) => stage.counts),
  timeToApplied,
});

eachDatabase('the progress of a rollout', (open) => {
  const setUp = async () => {
    const clock = new ManualClock(Date.now());
    const desk = await openRolloutDesk(await open(clock), clock);
    const fleetId = await desk.addFleet('site');
    const canaries = await desk.addAgents(fleetId, 2, { labels: { ring: 'canary' } });
    const others = await desk.addAgents(fleetId, 2);
    const everybody = [...canaries, ...others];
    /** Agents keep sending heartbeats, and the engine looks. */
    const tick = async () => {
      await markSeen(
        desk.database,
        desk.tenantId,
        everybody.map(({ id }) => id),
      );
      await desk.engine.tick();
    };
    const apply = async (agents: typeof everybody) => {
      for (const agent of agents) {
        await clock.advance(STEP_MS);
        await tick();
        await desk.follow(agent);
      }
      await tick();
    };
    /** A completed rollout of a new release. */
    const complete = async () => {
      const { id } = await desk.start((await desk.addRelease()).id, [fleetId], { stages: RING_THEN_ALL });
      await apply(everybody);
      assert.equal((await desk.get(id)).state, 'completed');
      return id;
    };
    return { ...desk, fleetId, canaries, others, everybody, tick, apply, complete };
  };

  it('tells times of the whole target: the canaries of a first stage are a half, not all', async () => {
    const { addRelease, apply, canaries, fleetId, get, others, start } = await setUp();
    const { id } = await start((await addRelease()).id, [fleetId], { stages: RING_THEN_ALL });
    const times = async () => Object.values((await get(id)).timeToApplied);
    await apply(canaries.slice(0, 1));
    assert.deepEqual(await times(), [null, null, null], 'one of four');
    await apply(canaries.slice(1));
    assert.deepEqual(await times(), [20, null, null], 'two of four');
    await apply(others.slice(0, 1));
    assert.deepEqual(await times(), [20, null, null], 'three of four');
    await apply(others.slice(1));
    assert.deepEqual(await times(), [20, 40, 40]);
  });

  it('tells no time to all while a targeted agent is away, though the rollout completes without it', async () => {
    const { addAgents, addRelease, apply, everybody, fleetId, get, start } = await setUp();
    await addAgents(fleetId, 1, { seenAt: null });
    const { id } = await start((await addRelease()).id, [fleetId]);
    await apply(everybody);
    const { state, timeToApplied } = await get(id);
    assert.deepEqual([state, timeToApplied], ['completed', { p50Seconds: 30, p99Seconds: null, p100Seconds: null }]);
  });

  it('of a completed rollout stays when agents leave, come, or move on to a newer release', async () => {
    const desk = await setUp();
    const { addAgents, addRelease, canaries, complete, database, fleetId, follow, get, others, start, tenantId } = desk;
    const id = await complete();
    const figures = figuresOf(await get(id));
    assert.deepEqual(figures.counts, { targeted: 4, eligible: 4, inProgress: 0, applied: 4, failed: 0 });
    const [late] = await addAgents(fleetId, 1);
    await follow(late!);
    await desk.agents.update(desk.operator, canaries[0]!.id, { labels: {} });
    await database.system((tx) =>
      tx.sql.updateTable('agents').set({ status: 'revoked' }).where('id', '=', canaries[1]!.id).execute(),
    );
    const { id: newer } = await start((await addRelease()).id, [fleetId]);
    for (const agent of [...others, late!]) await follow(agent);
    assert.equal((await get(newer)).counts.applied, 3);
    assert.deepEqual(figuresOf(await get(id)), figures);
    const { items } = await desk.rollouts.list(tenantId, { limit: 10 });
    assert.deepEqual(items.find((item) => item.id === id)!.counts, figures.counts, 'in the list too');
  });

  it('of an aborted rollout stays when an agent finishes that was still at work', async () => {
    const { addRelease, apply, canaries, command, fleetId, get, poll, report, start } = await setUp();
    const { id } = await start((await addRelease()).id, [fleetId], { stages: RING_THEN_ALL });
    await apply(canaries.slice(0, 1));
    const [order] = await poll(canaries[1]!);
    await report(canaries[1]!, order!, 'received');
    const figures = figuresOf(await command(id, 'abort'));
    assert.deepEqual(figures.counts, { targeted: 4, eligible: 2, inProgress: 1, applied: 1, failed: 0 });
    await report(canaries[1]!, order!, 'applied');
    assert.deepEqual(figuresOf(await get(id)), figures);
  });

  it('of a rollout that is rolled back stays when the agents go back, and is that of its last end', async () => {
    const { addAgents, addRelease, apply, canaries, command, complete, fleetId, follow, get, start } = await setUp();
    await complete();
    const { id } = await start((await addRelease()).id, [fleetId], { stages: RING_THEN_ALL, gate: STRICT_GATE });
    await apply(canaries.slice(0, 1));
    await follow(canaries[1]!, 'failed', { code: 'self_test_failed' });
    const figures = figuresOf(await command(id, 'rollback'));
    assert.deepEqual(figures.counts, { targeted: 4, eligible: 2, inProgress: 0, applied: 1, failed: 1 });
    for (const agent of canaries) await follow(agent);
    assert.deepEqual(figuresOf(await get(id)), figures);

    const whole = await complete();
    const [late] = await addAgents(fleetId, 1);
    await follow(late!);
    assert.equal((await get(whole)).counts.applied, 4);
    assert.equal(
      (await command(whole, 'rollback')).counts.applied,
      5,
      'those that came after the completion go back too',
    );
  });

  it('is live of a rollout that ended before its figures were kept', async () => {
    const { complete, database, get, canaries } = await setUp();
    const id = await complete();
    await database.system(async (tx) => {
      await tx.sql.updateTable('rollouts').set({ final_progress: null }).where('id', '=', id).execute();
      await tx.sql.updateTable('agents').set({ status: 'revoked' }).where('id', '=', canaries[0]!.id).execute();
    });
    assert.equal((await get(id)).counts.applied, 3);
  });
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newId } from '@tensorguard/core';
import { ManualClock } from '@tensorguard/testkit';
import { eachDatabase } from '../../testing/databases.ts';
import { markSeen } from '../../testing/fleet-rows.ts';
import { HEARTBEAT_MS, openRolloutDesk, STRICT_GATE } from '../../testing/rollout-desk.ts';
import { ledgerEvents } from '../../testing/tenants.ts';
import { DIRECTIVE_LIFETIME_MS } from './directives.ts';

/** Two steps: a group, then everybody. */
const RING_THEN_ALL = [
  { kind: 'group' as const, labels: { ring: 'canary' } },
  { kind: 'share' as const, percent: 100 },
];

eachDatabase('the life of a rollout', (open) => {
  const setUp = async () => {
    const clock = new ManualClock(Date.now());
    const desk = await openRolloutDesk(await open(clock), clock);
    const fleetId = await desk.addFleet('site');
    const canaries = await desk.addAgents(fleetId, 2, { labels: { ring: 'canary' } });
    const others = await desk.addAgents(fleetId, 3);
    const seen = () =>
      markSeen(
        desk.database,
        desk.tenantId,
        [...canaries, ...others].map(({ id }) => id),
      );
    /** Time goes on while agents keep sending heartbeats, and the engine looks. */
    const pass = async (ms: number) => {
      await clock.advance(ms);
      await seen();
      await desk.engine.tick();
    };
    /** A release that the whole fleet runs: what a rollback goes back to. */
    const settle = async () => {
      const release = await desk.addRelease();
      const rollout = await desk.start(release.id, [fleetId]);
      for (const agent of [...canaries, ...others]) await desk.follow(agent);
      await pass(1000);
      assert.equal((await desk.get(rollout.id)).state, 'completed');
      return release;
    };
    const told = async (agents: typeof others) =>
      Promise.all(agents.map(async (agent) => (await desk.poll(agent))[0]?.release?.id ?? null));
    return { ...desk, clock, fleetId, canaries, others, everybody: [...canaries, ...others], pass, settle, told };
  };

  it('opens one stage after the other, each with a directive of its own, and completes', async () => {
    const { canaries, others, addRelease, fleetId, follow, get, pass, start, told, database, tenantId } = await setUp();
    const release = await addRelease();
    const { id } = await start(release.id, [fleetId], { stages: RING_THEN_ALL });
    assert.deepEqual(await told(others), [null, null, null]);
    for (const agent of canaries) assert.equal((await follow(agent))[0]!.number, 1);
    await pass(1000);
    let rollout = await get(id);
    assert.deepEqual([rollout.state, rollout.currentStage], ['running', 1]);
    assert.equal(rollout.stages[0]!.gate!.verdict, 'passed');
    for (const agent of others) assert.equal((await follow(agent))[0]!.number, 2);
    await pass(1000);
    rollout = await get(id);
    assert.deepEqual([rollout.state, rollout.finishedAt !== null], ['completed', true]);
    assert.deepEqual(
      rollout.stages.map((stage) => stage.directiveNumber),
      [1, 2],
    );
    assert.deepEqual(rollout.counts, { targeted: 5, eligible: 5, inProgress: 0, applied: 5, failed: 0 });
    const types = (await ledgerEvents(database, tenantId)).map(({ type }) => type);
    assert.deepEqual(
      types.filter((type) => !type.startsWith('deployment.')),
      [
        'rollout.created',
        'rollout.stage_started',
        'directive.issued',
        'rollout.stage_started',
        'directive.issued',
        'rollout.completed',
      ],
    );
    assert.equal(types.filter((type) => type === 'deployment.applied').length, 5);
  });

  it('soaks from the moment that enough applied, and again from a resume', async () => {
    const { canaries, addRelease, command, fleetId, follow, get, pass, start } = await setUp();
    const gate = { ...STRICT_GATE, soakSeconds: 60 };
    const { id } = await start((await addRelease()).id, [fleetId], { stages: RING_THEN_ALL, gate });
    await pass(30_000);
    for (const agent of canaries) await follow(agent);
    await pass(1000);
    await pass(59_000);
    assert.equal((await get(id)).currentStage, 0);
    assert.equal((await get(id)).stages[0]!.gate!.verdict, 'soaking');
    await command(id, 'pause');
    await command(id, 'resume');
    await pass(10_000);
    await pass(59_000);
    assert.equal((await get(id)).currentStage, 0, 'the soak starts over');
    await pass(1_000);
    assert.equal((await get(id)).currentStage, 1);
  });

  it('pauses when a stage does not get there in time, and says why', async () => {
    const { canaries, addRelease, fleetId, follow, get, pass, start } = await setUp();
    const { id } = await start((await addRelease()).id, [fleetId], { stages: RING_THEN_ALL });
    await follow(canaries[0]!);
    await pass(600_000);
    assert.equal((await get(id)).state, 'running');
    await pass(1);
    const rollout = await get(id);
    assert.equal(rollout.state, 'paused');
    assert.match(rollout.stateReason!, /Not there after 600 s\. 1 agents have applied; 2 of 2 are needed\./);
  });

  it('pauses on a failure; a resume forgives it and gives a new number, so that the agent tries again', async () => {
    const { canaries, addRelease, command, fleetId, follow, get, pass, poll, start } = await setUp();
    const { id } = await start((await addRelease()).id, [fleetId], { stages: RING_THEN_ALL });
    await follow(canaries[0]!, 'failed', { code: 'self_test_failed', message: 'off by one' });
    await pass(1000);
    let rollout = await get(id);
    assert.equal(rollout.state, 'paused');
    assert.match(rollout.stateReason!, /1 agents failed; 0 are tolerated/);
    assert.deepEqual(
      rollout.stuck.map(({ agentId, code, message }) => ({ agentId, code, message })),
      [{ agentId: canaries[0]!.id, code: 'self_test_failed', message: 'off by one' }],
    );
    assert.deepEqual(await poll(canaries[1]!), [], 'nobody new is told');
    assert.equal((await poll(canaries[0]!))[0]!.number, 1, 'who was told is not taken back');
    await pass(1000);
    rollout = await command(id, 'resume');
    assert.deepEqual([rollout.state, rollout.stateReason, rollout.counts.failed], ['running', null, 0]);
    for (const agent of canaries) assert.equal((await follow(agent))[0]!.number, 2);
    await pass(1000);
    assert.equal((await get(id)).currentStage, 1);
  });

  it('rolls back by itself when the plan says so: a higher number orders the earlier release', async () => {
    const { canaries, others, addRelease, fleetId, follow, get, pass, settle, start, told, poll } = await setUp();
    const before = await settle();
    const release = await addRelease();
    const { id } = await start(release.id, [fleetId], { stages: RING_THEN_ALL, onFailure: 'rollback' });
    assert.equal((await follow(canaries[0]!))[0]!.number, 2);
    await follow(canaries[1]!, 'failed', { runningReleaseId: before.id });
    await pass(1000);
    assert.equal((await get(id)).state, 'rolled_back');
    const [directive] = await follow(canaries[0]!);
    assert.deepEqual([directive!.number, directive!.release!.id], [3, before.id]);
    assert.equal((await follow(canaries[1]!))[0]!.release!.id, before.id);
    assert.deepEqual(await told(others), [before.id, before.id, before.id], 'who was not reached never left');
    assert.equal((await poll(others[0]!))[0]!.number, 1);
  });

  it('pauses instead of rolling back when there is nothing to go back to', async () => {
    const { canaries, addRelease, command, fleetId, follow, get, pass, start } = await setUp();
    const { id } = await start((await addRelease()).id, [fleetId], { onFailure: 'rollback' });
    await follow(canaries[0]!, 'failed');
    await pass(1000);
    const rollout = await get(id);
    assert.equal(rollout.state, 'paused');
    assert.match(rollout.stateReason!, /There is no earlier release to go back to/);
    await assert.rejects(command(id, 'rollback'), { code: 'nothing_to_roll_back_to' });
  });

  it('after an abort whoever runs the release keeps it and nobody else ever gets it', async () => {
    const { canaries, others, addRelease, command, fleetId, follow, pass, settle, start, told, poll } = await setUp();
    const before = await settle();
    const release = await addRelease();
    const { id } = await start(release.id, [fleetId], { stages: RING_THEN_ALL });
    await follow(canaries[0]!);
    const [begun] = await poll(canaries[1]!);
    assert.equal(begun!.release!.id, release.id);
    await follow(canaries[1]!, 'received', { runningReleaseId: before.id });
    await command(id, 'abort');
    assert.equal((await poll(canaries[0]!))[0]!.release!.id, release.id);
    const [back] = await follow(canaries[1]!);
    assert.equal(back!.release!.id, before.id, 'who had only begun goes back');
    assert.ok(back!.number > begun!.number);
    await pass(DIRECTIVE_LIFETIME_MS);
    assert.deepEqual(await told(others), [before.id, before.id, before.id]);
    assert.equal((await poll(canaries[0]!))[0]!.release!.id, release.id);
  });

  it('an operator rolls back a completed rollout, but not under a newer one', async () => {
    const { everybody, addRelease, command, fleetId, follow, pass, settle, start, told } = await setUp();
    const first = await settle();
    const second = await start((await addRelease()).id, [fleetId]);
    for (const agent of everybody) await follow(agent);
    await pass(1000);
    const third = await start((await addRelease()).id, [fleetId]);
    await assert.rejects(command(second.id, 'rollback'), { code: 'rollout_conflict' });
    await command(third.id, 'rollback');
    await pass(1000);
    await command(second.id, 'rollback');
    assert.deepEqual(new Set(await told(everybody)), new Set([first.id]), 'going back twice ends where it began');
    await pass(1000);
    const fourth = await addRelease();
    await start(fourth.id, [fleetId]);
    assert.deepEqual(new Set(await told(everybody)), new Set([fourth.id]), 'and a new start ends that');
  });

  it('commands fit the state or are refused', async () => {
    const { addRelease, command, fleetId, settle, start } = await setUp();
    await settle();
    const { id } = await start((await addRelease()).id, [fleetId]);
    await assert.rejects(command(id, 'resume'), { code: 'rollout_state' });
    await command(id, 'pause');
    await assert.rejects(command(id, 'pause'), { code: 'rollout_state' });
    await command(id, 'abort');
    for (const again of ['pause', 'resume', 'abort'] as const) {
      await assert.rejects(command(id, again), { code: 'rollout_state' }, again);
    }
    await command(id, 'rollback');
    await assert.rejects(command(id, 'rollback'), { code: 'rollout_state' });
    await assert.rejects(command(newId('rlt'), 'pause'), { code: 'not_found' });
  });

  it('late joiners and agents that were away converge on what the fleet runs', async () => {
    const {
      addAgents,
      addRelease,
      fleetId,
      follow,
      get,
      pass,
      settle,
      start,
      told,
      others,
      everybody,
      clock,
      database,
      tenantId,
    } = await setUp();
    await settle();
    const release = await addRelease();
    const away = others[2]!;
    const present = everybody.filter((agent) => agent !== away);
    const { id } = await start(release.id, [fleetId]);
    await clock.advance(60_000);
    await markSeen(
      database,
      tenantId,
      present.map((agent) => agent.id),
    );
    const [late] = await addAgents(fleetId, 1);
    for (const agent of [...present, late!]) await follow(agent);
    const rollouts = await get(id);
    assert.deepEqual(
      [rollouts.counts.eligible, rollouts.counts.applied],
      [5, 5],
      'who is away does not hold up the rest',
    );
    await markSeen(
      database,
      tenantId,
      present.map((agent) => agent.id),
    );
    await pass(0);
    const [later] = await addAgents(fleetId, 1);
    assert.deepEqual(await told([away, later!]), [release.id, release.id]);
  });

  it('renews a directive at half of its life, once for all who ask at the same time', async () => {
    const { everybody, clock, fleetId, poll, settle, states, command, addRelease, start } = await setUp();
    await settle();
    const etag = async () => (await states.of(everybody[0]!)).etag;
    const before = await etag();
    await clock.advance(DIRECTIVE_LIFETIME_MS / 2 - 1000);
    assert.equal(await etag(), before, 'nothing changed: the tag is the same');
    await clock.advance(1001);
    const renewed = await Promise.all(everybody.map(async (agent) => (await poll(agent))[0]!));
    assert.deepEqual(
      renewed.map(({ number }) => number),
      [2, 2, 2, 2, 2],
    );
    assert.equal(Date.parse(renewed[0]!.expiresAt), clock.now() + DIRECTIVE_LIFETIME_MS);
    assert.notEqual(await etag(), before);
    const { id } = await start((await addRelease()).id, [fleetId]);
    await command(id, 'rollback');
    await clock.advance(DIRECTIVE_LIFETIME_MS);
    for (const agent of everybody)
      assert.equal((await poll(agent))[0]!.release!.number, 1, 'a rollback is renewed too');
  });

  it('an agent whose labels leave the plan goes back, by a number that it has not seen', async () => {
    const { canaries, addRelease, agents, follow, poll, settle, start, fleetId, operator } = await setUp();
    const before = await settle();
    await start((await addRelease()).id, [fleetId], { selector: { ring: 'canary' } });
    const [there] = await follow(canaries[0]!);
    await agents.update(operator, canaries[0]!.id, { labels: {} });
    const [back] = await poll(canaries[0]!);
    assert.equal(back!.release!.id, before.id);
    assert.ok(back!.number > there!.number);
  });

  it('counts nobody who is revoked, away or unable', async () => {
    const { addAgents, addRelease, database, everybody, fleetId, get, rollouts, start, tenantId, clock } =
      await setUp();
    await addAgents(fleetId, 1, { seenAt: null });
    await addAgents(fleetId, 1, { seenAt: clock.now() - 1.5 * HEARTBEAT_MS - 1 });
    await addAgents(fleetId, 1, { architecture: 'arm64' });
    await addAgents(fleetId, 1, { memoryBytes: 1e9 });
    await database.tenant(tenantId, (tx) =>
      tx.sql.updateTable('agents').set({ status: 'revoked' }).where('id', '=', everybody[0]!.id).execute(),
    );
    const release = await addRelease('direction', { architectures: ['x64'], minMemoryBytes: 4e9 });
    const { id } = await start(release.id, [fleetId]);
    const { counts } = await get(id);
    assert.deepEqual(counts, { targeted: 8, eligible: 4, inProgress: 0, applied: 0, failed: 0 });
    const { items } = await rollouts.agents(tenantId, id, { limit: 100 });
    assert.deepEqual(
      Map.groupBy(items, (item) => item.state)
        .entries()
        .map(([state, of]) => `${state} ${of.length}`)
        .toArray()
        .sort(),
      ['offline 2', 'waiting 6'],
    );
  });

  it('tells how long it took until half, 99 % and all had applied, and who is stuck', async () => {
    const { everybody, addRelease, fleetId, follow, get, pass, start, clock, rollouts, tenantId } = await setUp();
    const gate = { ...STRICT_GATE, stallSeconds: 3600 };
    const { id } = await start((await addRelease()).id, [fleetId], { gate });
    assert.deepEqual((await get(id)).timeToApplied, { p50Seconds: null, p99Seconds: null, p100Seconds: null });
    for (const agent of everybody.slice(0, 4)) {
      await clock.advance(10_000);
      await follow(agent);
    }
    const [stuck] = everybody.slice(4);
    await follow(stuck!, 'received');
    await pass(0);
    assert.deepEqual((await get(id)).timeToApplied, { p50Seconds: 30, p99Seconds: null, p100Seconds: null });
    await pass(120_000);
    assert.deepEqual((await get(id)).stuck, []);
    await pass(1);
    assert.deepEqual(
      (await get(id)).stuck.map(({ agentId }) => agentId),
      [stuck!.id],
    );
    const working = await rollouts.agents(tenantId, id, { limit: 10, state: 'in_progress' });
    assert.deepEqual(
      working.items.map(({ agentId }) => agentId),
      [stuck!.id],
    );
    await follow(stuck!);
    await pass(1000);
    assert.deepEqual((await get(id)).timeToApplied, { p50Seconds: 30, p99Seconds: 160.001, p100Seconds: 160.001 });
  });

  it('a gate looks at the run time and the trust of those that applied', async () => {
    const { canaries, addRelease, fleetId, follow, get, start, database, tenantId, engine } = await setUp();
    const release = await addRelease();
    const gate = { ...STRICT_GATE, maxLatencyMs: 10, minTrust: 40 };
    const { id } = await start(release.id, [fleetId], { stages: RING_THEN_ALL, gate });
    for (const agent of canaries) await follow(agent);
    await engine.tick();
    assert.deepEqual((await get(id)).stages[0]!.gate, {
      verdict: 'waiting',
      reasons: ['No agent has run time figures yet.'],
    });
    const running = (p95Ms: number, releaseId = release.id) => ({
      models: [{ line: 'direction', releaseId, inference: { requests: 1, errors: 0, p50Ms: 1, p95Ms } }],
    });
    await markSeen(database, tenantId, [canaries[0]!.id], running(900, newId('rel')));
    assert.equal((await get(id)).stages[0]!.gate!.verdict, 'waiting', 'figures of another release do not count');
    await markSeen(database, tenantId, [canaries[0]!.id], running(9));
    await markSeen(database, tenantId, [canaries[1]!.id], running(12));
    const { verdict, reasons } = (await get(id)).stages[0]!.gate!;
    assert.equal(verdict, 'failed');
    assert.match(reasons.join(), /p95 run time is 12\.0 ms/);
    await markSeen(database, tenantId, [canaries[1]!.id], running(8));
    // Without a certificate an agent has a score of 40: 10 points for no attestation and 50 for no certificate are off.
    assert.equal((await get(id)).stages[0]!.gate!.verdict, 'passed');
    await markSeen(
      database,
      tenantId,
      canaries.map((agent) => agent.id),
      { ...running(8), clockSkewMs: 60_000 },
    );
    const low = (await get(id)).stages[0]!.gate!;
    assert.deepEqual([low.verdict, /mean trust is 30; 40 is the least/.test(low.reasons.join())], ['failed', true]);
  });
});

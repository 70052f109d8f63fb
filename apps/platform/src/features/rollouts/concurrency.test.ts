import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ManualClock, seededRandom } from '@tensorguard/testkit';
import type { AgentActor } from '../../http/context.ts';
import { eachDatabase } from '../../testing/databases.ts';
import { ALL_AT_ONCE, openRolloutDesk, STRICT_GATE } from '../../testing/rollout-desk.ts';

const LIMIT = 3;
const AGENTS = 24;

eachDatabase('agents of one fleet that work on a rollout at once', (open) => {
  const setUp = async () => {
    const clock = new ManualClock(Date.now());
    const desk = await openRolloutDesk(await open(clock), clock);
    const fleetId = await desk.addFleet('site');
    const agents = await desk.addAgents(fleetId, AGENTS);
    const gate = { ...STRICT_GATE, maxFailures: AGENTS, maxFailureShare: 1 };
    const { id } = await desk.start((await desk.addRelease()).id, [fleetId], {
      stages: ALL_AT_ONCE,
      gate,
      maxConcurrentPerFleet: LIMIT,
    });
    const askAll = async (of: readonly AgentActor[]) => {
      const told = await Promise.all(of.map(async (agent) => ({ agent, directive: (await desk.poll(agent))[0] })));
      return told.flatMap(({ agent, directive }) => (directive ? [{ agent, directive }] : []));
    };
    return { ...desk, clock, fleetId, agents, id, askAll };
  };

  it('are never more than the limit, and all get their turn as reports arrive', async (t) => {
    const { agents, askAll, report, get, id, nudged, tenantId } = await setUp();
    const random = seededRandom(20_261_121);
    const waiting = new Set(agents);
    let rounds = 0;
    while (waiting.size > 0) {
      const working = await askAll([...waiting]);
      assert.ok(working.length > 0 && working.length <= LIMIT, `${working.length} work at once`);
      assert.deepEqual(await askAll(working.map(({ agent }) => agent)), working, 'who was told stays told');
      const ready = working.slice(0, 1 + Math.floor(random.next() * working.length));
      const before = nudged.length;
      await Promise.all(ready.map(({ agent, directive }) => report(agent, directive, 'applied')));
      assert.ok(nudged.length > before && nudged.includes(tenantId), 'the others are told that there is a place');
      for (const { agent } of ready) waiting.delete(agent);
      assert.ok(++rounds <= AGENTS);
    }
    t.diagnostic(`${rounds} rounds`);
    assert.equal((await get(id)).counts.applied, AGENTS);
  });

  it('that failed queue again after a resume', async () => {
    const { agents, askAll, report, command, id, clock } = await setUp();
    let waiting = agents;
    while (waiting.length > 0) {
      const working = await askAll(waiting);
      await Promise.all(working.map(({ agent, directive }) => report(agent, directive, 'failed')));
      waiting = waiting.filter((agent) => !working.some((one) => one.agent === agent));
    }
    await command(id, 'pause');
    await clock.advance(1000);
    await command(id, 'resume');
    const again = await askAll(agents);
    assert.equal(again.length, LIMIT);
    assert.equal(again[0]!.directive.number, 2);
    await report(again[0]!.agent, again[0]!.directive, 'failed');
    const next = await askAll(agents);
    assert.equal(next.filter(({ agent }) => agent !== again[0]!.agent).length, LIMIT);
  });

  it('and say nothing for ten minutes give their places away', async () => {
    const { agents, askAll, clock } = await setUp();
    assert.equal((await askAll(agents)).length, LIMIT);
    await clock.advance(600_000);
    assert.equal((await askAll(agents)).length, 2 * LIMIT);
  });
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { collectingLogger, ManualClock, waitFor } from '@tensorguard/testkit';
import { sql } from 'kysely';
import { eachDatabase } from '../../testing/databases.ts';
import { markSeen } from '../../testing/fleet-rows.ts';
import { HEARTBEAT_MS, openRolloutDesk } from '../../testing/rollout-desk.ts';
import { createRolloutEngine } from './engine.ts';
import { createTransitions } from './transitions.ts';

eachDatabase('the rollout engine', (open) => {
  const setUp = async () => {
    const clock = new ManualClock(Date.now());
    const database = await open(clock);
    const desk = await openRolloutDesk(database, clock);
    const logger = collectingLogger();
    const issuer = {
      issue: async () => {
        throw new Error('no directive is needed here');
      },
    };
    const transitions = createTransitions({ issuer, heartbeatMs: HEARTBEAT_MS, onDirective: () => undefined });
    const trust = async () => ({ score: 100 });
    const newEngine = () =>
      createRolloutEngine({ database, transitions, heartbeatMs: HEARTBEAT_MS, trust, clock, logger });
    const fleetId = await desk.addFleet('site');
    const [agent] = await desk.addAgents(fleetId, 1);
    const { id } = await desk.start((await desk.addRelease()).id, [fleetId]);
    await desk.follow(agent!);
    const state = async () => (await desk.get(id)).state;
    return { ...desk, clock, database, logger, newEngine, agent: agent!, id, state };
  };

  it('looks every second, and soon after news', async () => {
    const { clock, newEngine, state, command, id, addRelease, addFleet, addAgents, start, follow, get } = await setUp();
    await command(id, 'pause');
    const engine = newEngine();
    engine.start();
    engine.start();
    await waitFor(() => clock.sleeping === 1);
    await command(id, 'resume');
    await clock.advance(999);
    assert.equal(await state(), 'running');
    await clock.advance(1);
    await waitFor(async () => (await state()) === 'completed');
    await waitFor(() => clock.sleeping === 1);
    const fleetId = await addFleet('second');
    const [agent] = await addAgents(fleetId, 1);
    const second = await start((await addRelease()).id, [fleetId]);
    await follow(agent!);
    engine.wake();
    await waitFor(async () => {
      await clock.advance(100);
      return (await get(second.id)).state === 'completed';
    });
    await engine.stop();
    assert.equal(clock.sleeping, 0);
  });

  it('takes one step when many engines look at once', async () => {
    const { newEngine, state, database, tenantId } = await setUp();
    await Promise.all([newEngine(), newEngine(), newEngine()].map((engine) => engine.tick()));
    assert.equal(await state(), 'completed');
    const { rows } = await database.system((tx) =>
      sql`select id from ledger_outbox where type = 'rollout.completed' and tenant_id = ${tenantId}`.execute(tx.sql),
    );
    assert.equal(rows.length, 1);
  });

  it('goes on with the others when one rollout cannot be judged, and after the database was away', async () => {
    const { newEngine, logger, database, clock, state, addFleet, addAgents, addRelease, start, follow, get, agent } =
      await setUp();
    const fleetId = await addFleet('odd');
    const [odd] = await addAgents(fleetId, 1);
    const other = await start((await addRelease('other')).id, [fleetId]);
    await follow(odd!);
    await database.system((tx) => sql`update rollouts set gate = 'null'::jsonb where id = ${other.id}`.execute(tx.sql));
    const engine = newEngine();
    await database.system((tx) => sql`alter table rollouts rename to elsewhere`.execute(tx.sql));
    engine.start();
    await waitFor(() => logger.of('rollout_engine_failed').length > 0);
    await database.system((tx) => sql`alter table elsewhere rename to rollouts`.execute(tx.sql));
    await markSeen(database, agent.tenantId, [agent.id]);
    await waitFor(async () => {
      await clock.advance(1000);
      return (await state()) === 'completed';
    });
    await engine.stop();
    assert.equal(logger.of('rollout_not_advanced')[0]!['rolloutId'], other.id);
    await database.system((tx) => sql`update rollouts set gate = '{}'::jsonb where id = ${other.id}`.execute(tx.sql));
    assert.equal((await get(other.id)).state, 'running');
  });
});

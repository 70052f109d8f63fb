import assert from 'node:assert/strict';
import { it, test } from 'node:test';
import { ManualClock } from '@tensorguard/testkit';
import type { PlatformError } from '../../errors.ts';
import { eachDatabase } from '../../testing/databases.ts';
import { openRolloutDesk } from '../../testing/rollout-desk.ts';
import { withdrawalOf } from './withdrawal.ts';

test('the releases that are withdrawn are named', () => {
  assert.equal(withdrawalOf([3]), 'Release 3, which it would go back to, is withdrawn.');
  assert.equal(withdrawalOf([3, 5]), 'Releases 3, 5, which it would go back to, are withdrawn.');
});

eachDatabase('a rollout whose earlier release was withdrawn', (open) => {
  const setUp = async () => {
    const clock = new ManualClock(Date.now());
    const desk = await openRolloutDesk(await open(clock), clock);
    const { addAgents, addFleet, addRelease, database, engine, follow, start, tenantId } = desk;
    const fleets = [await addFleet('old'), await addFleet('new')];
    const [agent] = await addAgents(fleets[0]!, 1);
    const [newcomer] = await addAgents(fleets[1]!, 1);
    const before = await addRelease();
    await start(before.id, [fleets[0]!]);
    await follow(agent!);
    await clock.advance(1000);
    await engine.tick();
    const withdraw = () =>
      database.tenant(tenantId, (tx) =>
        tx.sql.updateTable('releases').set({ state: 'withdrawn' }).where('id', '=', before.id).execute(),
      );
    const directives = () => database.tenant(tenantId, (tx) => tx.sql.selectFrom('directives').selectAll().execute());
    return { ...desk, clock, fleets, agent: agent!, newcomer: newcomer!, before, withdraw, directives };
  };

  it('is not rolled back, not even for the fleets that had none: nobody is sent to it, nobody is stopped', async () => {
    const { addRelease, agent, clock, command, directives, engine, fleets, follow, get, newcomer, start, withdraw } =
      await setUp();
    const { id } = await start((await addRelease()).id, fleets);
    for (const one of [agent, newcomer]) await follow(one);
    await clock.advance(1000);
    await engine.tick();
    assert.equal((await get(id)).state, 'completed');
    await withdraw();
    const told = await directives();
    await assert.rejects(command(id, 'rollback'), (error: PlatformError) => {
      assert.equal(error.code, 'nothing_to_roll_back_to');
      assert.match(error.detail!, /^Release 1, which it would go back to, is withdrawn\./);
      return true;
    });
    assert.equal((await get(id)).state, 'completed');
    assert.deepEqual(await directives(), told);
  });

  it('pauses instead of going back by itself, and says why', async () => {
    const { addRelease, agent, before, clock, engine, fleets, follow, get, start, withdraw } = await setUp();
    const { id } = await start((await addRelease()).id, [fleets[0]!], { onFailure: 'rollback' });
    // No platform of this version lets that happen; an older one may have.
    await withdraw();
    await follow(agent, 'failed', { runningReleaseId: before.id });
    await clock.advance(1000);
    await engine.tick();
    const { state, stateReason } = await get(id);
    assert.equal(state, 'paused');
    assert.match(stateReason!, /Release 1, which it would go back to, is withdrawn\.$/);
  });

  it('goes back as before when the release is available', async () => {
    const { addRelease, agent, before, command, fleets, follow, poll, start } = await setUp();
    const { id } = await start((await addRelease()).id, [fleets[0]!]);
    await follow(agent);
    await command(id, 'rollback');
    assert.equal((await poll(agent))[0]!.release!.id, before.id);
  });
});

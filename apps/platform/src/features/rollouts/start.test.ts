import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newId } from '@tensorguard/core';
import { ManualClock } from '@tensorguard/testkit';
import { eachDatabase } from '../../testing/databases.ts';
import { markSeen } from '../../testing/fleet-rows.ts';
import { openRolloutDesk, STRICT_GATE } from '../../testing/rollout-desk.ts';
import { ledgerEvents } from '../../testing/tenants.ts';

eachDatabase('the start of a rollout', (open) => {
  const setUp = async () => {
    const clock = new ManualClock(Date.now());
    const database = await open(clock);
    const desk = await openRolloutDesk(database, clock);
    return { ...desk, fleetId: await desk.addFleet('site'), database, clock };
  };

  it('refuses a second rollout of a line in a fleet, not in another fleet or line', async () => {
    const { addFleet, addRelease, command, fleetId, start } = await setUp();
    const release = await addRelease();
    const first = await start(release.id, [fleetId]);
    await assert.rejects(start(release.id, [await addFleet('b'), fleetId]), { code: 'rollout_conflict' });
    await command(first.id, 'pause');
    await assert.rejects(start(release.id, [fleetId]), { code: 'rollout_conflict' }, 'a paused one counts');
    await start(release.id, [await addFleet('c')]);
    await start((await addRelease('another line')).id, [fleetId]);
    await command(first.id, 'abort');
    await start(release.id, [fleetId]);
  });

  it('starts one of many that are asked for at once', async () => {
    const { addRelease, fleetId, start } = await setUp();
    const release = await addRelease();
    const tries = await Promise.allSettled(Array.from({ length: 4 }, () => start(release.id, [fleetId])));
    const refusals = tries.filter((one) => one.status === 'rejected');
    assert.deepEqual(
      refusals.map(({ reason }) => (reason as { code: string }).code),
      Array(3).fill('rollout_conflict'),
    );
  });

  it('refuses what is withdrawn, unknown or another tenant’s', async () => {
    const { addRelease, database, clock, fleetId, start } = await setUp();
    const release = await addRelease();
    const other = await openRolloutDesk(database, clock, 'other');
    const [foreignRelease, foreignFleet] = [await other.addRelease(), await other.addFleet('theirs')];
    await assert.rejects(start(foreignRelease.id, [fleetId]), { code: 'not_found' });
    await assert.rejects(start(release.id, [foreignFleet]), { code: 'not_found' });
    await assert.rejects(start(release.id, [fleetId, newId('flt')]), { code: 'not_found' });
    await assert.rejects(start(newId('rel'), [fleetId]), { code: 'not_found' });
    await database.system((tx) =>
      tx.sql.updateTable('releases').set({ state: 'withdrawn' }).where('id', '=', release.id).execute(),
    );
    await assert.rejects(start(release.id, [fleetId]), { code: 'release_withdrawn' });
    const { items } = await other.rollouts.list(other.tenantId, { limit: 10 });
    assert.deepEqual(items, []);
    await assert.rejects(other.get(newId('rlt')), { code: 'not_found' });
    await assert.rejects(other.rollouts.agents(other.tenantId, newId('rlt'), { limit: 1 }), { code: 'not_found' });
  });

  it('knows what each fleet goes back to: its newest completed release that is not withdrawn', async () => {
    const { addAgents, addFleet, addRelease, clock, database, engine, fleetId, follow, start } = await setUp();
    const empty = await addFleet('new site');
    const [agent] = await addAgents(fleetId, 1);
    const releases: string[] = [];
    for (let i = 0; i < 2; i++) {
      await clock.advance(1000);
      const release = await addRelease();
      releases.push(release.id);
      await start(release.id, [fleetId]);
      await markSeen(database, agent!.tenantId, [agent!.id]);
      await follow(agent!);
      await engine.tick();
    }
    await database.system((tx) =>
      tx.sql.updateTable('releases').set({ state: 'withdrawn' }).where('id', '=', releases[1]!).execute(),
    );
    const { previousReleases } = await start((await addRelease()).id, [fleetId, empty, fleetId]);
    assert.deepEqual(
      new Map(previousReleases.map((entry) => [entry.fleetId, entry.releaseId])),
      new Map([
        [fleetId, releases[0]!],
        [empty, null],
      ]),
    );
  });

  it('raises a share that would reach fewer agents than the gate needs', async () => {
    const { addAgents, addRelease, database, fleetId, get, start, tenantId } = await setUp();
    await addAgents(fleetId, 3);
    const stages = [
      { kind: 'share' as const, percent: 0.01 },
      { kind: 'share' as const, percent: 100 },
    ];
    const { id } = await start((await addRelease()).id, [fleetId], { stages, gate: { ...STRICT_GATE, minAgents: 2 } });
    const [first, last] = (await get(id)).stages;
    assert.equal(first!.counts.targeted, 2);
    assert.deepEqual(first!.stage, stages[0], 'what was asked for is kept beside what is used');
    assert.ok(first!.effectivePercent! > 0.01 && first!.effectivePercent! <= 100, String(first!.effectivePercent));
    assert.deepEqual([last!.stage, last!.effectivePercent], [stages[1], 100]);
    const created = (await ledgerEvents(database, tenantId)).find(({ type }) => type === 'rollout.created');
    const recorded = (created!.data as { stages: object[] }).stages[0];
    assert.deepEqual(recorded, { ...stages[0], effectivePercent: first!.effectivePercent });
  });

  it('does not start what the ledger could not hold, and leaves the log going', async () => {
    const { addRelease, fleetId, start, rollouts, tenantId } = await setUp();
    const labels = Object.fromEntries(Array.from({ length: 32 }, (_, i) => [`k${i}${'x'.repeat(58)}`, 'v'.repeat(63)]));
    const stages = [
      ...Array.from({ length: 19 }, () => ({ kind: 'group' as const, labels })),
      { kind: 'share' as const, percent: 100 },
    ];
    await assert.rejects(start((await addRelease()).id, [fleetId], { stages }), { code: 'request_invalid' });
    assert.deepEqual((await rollouts.list(tenantId, { limit: 10 })).items, []);
  });
});

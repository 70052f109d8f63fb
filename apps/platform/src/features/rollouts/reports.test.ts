import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newId } from '@tensorguard/core';
import { ManualClock } from '@tensorguard/testkit';
import { sql } from 'kysely';
import { eachDatabase } from '../../testing/databases.ts';
import { openRolloutDesk, REPORT_RETENTION_MS } from '../../testing/rollout-desk.ts';
import { ledgerEvents } from '../../testing/tenants.ts';

eachDatabase('reports of agents', (open) => {
  const setUp = async () => {
    const clock = new ManualClock(Date.now());
    const database = await open(clock);
    const desk = await openRolloutDesk(database, clock);
    const fleetId = await desk.addFleet('site');
    const [agent, neighbour] = await desk.addAgents(fleetId, 2);
    const release = await desk.addRelease();
    const { id: rolloutId } = await desk.start(release.id, [fleetId]);
    const [directive] = await desk.poll(agent!);
    const deployment = async () => (await desk.agents.get(desk.tenantId, agent!.id)).deployments[0];
    const entries = async () =>
      (await ledgerEvents(database, desk.tenantId)).filter(({ type }) => type.startsWith('deployment.'));
    return {
      ...desk,
      clock,
      database,
      fleetId,
      agent: agent!,
      neighbour: neighbour!,
      release,
      rolloutId,
      directive: directive!,
      deployment,
      entries,
    };
  };

  it('count once, whatever how often and how many at a time they come', async () => {
    const { agent, reports, reportOf, directive, deployment, entries, woken } = await setUp();
    const report = reportOf(directive, 'applied');
    const answers = await Promise.all(Array.from({ length: 4 }, () => reports.accept(agent, [report, report])));
    assert.deepEqual(
      answers,
      Array.from({ length: 4 }, () => [report.id, report.id]),
    );
    assert.equal((await entries()).length, 1);
    assert.equal((await deployment())!.state, 'applied');
    assert.equal(woken.count, 1);
  });

  it('with an id that another agent used count all the same', async () => {
    const { agent, neighbour, reports, reportOf, directive, entries } = await setUp();
    const report = reportOf(directive, 'applied');
    await reports.accept(neighbour, [report]);
    await reports.accept(agent, [report]);
    assert.deepEqual(
      (await entries()).map((entry) => entry.actor),
      [neighbour.id, agent.id],
    );
  });

  it('out of order do not overwrite newer news', async () => {
    const { agent, command, report, directive, deployment, rolloutId, poll, release, entries } = await setUp();
    await command(rolloutId, 'pause');
    await command(rolloutId, 'resume');
    const [newer] = await poll(agent);
    await report(agent, newer!, 'applied');
    await report(agent, directive, 'failed', { code: 'late' });
    const { state, directiveNumber, appliedRelease } = (await deployment())!;
    assert.deepEqual([state, directiveNumber, appliedRelease!.id], ['applied', 2, release.id]);
    assert.equal((await entries()).length, 2, 'the log has both');
  });

  it('lose names that are not the tenant’s, and keep the rest', async () => {
    const { agent, report, directive, deployment, database, clock } = await setUp();
    const other = await openRolloutDesk(database, clock, 'other');
    const foreign = await other.addRelease();
    const { id: foreignRollout } = await other.start(foreign.id, [await other.addFleet('theirs')]);
    await report(agent, directive, 'applied', {
      rolloutId: foreignRollout,
      releaseId: foreign.id,
      runningReleaseId: newId('rel'),
    });
    const { rolloutId, desiredRelease, appliedRelease } = (await deployment())!;
    assert.deepEqual([rolloutId, desiredRelease, appliedRelease], [null, null, null]);
    await report(agent, { ...directive, line: 'no such line' }, 'applied');
  });

  it('claim no number that was never given out', async () => {
    const { agent, report, directive, deployment, poll } = await setUp();
    for (const number of [directive.number + 1, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
      await report(agent, { ...directive, number }, 'applied');
      assert.equal(await deployment(), undefined);
      assert.equal((await poll(agent))[0]!.number, directive.number, 'and make the platform issue nothing');
    }
  });

  it('of a refusal do not raise the number that the agent must see next', async () => {
    const { agent, report, directive, deployment, poll, agents, tenantId } = await setUp();
    await report(agent, { ...directive, number: 1_000_000 }, 'refused', { code: 'signature_invalid' });
    const { state, directiveNumber, code } = (await deployment())!;
    assert.deepEqual([state, directiveNumber, code], ['refused', 0, 'signature_invalid']);
    assert.equal((await poll(agent))[0]!.number, directive.number);
    const { trust } = await agents.get(tenantId, agent.id);
    assert.ok(trust.deductions.some(({ cause }) => cause === 'package_refused'));
  });

  it('are forgotten by age, and what they said stays in ledger and deployment', async () => {
    const { agent, neighbour, reports, reportOf, directive, clock, database, tenantId, entries, deployment } =
      await setUp();
    const known = () => database.tenant(tenantId, (tx) => tx.sql.selectFrom('agent_reports').select('id').execute());
    const old = reportOf(directive, 'applied');
    await reports.accept(agent, [old]);
    await clock.advance(1);
    const young = reportOf(directive, 'applied');
    await reports.accept(neighbour, [young]);
    await clock.advance(REPORT_RETENTION_MS - 1);
    assert.equal(await reports.purge(), 0, 'exactly as old as the retention');
    await clock.advance(1);
    assert.equal(await reports.purge(), 1);
    assert.deepEqual(await known(), [{ id: young.id }]);
    assert.equal((await entries()).length, 2);
    assert.equal((await deployment())!.state, 'applied');
    await reports.accept(neighbour, [young]);
    assert.equal((await entries()).length, 2, 'what is remembered still counts once');
  });

  it('are forgotten however many there are', async () => {
    const { agent, reports, clock, database } = await setUp();
    await database.system(async (tx) => {
      await sql`insert into agent_reports (agent_id, id, tenant_id, received_at)
        select ${agent.id}, 'rpt_' || n, ${agent.tenantId}, ${new Date(tx.now)}
        from generate_series(1, 10001) as n`.execute(tx.sql);
    });
    await clock.advance(REPORT_RETENTION_MS + 1);
    assert.equal(await reports.purge(), 10_001);
    assert.equal(await reports.purge(), 0);
  });

  it('that the ledger or the database cannot hold are refused whole', async () => {
    const { agent, report, directive, deployment, entries } = await setUp();
    const timings = Object.fromEntries(Array.from({ length: 4000 }, (_, i) => [`step ${i} ${'x'.repeat(20)}`, i]));
    await assert.rejects(report(agent, directive, 'applied', { timings }), { code: 'request_invalid' });
    await assert.rejects(report(agent, directive, 'failed', { message: 'a\0b' }), { code: 'request_invalid' });
    await assert.rejects(report(agent, directive, 'failed', { message: '\ud800' }), { code: 'request_invalid' });
    assert.deepEqual([await deployment(), await entries()], [undefined, []]);
    await report(agent, directive, 'applied', { timings: { download: 12.5 } });
    assert.deepEqual((await entries())[0]!.data['timingsMs'], { download: 12.5 });
  });
});

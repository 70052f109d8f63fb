import assert from 'node:assert/strict';
import { it } from 'node:test';
import { operatorRoutes } from '@tensorguard/contract';
import { newId } from '@tensorguard/core';
import { ManualClock } from '@tensorguard/testkit';
import { json } from '../../db/database.ts';
import { eachDatabase } from '../../testing/databases.ts';
import { addFleet, addFleetAgent, markSeen } from '../../testing/fleet-rows.ts';
import { HEARTBEAT_MS, openRolloutDesk } from '../../testing/rollout-desk.ts';
import { addTenant, ledgerEvents } from '../../testing/tenants.ts';
import { createFleets } from '../fleets/service.ts';
import { createAgents, type AgentQuery } from './service.ts';

const MANY = 1_050;

eachDatabase('agents', (open) => {
  const setUp = async () => {
    const clock = new ManualClock(Date.now());
    const database = await open(clock);
    const operator = await addTenant(database, 'acme');
    const { tenantId } = operator;
    const agents = createAgents({ database, heartbeatMs: HEARTBEAT_MS });
    const fleets = createFleets({ database, agents });
    const names = async (query: Partial<AgentQuery>) =>
      (await agents.list(tenantId, { limit: 100, ...query })).items.map(({ name }) => name);
    return { clock, database, operator, tenantId, agents, fleets, names };
  };

  it('are online, late, offline or never seen, by the same borders in lists, counts and pages', async () => {
    const { clock, database, tenantId, agents, names } = await setUp();
    const fleetId = await addFleet(database, tenantId, 'site');
    const now = clock.now();
    const seen: [string, number | null, string][] = [
      ['a now', now, 'online'],
      ['b ahead', now + 60_000, 'online'],
      ['c last online', now - 1.5 * HEARTBEAT_MS, 'online'],
      ['d first late', now - 1.5 * HEARTBEAT_MS - 1, 'late'],
      ['e last late', now - 3.5 * HEARTBEAT_MS, 'late'],
      ['f first offline', now - 3.5 * HEARTBEAT_MS - 1, 'offline'],
      ['g never', null, 'never'],
    ];
    const ids = new Map<string, string>();
    for (const [name, seenAt] of seen) {
      ids.set(name, (await addFleetAgent(database, tenantId, fleetId, { name, seenAt })).id);
    }
    for (const connection of ['online', 'late', 'offline', 'never'] as const) {
      const expected = seen.filter(([, , state]) => state === connection).map(([name]) => name);
      assert.deepEqual(await names({ connection }), expected, connection);
    }
    for (const [name, , state] of seen) {
      assert.equal((await agents.get(tenantId, ids.get(name)!)).connection, state, name);
    }
    const counts = await database.tenant(tenantId, (tx) => agents.countsByFleet(tx));
    assert.deepEqual(counts.get(fleetId), { total: 7, online: 3, late: 2, offline: 2, revoked: 0 });
  });

  it('are found by fleet, status, labels, keys of labels and part of the name', async () => {
    const { database, tenantId, names, operator, agents } = await setUp();
    const [a, b] = [await addFleet(database, tenantId, 'a'), await addFleet(database, tenantId, 'b')];
    const add = (fleetId: string, name: string, labels: Record<string, string>) =>
      addFleetAgent(database, tenantId, fleetId, { name, labels });
    await add(a, 'Alpha %', { ring: '0', site: 'x=y' });
    const beta = await add(a, 'beta_1', { ring: '1' });
    await add(b, 'Gamma', { ring: '0', empty: '' });
    await add(b, 'betaX1', {});
    await database.tenant(tenantId, (tx) =>
      tx.sql.updateTable('agents').set({ status: 'revoked' }).where('id', '=', beta.id).execute(),
    );
    // In the order of the database, which is not the same for every collation.
    const cases: [string, Partial<AgentQuery>, string[]][] = [
      ['a fleet', { fleetId: a }, ['Alpha %', 'beta_1']],
      ['live ones', { status: 'active' }, ['Alpha %', 'Gamma', 'betaX1']],
      ['revoked ones', { status: 'revoked' }, ['beta_1']],
      ['a label', { label: 'ring=0' }, ['Alpha %', 'Gamma']],
      ['two labels', { label: 'ring=0,site=x=y' }, ['Alpha %']],
      ['a key', { label: 'ring' }, ['Alpha %', 'Gamma', 'beta_1']],
      ['a key and a label', { label: 'empty,ring=0' }, ['Gamma']],
      ['an empty value', { label: 'empty=' }, ['Gamma']],
      ['a label that is no pattern', { label: 'ring=%' }, []],
      ['part of a name in any case', { search: 'BETA' }, ['betaX1', 'beta_1']],
      ['an underscore that is no pattern', { search: 'a_1' }, ['beta_1']],
      ['a per cent sign that is no pattern', { search: '%' }, ['Alpha %']],
      [
        'all at once',
        { fleetId: a, status: 'active', label: 'ring=0', search: 'alp', connection: 'online' },
        ['Alpha %'],
      ],
      ['an unknown fleet', { fleetId: newId('flt') }, []],
    ];
    for (const [name, query, expected] of cases) assert.deepEqual((await names(query)).sort(), expected.sort(), name);
    await assert.rejects(names({ search: '\0' }), { code: 'request_invalid' });
    await assert.rejects(agents.list(operator.tenantId, { limit: 1, cursor: 'x' }), { code: 'cursor_invalid' });
  });

  it('come page by page without gap or repeat, over a thousand with many of one name', async () => {
    const { database, tenantId, agents, clock } = await setUp();
    const fleetId = await addFleet(database, tenantId, 'site');
    const first = await addFleetAgent(database, tenantId, fleetId, { name: 'ä 0', seenAt: null });
    await database.system(async (tx) => {
      const [template] = await tx.sql.selectFrom('agents').selectAll().where('id', '=', first.id).execute();
      const rows = Array.from({ length: MANY - 1 }, (_, i) => {
        const id = newId('agt', clock.now() + i);
        const name = `${['ä', 'Z', 'a', '_'][i % 4]} ${i % 37}`;
        const json_ = { labels: json({}), facts: json({}) };
        return { ...template!, ...json_, id, name, spiffe_id: id, public_key_hash: Buffer.from(id) };
      });
      await tx.sql.insertInto('agents').values(rows).execute();
    });
    const seen: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await agents.list(tenantId, { limit: 100, cursor });
      assert.ok(page.items.length > 0 && page.items.length <= 100);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
      pages++;
    } while (cursor !== undefined);
    assert.deepEqual([pages, seen.length, new Set(seen).size], [11, MANY, MANY]);
  });

  it('are shown with everything that is known of them', async () => {
    const clock = new ManualClock(Date.now());
    const database = await open(clock);
    const desk = await openRolloutDesk(database, clock);
    const { tenantId, agents } = desk;
    const fleetId = await desk.addFleet('site');
    const certificate = { notBefore: clock.now() - 1000, notAfter: clock.now() + 3_600_000 };
    const [agent] = await desk.addAgents(fleetId, 1, { name: 'Scanner', labels: { ring: '0' }, certificate });
    await database.tenant(tenantId, async (tx) => {
      const hello = {
        hostname: 'box',
        platform: 'linux',
        osRelease: '6',
        architecture: 'x64',
        cpuModel: 'c',
        cpuCount: 1,
        memoryBytes: 1,
      };
      const facts = json({ ...hello, agentVersion: '1', runtimeVersion: '1' });
      await tx.sql.updateTable('agents').set({ facts }).where('id', '=', agent!.id).execute();
      const newer = {
        serial: 'ff',
        tenant_id: tenantId,
        agent_id: agent!.id,
        issued_at: new Date(tx.now),
        revoked_at: null,
      };
      await tx.sql
        .insertInto('agent_certificates')
        .values({ ...newer, not_before: new Date(tx.now), not_after: new Date(tx.now + 7_200_000) })
        .execute();
    });
    const release = await desk.addRelease();
    await desk.start(release.id, [fleetId]);
    await desk.follow(agent!);
    await desk.start((await desk.addRelease('other line')).id, [fleetId]);
    for (const directive of await desk.poll(agent!)) {
      if (directive.line !== 'direction')
        await desk.report(agent!, directive, 'failed', { code: 'disk_full', message: 'no room' });
    }
    const inference = { requests: 7, errors: 1, p50Ms: 0.5, p95Ms: 0.9 };
    const models = [{ line: 'direction', releaseId: release.id, inference }];
    await markSeen(database, tenantId, [agent!.id], { models, clockSkewMs: -40_000 });
    const telemetry = { cpuPercent: 1, memoryUsedBytes: 1, memoryTotalBytes: 1, diskUsedBytes: 1, diskTotalBytes: 1 };
    await database.tenant(tenantId, (tx) =>
      tx.sql
        .updateTable('agent_last_seen')
        .set({ telemetry: json({ ...telemetry, processMemoryBytes: 1, uptimeSeconds: 1, spooledReports: 0 }) })
        .execute(),
    );
    const shown = operatorRoutes.getAgent.success.body.parse(await agents.get(tenantId, agent!.id));
    assert.equal(shown.certificate!.serial, 'ff', 'the one that lasts longest');
    assert.deepEqual(shown.releases, [{ line: 'direction', number: 1 }]);
    assert.deepEqual(
      shown.deployments.map(({ line, state, inference: figures, code, appliedRelease }) => [
        line,
        state,
        figures,
        code,
        appliedRelease,
      ]),
      [
        ['direction', 'applied', inference, null, { id: release.id, number: 1 }],
        ['other line', 'failed', null, 'disk_full', null],
      ],
    );
    assert.equal(shown.trust.score, 100 - 10 - 10 - 15);
    assert.deepEqual(await database.tenant(tenantId, (tx) => agents.trust(tx, agent!.id)), shown.trust);
    await assert.rejects(agents.get(tenantId, newId('agt')), { code: 'not_found' });
    await assert.rejects(
      database.tenant(tenantId, (tx) => agents.trust(tx, newId('agt'))),
      { code: 'not_found' },
    );
    const stranger = await addTenant(database, 'other');
    await assert.rejects(agents.get(stranger.tenantId, agent!.id), { code: 'not_found' });
    await assert.rejects(agents.update(stranger, agent!.id, { name: 'mine' }), { code: 'not_found' });
  });

  it('are renamed and labelled, with what changed in the ledger', async () => {
    const { database, tenantId, operator, agents } = await setUp();
    const fleetId = await addFleet(database, tenantId, 'site');
    const agent = await addFleetAgent(database, tenantId, fleetId, { name: 'old', labels: { a: '1' } });
    const renamed = await agents.update(operator, agent.id, { name: 'new' });
    assert.deepEqual([renamed.name, renamed.labels], ['new', { a: '1' }]);
    assert.deepEqual((await agents.update(operator, agent.id, { labels: { b: '2' } })).labels, { b: '2' });
    await agents.update(operator, agent.id, {});
    assert.deepEqual(
      (await ledgerEvents(database, tenantId)).map(({ type, data }) => [type, data]),
      [
        ['agent.updated', { name: 'new' }],
        ['agent.updated', { labels: { b: '2' } }],
      ],
    );
    await assert.rejects(agents.update(operator, newId('agt'), {}), { code: 'not_found' });
  });

  it('make the averages of their fleets, which are kept for five seconds', async () => {
    const { clock, database, tenantId, operator, agents, fleets } = await setUp();
    const site = await fleets.create(operator, { name: 'Site', environment: 'test', region: 'here' });
    assert.deepEqual([site.averageTrust, site.agents.total], [null, 0]);
    assert.deepEqual((await agents.trustSummary(tenantId, clock.now())).average, null);
    const busy = await addFleet(database, tenantId, 'busy');
    const certificate = { notBefore: clock.now(), notAfter: clock.now() + 86_400_000 };
    await addFleetAgent(database, tenantId, busy, { certificate });
    await addFleetAgent(database, tenantId, busy, { certificate, clockSkewMs: 99_000 });
    await addFleetAgent(database, tenantId, busy, { seenAt: null });
    assert.equal((await fleets.get(tenantId, busy)).averageTrust, null, 'still the old figures');
    await clock.advance(5_000);
    const fleet = await fleets.get(tenantId, busy);
    assert.deepEqual(fleet.agents, { total: 3, online: 2, late: 0, offline: 1, revoked: 0 });
    assert.equal(fleet.averageTrust, (90 + 80 + 30) / 3);
    const summary = await agents.trustSummary(tenantId, clock.now());
    assert.deepEqual(summary.bands, { high: 2, medium: 0, low: 1 });
  });
});

eachDatabase('fleets', (open) => {
  it('have names of their own within a tenant, are listed by name and recorded', async () => {
    const database = await open();
    const operator = await addTenant(database, 'acme');
    const other = await addTenant(database, 'other');
    const agents = createAgents({ database, heartbeatMs: HEARTBEAT_MS });
    const fleets = createFleets({ database, agents });
    const where = { environment: 'production', region: 'eu' };
    for (const name of ['d', 'b', 'a', 'c', 'e']) await fleets.create(operator, { name, ...where });
    await assert.rejects(fleets.create(operator, { name: 'a', ...where }), { code: 'name_taken' });
    const theirs = await fleets.create(other, { name: 'a', ...where });
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await fleets.list(operator.tenantId, { limit: 2, cursor });
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    assert.deepEqual(names, ['a', 'b', 'c', 'd', 'e']);
    await assert.rejects(fleets.get(operator.tenantId, theirs.id), { code: 'not_found' });
    const events = await ledgerEvents(database, operator.tenantId);
    assert.deepEqual(
      events.map(({ type, data }) => [type, data['name']]),
      ['d', 'b', 'a', 'c', 'e'].map((name) => ['fleet.created', name]),
    );
  });
});

import assert from 'node:assert/strict';
import { it, test } from 'node:test';
import type { Stage } from '@tensorguard/contract';
import { newId } from '@tensorguard/core';
import fc from 'fast-check';
import { eachDatabase } from '../../testing/databases.ts';
import { addFleet, addFleetAgent } from '../../testing/fleet-rows.ts';
import { addTenant } from '../../testing/tenants.ts';
import {
  bucketOf,
  bucketOfNth,
  carriesLabels,
  effectivePercentOf,
  raiseShares,
  stageOf,
  stageSql,
  type PlannedStage,
} from './cohort.ts';

const ROLLOUT = newId('rlt');
const share = (percent: number): Stage => ({ kind: 'share', percent });
const group = (labels: Record<string, string>): Stage => ({ kind: 'group', labels });

test('buckets are uniform, and another rollout has other canaries', () => {
  const ids = Array.from({ length: 20_000 }, () => newId('agt'));
  const inCanary = (rollout: string) => new Set(ids.filter((id) => bucketOf(rollout, id) < 0.1));
  const [one, other] = [inCanary(newId('rlt')), inCanary(newId('rlt'))];
  // Five standard deviations of a binomial distribution: fails once in two million runs.
  const spread = 5 * Math.sqrt(ids.length * 0.1 * 0.9);
  for (const size of [one.size, other.size]) assert.ok(Math.abs(size - ids.length * 0.1) < spread, String(size));
  const both = one.intersection(other).size;
  assert.ok(Math.abs(both - ids.length * 0.01) < 5 * Math.sqrt(ids.length * 0.01), String(both));
});

test('a bucket never changes: it is the first 32 bits of SHA-256 of both ids', () => {
  // printf 'rlt_1:agt_1' | sha256sum | cut -c1-8
  assert.equal(bucketOf('rlt_1', 'agt_1') * 2 ** 32, 0xd59baf62);
});

test('whoever is in a share is in every greater one', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), fc.double({ min: 0.01, max: 100, noNaN: true }), (rollout, id, percent) => {
      const agent = { id, labels: {} };
      if (stageOf(rollout, [share(percent)], agent) !== 0) return true;
      return stageOf(rollout, [share(Math.min(100, percent * 1.5))], agent) === 0;
    }),
  );
  assert.equal(stageOf(ROLLOUT, [share(100)], { id: newId('agt'), labels: {} }), 0);
});

test('the first stage that fits decides, groups by all of their labels', () => {
  const stages = [group({ ring: '0', site: 'a' }), group({ ring: '1' }), share(100)];
  const cases: [Record<string, string>, number][] = [
    [{ ring: '0', site: 'a', more: 'x' }, 0],
    [{ ring: '0', site: 'b' }, 2],
    [{ ring: '1' }, 1],
    [{}, 2],
  ];
  for (const [labels, stage] of cases) assert.equal(stageOf(ROLLOUT, stages, { id: newId('agt'), labels }), stage);
  assert.equal(stageOf(ROLLOUT, [group({ ring: '0' })], { id: newId('agt'), labels: {} }), -1);
});

test('an inherited property is no label', () => {
  assert.equal(carriesLabels({}, { constructor: 'x' }), false);
  assert.equal(carriesLabels({}, JSON.parse('{"toString":"x"}') as Record<string, string>), false);
  assert.equal(carriesLabels({ a: '1' }, {}), true);
});

test('shares are raised to the last agent that must be in, and no further', () => {
  const stages = [share(1), group({ a: 'b' }), share(10), share(50), share(100)];
  const percents = (least: number) => raiseShares(stages, least).map((s) => effectivePercentOf(s) ?? s.kind);
  assert.deepEqual(percents(0), [1, 'group', 10, 50, 100], 'without any agent nothing is raised');
  assert.deepEqual(percents(0.5), [1, 'group', 10, 50, 100]);
  assert.deepEqual(percents(33.333), [33.35, 'group', 33.35, 50, 100]);
  assert.deepEqual(percents(99.999), [100, 'group', 100, 100, 100]);
  assert.deepEqual(
    raiseShares(stages, 33.333)[0],
    { kind: 'share', percent: 1, effectivePercent: 33.35 },
    'what was asked for stays',
  );
});

test('a raised share always reaches the agent that it was raised for', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), (rollout, id) => {
      const place = bucketOf(rollout, id) * 100;
      const [stage] = raiseShares([share(0.001)], place);
      const used = effectivePercentOf(stage!)!;
      return place === 0 || (place < used && used <= 100 && stageOf(rollout, [stage!], { id, labels: {} }) === 0);
    }),
  );
});

eachDatabase('cohorts in SQL', (open) => {
  it('puts each agent into the same stage as the code does', async () => {
    const database = await open();
    const { tenantId } = await addTenant(database, 'acme');
    const fleetId = await addFleet(database, tenantId, 'site');
    const agents = new Map<string, Record<string, string>>();
    for (let i = 0; i < 60; i++) {
      const labels = { ring: String(i % 4), ...(i % 3 === 0 ? { 'a.b/c': 'ü "x" \\ %' } : {}) };
      agents.set((await addFleetAgent(database, tenantId, fleetId, { labels, seenAt: null })).id, labels);
    }
    const anyStage = fc.oneof(
      fc.double({ min: 0.001, max: 100, noNaN: true }).map(share),
      fc.constantFrom<PlannedStage>({ kind: 'share', percent: 1, effectivePercent: 40 }),
      fc.constantFrom(
        group({ ring: '1' }),
        group({ 'a.b/c': 'ü "x" \\ %' }),
        group({ ring: '2', none: '' }),
        group({}),
      ),
    );
    const plans = fc.tuple(fc.uuid(), fc.array(anyStage, { minLength: 1, maxLength: 6 }));
    await fc.assert(
      fc.asyncProperty(plans, async ([rollout, stages]) => {
        const rows = await database.tenant(tenantId, (tx) =>
          tx.sql
            .selectFrom('agents')
            .select(['id', stageSql(rollout, stages).as('stage')])
            .execute(),
        );
        assert.equal(rows.length, agents.size);
        for (const { id, stage } of rows)
          assert.equal(stage, stageOf(rollout, stages, { id, labels: agents.get(id)! }));
      }),
      { numRuns: 30 },
    );
  });

  it('draws the border of a share where the code does: an agent at the border is not in', async () => {
    const database = await open();
    const { tenantId } = await addTenant(database, 'acme');
    const fleetId = await addFleet(database, tenantId, 'site');
    for (let i = 0; i < 10; i++) {
      const { id } = await addFleetAgent(database, tenantId, fleetId, { seenAt: null });
      const place = bucketOf(ROLLOUT, id) * 100;
      for (const [percent, stage] of [
        [place, -1],
        [place + 1e-9, 0],
      ] as const) {
        const row = await database.tenant(tenantId, (tx) =>
          tx.sql
            .selectFrom('agents')
            .select(stageSql(ROLLOUT, [share(percent)]).as('stage'))
            .where('id', '=', id)
            .executeTakeFirstOrThrow(),
        );
        assert.deepEqual([stageOf(ROLLOUT, [share(percent)], { id, labels: {} }), row.stage], [stage, stage]);
      }
    }
  });

  it('finds the place of the n-th agent that a rollout would reach', async () => {
    const database = await open();
    const { tenantId } = await addTenant(database, 'acme');
    const [fleetId, elsewhere] = [await addFleet(database, tenantId, 'a'), await addFleet(database, tenantId, 'b')];
    const places: number[] = [];
    for (let i = 0; i < 12; i++) {
      const labels = i % 2 === 0 ? { gpu: 'yes' } : {};
      const { id } = await addFleetAgent(database, tenantId, fleetId, { labels, seenAt: null });
      if (i % 2 === 0) places.push(bucketOf(ROLLOUT, id) * 100);
    }
    await addFleetAgent(database, tenantId, elsewhere, { labels: { gpu: 'yes' }, seenAt: null });
    places.sort((a, b) => a - b);
    const nth = (n: number, fleets = [fleetId]) =>
      database.tenant(tenantId, (tx) => bucketOfNth(tx, ROLLOUT, fleets, { gpu: 'yes' }, n));
    assert.equal(await nth(1), places[0]);
    assert.equal(await nth(4), places[3]);
    assert.equal(await nth(99), places[5], 'the last one when there are fewer');
    assert.equal(await database.tenant(tenantId, (tx) => bucketOfNth(tx, ROLLOUT, [fleetId], { gpu: 'no' }, 1)), 0);
  });
});

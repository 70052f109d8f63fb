import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newId } from '@tensorguard/core';
import { ManualClock } from '@tensorguard/testkit';
import fc from 'fast-check';
import { sql } from 'kysely';
import type { Database } from '../../db/database.ts';
import { eachDatabase } from '../../testing/databases.ts';
import { addFleet, addFleetAgent } from '../../testing/fleet-rows.ts';
import { addTenant } from '../../testing/tenants.ts';
import { connectionCutoffs } from '../presence/connection.ts';
import { createAgents } from './service.ts';
import { countTrustSigns, summariseTrust, trustGroups } from './trust-summary.ts';

const HEARTBEAT_MS = 10_000;
const DAY_MS = 86_400_000;

eachDatabase('the trust summary', (open) => {
  const setUp = async () => {
    const clock = new ManualClock(Math.floor(Date.now() / 1000) * 1000);
    const database = await open(clock);
    const { tenantId } = await addTenant(database, 'acme');
    const cutoffs = connectionCutoffs(clock.now(), HEARTBEAT_MS);
    const count = () => database.tenant(tenantId, (tx) => countTrustSigns(tx, cutoffs));
    return { clock, database, tenantId, cutoffs, count };
  };

  it('is that of the scores of the agents one by one, whatever is known of them', async () => {
    const { clock, database, tenantId, count } = await setUp();
    const now = clock.now();
    const agents = createAgents({ database, heartbeatMs: HEARTBEAT_MS });
    const fleets = [await addFleet(database, tenantId, 'a'), await addFleet(database, tenantId, 'b')];
    const around = (...borders: number[]) => fc.constantFrom(...borders.flatMap((at) => [at - 1, at, at + 1]));
    const anyAgent = fc.record({
      fleetId: fc.constantFrom(...fleets),
      seenAt: fc.option(around(now, now - 1.5 * HEARTBEAT_MS, now - 3.5 * HEARTBEAT_MS)),
      clockSkewMs: around(0, 30_000, -30_000),
      certificates: fc.array(
        fc.record({ notBefore: around(now - 0.85 * DAY_MS, now - DAY_MS, now), lifeMs: fc.constant(DAY_MS) }),
        { maxLength: 3 },
      ),
      states: fc.uniqueArray(fc.constantFrom('applied', 'failed', 'refused', 'received', 'stopped'), { maxLength: 3 }),
    });
    for (const traits of fc.sample(anyAgent, 80)) {
      const { id } = await addFleetAgent(database, tenantId, traits.fleetId, traits);
      await addCertificates(database, tenantId, id, traits.certificates);
      await addDeployments(database, tenantId, id, traits.states);
    }
    const revoked = await addFleetAgent(database, tenantId, fleets[0]!);
    await database.system((tx) =>
      tx.sql.updateTable('agents').set({ status: 'revoked' }).where('id', '=', revoked.id).execute(),
    );

    const { items } = await agents.list(tenantId, { limit: 200, status: 'active' });
    const mean = (of: typeof items) => of.reduce((sum, { trustScore }) => sum + trustScore, 0) / of.length;
    const summary = summariseTrust(await count());
    assert.equal(items.length, 80);
    assert.equal(summary.average, mean(items));
    for (const [fleetId, members] of Map.groupBy(items, (item) => item.fleetId)) {
      assert.equal(summary.averageByFleet.get(fleetId), mean(members));
    }
    const inBand = (from: number, to: number) => items.filter((i) => i.trustScore >= from && i.trustScore < to).length;
    assert.deepEqual(summary.bands, { high: inBand(80, 101), medium: inBand(50, 80), low: inBand(0, 50) });
    assert.deepEqual(await agents.trustSummary(tenantId, now), summary);
  });

  it('is of nobody without agents', async () => {
    const { count } = await setUp();
    const bands = { high: 0, medium: 0, low: 0 };
    assert.deepEqual(summariseTrust(await count()), { averageByFleet: new Map(), average: null, bands });
  });

  it('takes one row for each group from the database, and reads no table more than once', async () => {
    const { database, tenantId, cutoffs, count, clock } = await setUp();
    const fleetId = await addFleet(database, tenantId, 'site');
    const neighbour = await addTenant(database, 'other');
    const fleets = [fleetId, await addFleet(database, neighbour.tenantId, 'theirs')];
    await addMany(database, tenantId, fleets[0]!, 3_000);
    await addMany(database, neighbour.tenantId, fleets[1]!, 1_000);
    assert.deepEqual(new Set((await count()).map(({ agents }) => agents)), new Set([1_000, 2_000]));

    const plan = await database.tenant(tenantId, async (tx) => {
      const statement = trustGroups(new Date(clock.now()), cutoffs);
      const { rows } = await sql<{
        'QUERY PLAN': [{ Plan: PlanNode }];
      }>`explain (analyze, format json) ${statement}`.execute(tx.sql);
      return rows[0]!['QUERY PLAN'][0].Plan;
    });
    const reads = nodesOf(plan).filter((node) => node['Relation Name'] !== undefined);
    const tables = reads.map((node) => String(node['Relation Name'])).toSorted();
    assert.deepEqual(tables, ['agent_certificates', 'agent_last_seen', 'agents', 'deployments']);
    for (const node of reads) assert.equal(node['Actual Loops'], 1, `${node['Relation Name']} is read again and again`);
    assert.equal(plan['Actual Rows'], 2);
  });
});

/** A step of a plan, as EXPLAIN tells it. */
interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Actual Loops': number;
  readonly 'Actual Rows': number;
  readonly Plans?: readonly PlanNode[];
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap((child) => nodesOf(child))];
}

/** Agents by their rows, seen just now, each with an expired and a valid certificate; every third has a failed release. */
async function addMany(database: Database, tenantId: string, fleetId: string, count: number): Promise<void> {
  await database.system(async (tx) => {
    const now = new Date(tx.now);
    const [prefix, lineId] = [newId('agt'), newId('lin')];
    const names = sql`select ${prefix} || '_' || n as id, n from generate_series(1, ${count}::integer) as n`;
    await tx.sql
      .insertInto('lines')
      .values({
        id: lineId,
        tenant_id: tenantId,
        name: 'x',
        last_release_number: 0,
        last_directive_number: 0,
        created_at: now,
      })
      .execute();
    await sql`insert into agents (id, tenant_id, fleet_id, join_token_id, name, labels, status, spiffe_id,
        public_key_hash, recipient_key, facts, enrolled_at)
      select id, ${tenantId}, ${fleetId}, ${fleetId.replace('flt_', 'jtk_')}, id, '{}', 'active', id, '', '', '{}', ${now}
      from (${names}) as names`.execute(tx.sql);
    await sql`insert into agent_last_seen (agent_id, tenant_id, seen_at, clock_skew_ms, telemetry, models)
      select id, ${tenantId}, ${now}, 0, '{}', '[]' from (${names}) as names`.execute(tx.sql);
    for (const [index, days] of [-1, 1].entries()) {
      const end = new Date(tx.now + days * DAY_MS);
      await sql`insert into agent_certificates (serial, tenant_id, agent_id, not_before, not_after, issued_at)
        select id || ${index}, ${tenantId}, id, ${new Date(tx.now - DAY_MS)}, ${end}, ${now} from (${names}) as names`.execute(
        tx.sql,
      );
    }
    await sql`insert into deployments (agent_id, line_id, tenant_id, state, directive_number, updated_at)
      select id, ${lineId}, ${tenantId}, 'failed', 1, ${now} from (${names}) as names where n % 3 = 0`.execute(tx.sql);
  });
  await database.system((tx) => sql`analyze`.execute(tx.sql));
}

async function addCertificates(
  database: Database,
  tenantId: string,
  agentId: string,
  certificates: readonly { notBefore: number; lifeMs: number }[],
): Promise<void> {
  if (certificates.length === 0) return;
  const rows = certificates.map(({ notBefore, lifeMs }, index) => ({
    serial: `${agentId} ${index}`,
    tenant_id: tenantId,
    agent_id: agentId,
    not_before: new Date(notBefore),
    // Apart, so that it is clear which of them ends last.
    not_after: new Date(notBefore + lifeMs + index * 10),
    issued_at: new Date(notBefore),
    revoked_at: null,
  }));
  await database.tenant(tenantId, (tx) => tx.sql.insertInto('agent_certificates').values(rows).execute());
}

async function addDeployments(
  database: Database,
  tenantId: string,
  agentId: string,
  states: readonly ('applied' | 'failed' | 'refused' | 'received' | 'stopped')[],
): Promise<void> {
  await database.tenant(tenantId, async (tx) => {
    for (const [index, state] of states.entries()) {
      const line = await tx.sql
        .insertInto('lines')
        .values({
          id: newId('lin'),
          tenant_id: tenantId,
          name: `line ${index}`,
          last_release_number: 0,
          last_directive_number: 0,
          created_at: new Date(tx.now),
        })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doUpdateSet({ last_release_number: 0 }))
        .returning('id')
        .executeTakeFirstOrThrow();
      await tx.sql
        .insertInto('deployments')
        .values({
          agent_id: agentId,
          line_id: line.id,
          tenant_id: tenantId,
          state,
          directive_number: 1,
          rollout_id: null,
          desired_release_id: null,
          applied_release_id: null,
          code: null,
          message: null,
          updated_at: new Date(tx.now),
          applied_at: null,
        })
        .execute();
    }
  });
}

import type { RolloutAgent } from '@tensorguard/contract';
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { ConnectionCutoffs } from '../presence/connection.ts';
import { stageSql } from './cohort.ts';
import type { NamedRolloutRow, RolloutRow } from './store.ts';

/** Work on a release that takes longer than this is shown as stuck, milliseconds. */
const STUCK_AFTER_MS = 120_000;

/** How far an agent is with a rollout. */
export type MemberState = RolloutAgent['state'];

/** Counts of one stage's agents. */
export interface StageCounts {
  readonly targeted: number;
  /** Online or already reporting, and able to take the release. */
  readonly eligible: number;
  readonly inProgress: number;
  readonly applied: number;
  readonly failed: number;
}

export const NO_COUNTS: StageCounts = { targeted: 0, eligible: 0, inProgress: 0, applied: 0, failed: 0 };

/** Sums of counts. */
export function addCounts(a: StageCounts, b: StageCounts): StageCounts {
  return {
    targeted: a.targeted + b.targeted,
    eligible: a.eligible + b.eligible,
    inProgress: a.inProgress + b.inProgress,
    applied: a.applied + b.applied,
    failed: a.failed + b.failed,
  };
}

/** What an agent must offer, from the manifest. */
interface Compatibility {
  readonly architectures?: readonly string[];
  readonly minMemoryBytes?: number;
}

/** One row for each live agent that the rollout reaches, with stage and state. */
function members(
  rollout: RolloutRow & { manifest: Record<string, unknown> },
  cutoffs: ConnectionCutoffs,
): RawBuilder<unknown> {
  const { architectures = null, minMemoryBytes = 0 } = (rollout.manifest['compatibility'] ?? {}) as Compatibility;
  return sql`
    select agents.id, agents.name, agents.fleet_id, fleets.name as fleet_name,
      ${stageSql(rollout.id, rollout.stages)} as stage,
      coalesce(agent_last_seen.seen_at >= ${cutoffs.online}, false) as online,
      ((${architectures}::text[] is null or agents.facts->>'architecture' = any(${architectures}::text[]))
        and (agents.facts->>'memoryBytes')::float8 >= ${minMemoryBytes}::float8) as able,
      deployments.rollout_id is not distinct from ${rollout.id} as told,
      case
        when deployments.applied_release_id = ${rollout.release_id} and deployments.state <> 'received' then 'applied'
        when deployments.rollout_id = ${rollout.id} and deployments.state in ('failed', 'refused')
          and deployments.updated_at >= ${rollout.judged_from} then 'failed'
        when deployments.rollout_id = ${rollout.id} and deployments.state = 'received' then 'in_progress'
        when coalesce(agent_last_seen.seen_at >= ${cutoffs.online}, false) then 'waiting'
        else 'offline' end as state,
      deployments.updated_at, deployments.applied_at, deployments.code, deployments.message, agent_last_seen.models
    from agents
    join fleets on fleets.id = agents.fleet_id
    join rollout_fleets on rollout_fleets.fleet_id = agents.fleet_id and rollout_fleets.rollout_id = ${rollout.id}
    left join agent_last_seen on agent_last_seen.agent_id = agents.id
    left join deployments on deployments.agent_id = agents.id and deployments.line_id = ${rollout.line_id}
    where agents.status = 'active' and agents.labels @> ${JSON.stringify(rollout.selector)}::jsonb`;
}

/** Counts by stage. Stages that reach nobody are absent. */
export async function countStages(
  tx: Tx,
  rollout: NamedRolloutRow,
  cutoffs: ConnectionCutoffs,
): Promise<Map<number, StageCounts>> {
  const { rows } = await sql<StageCounts & { stage: number }>`
    select stage, count(*) as "targeted",
      count(*) filter (where (online or told or state = 'applied') and able) as "eligible",
      count(*) filter (where state = 'in_progress') as "inProgress",
      count(*) filter (where state = 'applied') as "applied",
      count(*) filter (where state = 'failed') as "failed"
    from (${members(rollout, cutoffs)}) as members where stage >= 0 group by stage`.execute(tx.sql);
  return new Map(rows.map(({ stage, ...counts }) => [stage, counts]));
}

/** The 95th percentile, over agents that run the release, of their own p95 run time; null without figures. */
export async function latencyOf(
  tx: Tx,
  rollout: NamedRolloutRow,
  throughStage: number,
  cutoffs: ConnectionCutoffs,
): Promise<number | null> {
  const { rows } = await sql<{ p95: number | null }>`
    select percentile_disc(0.95) within group (order by (model->'inference'->>'p95Ms')::float8) as p95
    from (${members(rollout, cutoffs)}) as members, jsonb_array_elements(members.models) as model
    where stage between 0 and ${throughStage} and state = 'applied' and model->>'releaseId' = ${rollout.release_id}
      and (model->'inference'->>'p95Ms') is not null`.execute(tx.sql);
  return rows[0]?.p95 ?? null;
}

/** Ids of agents in stages up to one that run the release. */
export async function appliedAgents(
  tx: Tx,
  rollout: NamedRolloutRow,
  throughStage: number,
  cutoffs: ConnectionCutoffs,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from (${members(rollout, cutoffs)}) as members
    where stage between 0 and ${throughStage} and state = 'applied' limit ${limit}`.execute(tx.sql);
  return rows.map(({ id }) => id);
}

/** Shares of its targeted agents after which a rollout's times are told, in percent. */
export const APPLIED_PERCENTS = [50, 99, 100] as const;

/**
 * Seconds from the start until so many percent of all targeted agents, also those of stages that are not open yet and those that
 * are offline, had applied; null where it has not come so far.
 */
export async function timeToApplied(
  tx: Tx,
  rollout: NamedRolloutRow,
  percents: readonly number[],
  cutoffs: ConnectionCutoffs,
): Promise<(number | null)[]> {
  const { rows } = await sql<{ percent: number; seconds: number }>`
    with reached as (
      select state, greatest(0, extract(epoch from applied_at - ${rollout.created_at})::float8) as seconds
      from (${members(rollout, cutoffs)}) as members where stage >= 0
    ), ranked as (
      select seconds, row_number() over (order by seconds) as place from reached
      where state = 'applied' and seconds is not null
    )
    select percent, seconds from unnest(${percents}::integer[]) as percent
    join ranked on place = (select greatest(1, ceil(percent * count(*) / 100.0)) from reached)`.execute(tx.sql);
  const seconds = new Map(rows.map((row) => [row.percent, row.seconds]));
  return percents.map((percent) => seconds.get(percent) ?? null);
}

/** Which agents of a rollout to list. */
export interface MemberFilter {
  readonly state?: MemberState | undefined;
  /** Only agents that failed, or work on the release for too long, in stages up to this. */
  readonly stuckThroughStage?: number;
  readonly after?: { readonly name: string; readonly id: string } | undefined;
  readonly limit: number;
}

/** Agents of a rollout by name, one beyond the limit. */
export async function listMembers(
  tx: Tx,
  rollout: NamedRolloutRow,
  filter: MemberFilter,
  cutoffs: ConnectionCutoffs,
): Promise<RolloutAgent[]> {
  const conditions = [sql`stage >= 0`];
  if (filter.state !== undefined) conditions.push(sql`state = ${filter.state}`);
  if (filter.after !== undefined) conditions.push(sql`(name, id) > (${filter.after.name}, ${filter.after.id})`);
  if (filter.stuckThroughStage !== undefined) {
    const since = new Date(tx.now - STUCK_AFTER_MS);
    conditions.push(sql`stage <= ${filter.stuckThroughStage}`);
    conditions.push(sql`(state = 'failed' or (state = 'in_progress' and updated_at < ${since}))`);
  }
  const { rows } = await sql<MemberRow>`
    select id, name, fleet_name, stage, state, updated_at, code, message
    from (${members(rollout, cutoffs)}) as members where ${sql.join(conditions, sql` and `)}
    order by name, id limit ${filter.limit + 1}`.execute(tx.sql);
  return rows.map((row) => ({
    agentId: row.id,
    name: row.name,
    fleetName: row.fleet_name,
    stage: row.stage,
    state: row.state,
    since: row.state === 'waiting' || row.state === 'offline' ? null : (row.updated_at?.toISOString() ?? null),
    code: row.state === 'failed' ? row.code : null,
    message: row.state === 'failed' ? row.message : null,
  }));
}

interface MemberRow {
  readonly id: string;
  readonly name: string;
  readonly fleet_name: string;
  readonly stage: number;
  readonly state: MemberState;
  readonly updated_at: Date | null;
  readonly code: string | null;
  readonly message: string | null;
}

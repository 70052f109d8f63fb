import type { Stage } from '@tensorguard/contract';
import { sha256 } from '@tensorguard/core';
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { hasLabels } from '../agents/store.ts';

/** A stage as a rollout keeps it: what was asked and, where a share was raised, what is used. */
export type PlannedStage =
  | (Extract<Stage, { kind: 'share' }> & {
      /** Share that is used, in percent; absent when it is the one that was asked for. */
      readonly effectivePercent?: number;
    })
  | Extract<Stage, { kind: 'group' }>;

/** The share that a stage uses, in percent; null of a group. */
export function effectivePercentOf(stage: PlannedStage): number | null {
  return stage.kind === 'share' ? (stage.effectivePercent ?? stage.percent) : null;
}

/** Number of values that a bucket can have: the first 32 bits of a hash. */
const BUCKETS = 2 ** 32;

/**
 * The place of an agent in a rollout, uniform in [0, 1): a hash of both ids, so that planning writes no row for each agent and
 * each rollout chooses other canaries.
 */
export function bucketOf(rolloutId: string, agentId: string): number {
  return sha256(`${rolloutId}:${agentId}`).readUInt32BE(0) / BUCKETS;
}

/** The first stage that reaches an agent; -1 when none does. */
export function stageOf(
  rolloutId: string,
  stages: readonly PlannedStage[],
  agent: { readonly id: string; readonly labels: Readonly<Record<string, string>> },
): number {
  const percent = bucketOf(rolloutId, agent.id) * 100;
  return stages.findIndex((stage) =>
    stage.kind === 'share' ? percent < effectivePercentOf(stage)! : carriesLabels(agent.labels, stage.labels),
  );
}

/** Whether an agent's labels include all of the wanted ones. */
export function carriesLabels(
  labels: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}

/** {@link bucketOf} in percent, in SQL, over the table `agents`. */
function percentSql(rolloutId: string): RawBuilder<number> {
  return sql<number>`(('x' || substr(encode(sha256(convert_to(${rolloutId} || ':' || agents.id, 'UTF8')), 'hex'), 1, 8))::bit(32)::bigint / ${BUCKETS}::float8 * 100)`;
}

/** {@link stageOf} in SQL, over the table `agents`. */
export function stageSql(rolloutId: string, stages: readonly PlannedStage[]): RawBuilder<number> {
  const percent = percentSql(rolloutId);
  const cases = stages.map((stage, index) =>
    stage.kind === 'share'
      ? sql`when ${percent} < ${effectivePercentOf(stage)}::float8 then ${index}::integer`
      : sql`when agents.labels @> ${JSON.stringify(stage.labels)}::jsonb then ${index}::integer`,
  );
  return sql<number>`case ${sql.join(cases, sql` `)} else -1 end`;
}

/** The place, in percent, of the n-th agent that a rollout would reach (of the last one when there are fewer); 0 without any. */
export async function bucketOfNth(
  tx: Tx,
  rolloutId: string,
  fleetIds: readonly string[],
  selector: Readonly<Record<string, string>>,
  n: number,
): Promise<number> {
  const rows = await tx.sql
    .selectFrom('agents')
    .select(percentSql(rolloutId).as('percent'))
    .where('status', '=', 'active')
    .where('fleet_id', 'in', fleetIds)
    .where(hasLabels(selector))
    .orderBy('percent')
    .limit(n)
    .execute();
  return rows.at(-1)?.percent ?? 0;
}

/** Shares are kept to this fraction of a percent. */
const PERCENT_STEP = 0.01;

/**
 * Raises shares that would reach fewer agents than the gate needs to judge: a canary of 10 % in a fleet of three is one agent,
 * not none. `leastPercent` is the place of the last agent that must be in. What was asked for stays beside what is used.
 */
export function raiseShares(stages: readonly Stage[], leastPercent: number): PlannedStage[] {
  const least = Math.min(100, Math.ceil(leastPercent / PERCENT_STEP + 1) * PERCENT_STEP);
  return stages.map((stage) =>
    stage.kind === 'share' && leastPercent > 0 && stage.percent < least
      ? { ...stage, effectivePercent: Math.round(least * 100) / 100 }
      : stage,
  );
}

import type { Gate, RolloutState } from '@tensorguard/contract';
import { sql, type SqlBool } from 'kysely';
import { json, type Tx } from '../../db/database.ts';
import type { NewRow, Row } from '../../db/tables.ts';
import type { PlannedStage } from './cohort.ts';
import type { FinalProgress } from './final-progress.ts';

/** A rollout with its plan in the contract's types. */
export interface RolloutRow extends Omit<Row<'rollouts'>, PlanColumn> {
  readonly stages: readonly PlannedStage[];
  readonly gate: Gate;
  readonly final_progress: FinalProgress | null;
}
type PlanColumn = 'stages' | 'gate' | 'final_progress';

/** A rollout with the names that people know. */
export interface NamedRolloutRow extends RolloutRow {
  readonly line: string;
  readonly release_number: number;
  readonly release_version: string;
  readonly manifest: Record<string, unknown>;
}

function typed<R extends Row<'rollouts'>>(row: R): Omit<R, PlanColumn> & Pick<RolloutRow, PlanColumn> {
  return {
    ...row,
    stages: row.stages as PlannedStage[],
    gate: row.gate as Gate,
    final_progress: row.final_progress as FinalProgress | null,
  };
}

function namedRollouts(tx: Tx) {
  return tx.sql
    .selectFrom('rollouts')
    .innerJoin('lines', 'lines.id', 'rollouts.line_id')
    .innerJoin('releases', 'releases.id', 'rollouts.release_id')
    .selectAll('rollouts')
    .select([
      'lines.name as line',
      'releases.number as release_number',
      'releases.version as release_version',
      'releases.manifest',
    ]);
}

/** Which rollouts to list. */
export interface RolloutFilter {
  readonly states?: readonly RolloutState[] | undefined;
  readonly line?: string | undefined;
  readonly before?: { readonly createdAt: Date; readonly id: string } | undefined;
  readonly limit: number;
}

/** Rollouts, newest first, one beyond the limit. */
export async function listRollouts(tx: Tx, filter: RolloutFilter): Promise<NamedRolloutRow[]> {
  let query = namedRollouts(tx);
  const { before, states } = filter;
  if (states !== undefined) query = query.where('rollouts.state', 'in', states);
  if (filter.line !== undefined) query = query.where('lines.name', '=', filter.line);
  if (before !== undefined) {
    query = query.where(sql<SqlBool>`(rollouts.created_at, rollouts.id) < (${before.createdAt}, ${before.id})`);
  }
  const rows = await query
    .orderBy('rollouts.created_at', 'desc')
    .orderBy('rollouts.id', 'desc')
    .limit(filter.limit + 1)
    .execute();
  return rows.map(typed);
}

export async function findRollout(tx: Tx, id: string): Promise<NamedRolloutRow | undefined> {
  const row = await namedRollouts(tx).where('rollouts.id', '=', id).executeTakeFirst();
  return row && typed(row);
}

/**
 * A rollout, locked against the engine and other operators, but not against rows that refer to it: whoever renews a directive
 * holds the line, which the holder of this lock asks for next.
 */
export async function lockRollout(tx: Tx, id: string): Promise<RolloutRow | undefined> {
  const row = await tx.sql.selectFrom('rollouts').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  return row && typed(row);
}

/** Locks a running rollout unless somebody else works on it right now. */
export async function lockRunning(tx: Tx, id: string): Promise<RolloutRow | undefined> {
  const row = await tx.sql
    .selectFrom('rollouts')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'running')
    .forNoKeyUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row && typed(row);
}

/** Ids of all running rollouts, of all tenants. */
export async function listRunning(tx: Tx): Promise<string[]> {
  const rows = await tx.sql.selectFrom('rollouts').select('id').where('state', '=', 'running').execute();
  return rows.map(({ id }) => id);
}

export async function insertRollout(
  tx: Tx,
  row: Omit<NewRow<'rollouts'>, PlanColumn | 'selector'> & Pick<RolloutRow, 'stages' | 'gate' | 'selector'>,
): Promise<void> {
  await tx.sql
    .insertInto('rollouts')
    .values({ ...row, selector: json(row.selector), stages: json(row.stages), gate: json(row.gate) })
    .execute();
}

export async function updateRollout(
  tx: Tx,
  id: string,
  change: Partial<Pick<Row<'rollouts'>, 'state' | 'state_reason' | 'current_stage' | 'judged_from'>>,
): Promise<void> {
  await tx.sql.updateTable('rollouts').set(change).where('id', '=', id).execute();
}

/** Ends a rollout, with how it stands now. */
export async function endRollout(
  tx: Tx,
  id: string,
  end: Pick<Row<'rollouts'>, 'state' | 'state_reason'>,
  final: FinalProgress,
): Promise<void> {
  await tx.sql
    .updateTable('rollouts')
    .set({ ...end, finished_at: new Date(tx.now), final_progress: json(final) })
    .where('id', '=', id)
    .execute();
}

export async function insertRolloutFleets(tx: Tx, rows: readonly NewRow<'rollout_fleets'>[]): Promise<void> {
  await tx.sql
    .insertInto('rollout_fleets')
    .values([...rows])
    .execute();
}

/** Fleets of rollouts with their names. */
export async function listRolloutFleets(
  tx: Tx,
  rolloutIds: readonly string[],
): Promise<(Row<'rollout_fleets'> & { name: string })[]> {
  if (rolloutIds.length === 0) return [];
  return tx.sql
    .selectFrom('rollout_fleets')
    .innerJoin('fleets', 'fleets.id', 'rollout_fleets.fleet_id')
    .selectAll('rollout_fleets')
    .select('fleets.name')
    .where('rollout_id', 'in', rolloutIds)
    .orderBy('fleets.name')
    .execute();
}

/** A rollout of the line under way that targets one of these fleets. */
export async function findConflict(tx: Tx, lineId: string, fleetIds: readonly string[]): Promise<string | undefined> {
  const row = await tx.sql
    .selectFrom('rollouts')
    .innerJoin('rollout_fleets', 'rollout_fleets.rollout_id', 'rollouts.id')
    .select('rollouts.id')
    .where('line_id', '=', lineId)
    .where('state', 'in', ['running', 'paused'])
    .where('fleet_id', 'in', fleetIds)
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

/** What each fleet runs of a line by its newest completed rollout: what a rollback goes back to. */
export async function baselineReleases(
  tx: Tx,
  lineId: string,
  fleetIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.sql
    .selectFrom('rollouts')
    .innerJoin('rollout_fleets', 'rollout_fleets.rollout_id', 'rollouts.id')
    .innerJoin('releases', 'releases.id', 'rollouts.release_id')
    .distinctOn('rollout_fleets.fleet_id')
    .select(['rollout_fleets.fleet_id', 'rollouts.release_id'])
    .where('rollouts.line_id', '=', lineId)
    .where('rollouts.state', '=', 'completed')
    .where('releases.state', '=', 'available')
    .where('rollout_fleets.fleet_id', 'in', fleetIds)
    .orderBy('rollout_fleets.fleet_id')
    .orderBy('rollouts.created_at', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.fleet_id, row.release_id]));
}

/** Numbers of the withdrawn releases that a rollback of the rollout would go back to. */
export async function withdrawnTargets(tx: Tx, rolloutId: string): Promise<number[]> {
  const rows = await tx.sql
    .selectFrom('rollout_fleets')
    .innerJoin('releases', 'releases.id', 'rollout_fleets.previous_release_id')
    .select('releases.number')
    .distinct()
    .where('rollout_fleets.rollout_id', '=', rolloutId)
    .where('releases.state', '=', 'withdrawn')
    .orderBy('releases.number')
    .execute();
  return rows.map(({ number }) => number);
}

export async function listStages(tx: Tx, rolloutId: string): Promise<Row<'rollout_stages'>[]> {
  return tx.sql.selectFrom('rollout_stages').selectAll().where('rollout_id', '=', rolloutId).orderBy('index').execute();
}

export async function insertStage(tx: Tx, row: NewRow<'rollout_stages'>): Promise<void> {
  await tx.sql.insertInto('rollout_stages').values(row).execute();
}

export async function updateStage(
  tx: Tx,
  rolloutId: string,
  index: number,
  change: Partial<Pick<Row<'rollout_stages'>, 'satisfied_at' | 'finished_at'>>,
): Promise<void> {
  await tx.sql
    .updateTable('rollout_stages')
    .set(change)
    .where('rollout_id', '=', rolloutId)
    .where('index', '=', index)
    .execute();
}

/** First directive of each stage, by stage. */
export async function stageDirectives(tx: Tx, rolloutId: string): Promise<Map<number, number>> {
  const rows = await tx.sql
    .selectFrom('directives')
    .select((eb) => ['stage', eb.fn.min('number').as('number')])
    .where('rollout_id', '=', rolloutId)
    .where('kind', '=', 'stage')
    .groupBy('stage')
    .execute();
  return new Map(rows.map((row) => [row.stage, row.number]));
}

/** The newest directive of a rollout: of its stages, or of its rollback for a fleet. */
export async function newestDirective(
  tx: Tx,
  rolloutId: string,
  rollbackFleetId?: string,
): Promise<Row<'directives'> | undefined> {
  let query = tx.sql.selectFrom('directives').selectAll().where('rollout_id', '=', rolloutId);
  query =
    rollbackFleetId === undefined
      ? query.where('kind', '=', 'stage')
      : query.where('kind', '=', 'rollback').where('fleet_id', '=', rollbackFleetId);
  return query.orderBy('number', 'desc').limit(1).executeTakeFirst();
}

import type { Rollout, RolloutSummary, Stage, StageProgress } from '@tensorguard/contract';
import type { Tx } from '../../db/database.ts';
import type { Row } from '../../db/tables.ts';
import type { ConnectionCutoffs } from '../presence/connection.ts';
import { effectivePercentOf, type PlannedStage } from './cohort.ts';
import { secondsToAppliedOf, stageCountsOf } from './final-progress.ts';
import type { GateOutcome } from './gate.ts';
import * as progress from './progress.ts';
import * as store from './store.ts';

/** Stuck agents that are shown with a rollout. */
const MAX_STUCK = 50;

/** Counts of a whole rollout: every stage for what it targets, the open stages for the rest. */
export function totalsOf(
  rollout: store.RolloutRow,
  stages: ReadonlyMap<number, progress.StageCounts>,
): progress.StageCounts {
  let totals = progress.NO_COUNTS;
  for (const [index, counts] of stages) {
    const open = index <= rollout.current_stage;
    totals = progress.addCounts(totals, open ? counts : { ...counts, eligible: 0, failed: 0, inProgress: 0 });
  }
  return totals;
}

/** A row of the rollouts table. */
export async function summaryOf(
  tx: Tx,
  rollout: store.NamedRolloutRow,
  fleets: readonly (Row<'rollout_fleets'> & { name: string })[],
  cutoffs: ConnectionCutoffs,
): Promise<RolloutSummary> {
  const counts = totalsOf(rollout, await stageCountsOf(tx, rollout, cutoffs));
  return {
    id: rollout.id,
    line: rollout.line,
    release: { id: rollout.release_id, number: rollout.release_number, version: rollout.release_version },
    state: rollout.state,
    stateReason: rollout.state_reason,
    currentStage: rollout.current_stage,
    stageCount: rollout.stages.length,
    fleets: fleets
      .filter((fleet) => fleet.rollout_id === rollout.id)
      .map(({ fleet_id, name }) => ({ id: fleet_id, name })),
    counts,
    createdBy: rollout.created_by,
    createdAt: rollout.created_at.toISOString(),
    finishedAt: rollout.finished_at?.toISOString() ?? null,
  };
}

/** The page of one rollout. */
export async function rolloutOf(
  tx: Tx,
  rollout: store.NamedRolloutRow,
  cutoffs: ConnectionCutoffs,
  gateNow: GateOutcome | null,
): Promise<Rollout> {
  const fleets = await store.listRolloutFleets(tx, [rollout.id]);
  const counts = await stageCountsOf(tx, rollout, cutoffs);
  const summary = await summaryOf(tx, rollout, fleets, cutoffs);
  const times = await secondsToAppliedOf(tx, rollout, cutoffs);
  const stuck = await progress.listMembers(
    tx,
    rollout,
    { stuckThroughStage: rollout.current_stage, limit: MAX_STUCK },
    cutoffs,
  );
  return {
    ...summary,
    stages: stagesOf(
      rollout,
      await store.listStages(tx, rollout.id),
      await store.stageDirectives(tx, rollout.id),
      counts,
      gateNow,
    ),
    gate: rollout.gate,
    selector: rollout.selector,
    onFailure: rollout.on_failure,
    maxConcurrentPerFleet: rollout.max_concurrent_per_fleet,
    previousReleases: fleets.map(({ fleet_id, previous_release_id }) => ({
      fleetId: fleet_id,
      releaseId: previous_release_id,
    })),
    timeToApplied: {
      p50Seconds: times[0] ?? null,
      p99Seconds: times[1] ?? null,
      p100Seconds: times[2] ?? null,
    },
    stuck: stuck.slice(0, MAX_STUCK),
  };
}

function stagesOf(
  rollout: store.RolloutRow,
  opened: readonly Row<'rollout_stages'>[],
  directives: ReadonlyMap<number, number>,
  counts: ReadonlyMap<number, progress.StageCounts>,
  gateNow: GateOutcome | null,
): StageProgress[] {
  return rollout.stages.map((stage, index) => {
    const row = opened.find((candidate) => candidate.index === index);
    const passed = { verdict: 'passed' as const, reasons: [] };
    return {
      index,
      stage: askedStage(stage),
      effectivePercent: effectivePercentOf(stage),
      startedAt: row?.started_at.toISOString() ?? null,
      finishedAt: row?.finished_at?.toISOString() ?? null,
      directiveNumber: directives.get(index) ?? null,
      counts: counts.get(index) ?? progress.NO_COUNTS,
      gate: row === undefined ? null : mutableGate(row.finished_at === null ? gateNow : passed),
    };
  });
}

/** A stage as it was asked for. */
function askedStage(stage: PlannedStage): Stage {
  return stage.kind === 'share' ? { kind: 'share', percent: stage.percent } : stage;
}

function mutableGate(outcome: GateOutcome | null): StageProgress['gate'] {
  return outcome && { verdict: outcome.verdict, reasons: [...outcome.reasons] };
}

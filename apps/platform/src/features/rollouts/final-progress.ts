import type { Tx } from '../../db/database.ts';
import type { ConnectionCutoffs } from '../presence/connection.ts';
import { APPLIED_PERCENTS, countStages, timeToApplied, type StageCounts } from './progress.ts';
import type { NamedRolloutRow } from './store.ts';

/** How a rollout stood when it ended. It is stored with the rollout, so that what agents run later does not change it. */
export interface FinalProgress {
  /** Counts by the index of the stage; stages that reach nobody are absent. */
  readonly stages: Readonly<Record<string, StageCounts>>;
  /** Seconds from the start for each of {@link APPLIED_PERCENTS}; null where it did not come so far. */
  readonly secondsToApplied: readonly (number | null)[];
}

/** Measures what {@link FinalProgress} keeps, now. */
export async function measureProgress(
  tx: Tx,
  rollout: NamedRolloutRow,
  cutoffs: ConnectionCutoffs,
): Promise<FinalProgress> {
  const stages = Object.fromEntries(await countStages(tx, rollout, cutoffs));
  return { stages, secondsToApplied: await timeToApplied(tx, rollout, APPLIED_PERCENTS, cutoffs) };
}

/** Counts by stage: of a rollout that has ended those of its end, of one under way those of now. */
export async function stageCountsOf(
  tx: Tx,
  rollout: NamedRolloutRow,
  cutoffs: ConnectionCutoffs,
): Promise<ReadonlyMap<number, StageCounts>> {
  const final = rollout.final_progress;
  if (final === null) return countStages(tx, rollout, cutoffs);
  return new Map(Object.entries(final.stages).map(([index, counts]) => [Number(index), counts]));
}

/** Seconds for each of {@link APPLIED_PERCENTS}, by the same rule. */
export async function secondsToAppliedOf(
  tx: Tx,
  rollout: NamedRolloutRow,
  cutoffs: ConnectionCutoffs,
): Promise<readonly (number | null)[]> {
  return rollout.final_progress?.secondsToApplied ?? timeToApplied(tx, rollout, APPLIED_PERCENTS, cutoffs);
}

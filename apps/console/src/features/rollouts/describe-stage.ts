import type { Stage, StageProgress } from '@tensorguard/contract';
import { labelsToText } from '../../lib/labels-text.ts';

/** A stage in words: whom it reaches. */
export function describeStage(stage: Stage): string {
  return stage.kind === 'share' ? `${stage.percent} % of the agents` : `Agents with ${labelsToText(stage.labels)}`;
}

/** Why a stage reaches more agents than was asked for, in words; undefined where it does not. */
export function describeRaise({
  stage,
  effectivePercent,
}: Pick<StageProgress, 'stage' | 'effectivePercent'>): string | undefined {
  if (stage.kind !== 'share' || effectivePercent === null || effectivePercent <= stage.percent) return undefined;
  // Whole percents read best; where they would say what was asked, the exact share is told.
  const whole = Math.round(effectivePercent);
  const used = whole > stage.percent ? whole : effectivePercent;
  return `${stage.percent} % asked, raised to ${used} % so that the gate has enough agents`;
}

import type { Stage, StageProgress } from '@tensorguard/contract';
import { CliError } from '../../errors.ts';
import { labelsOf, parseLabel } from '../../input/labels.ts';
import { formatLabels } from '../../output/format.ts';

/** Reads a stage: `5%` of the agents, or `key=value,key=value` for those with the labels. @throws CliError `input_invalid` */
export function parseStage(text: string): Stage {
  if (text.includes('=')) return { kind: 'group', labels: labelsOf(text.split(',').map(parseLabel)) };
  const percent = /^(\d+(?:\.\d+)?)%?$/.exec(text)?.[1];
  if (percent !== undefined && Number(percent) > 0 && Number(percent) <= 100) {
    return { kind: 'share', percent: Number(percent) };
  }
  throw new CliError('input_invalid', `A stage is a share such as 25%, or labels such as canary=true, not "${text}".`);
}

/** Whom a stage of a rollout reaches: as it was asked for, and what became of a share that was raised. */
export function formatReach({ stage, effectivePercent }: Pick<StageProgress, 'stage' | 'effectivePercent'>): string {
  if (stage.kind !== 'share' || effectivePercent === null || effectivePercent <= stage.percent)
    return formatStage(stage);
  // Whole percents read best; where they would say what was asked, the exact share is told.
  const whole = Math.round(effectivePercent);
  return `${stage.percent}% asked, raised to ${whole > stage.percent ? whole : effectivePercent}% so that the gate has enough agents`;
}

/** A stage in the form that {@link parseStage} reads. */
export function formatStage(stage: Stage): string {
  return stage.kind === 'share' ? `${stage.percent}%` : formatLabels(stage.labels);
}

import type { Stage } from '@tensorguard/contract';
import { labelsToText } from '../../lib/labels-text.ts';

/** A stage in words: whom it reaches. */
export function describeStage(stage: Stage): string {
  return stage.kind === 'share' ? `${stage.percent} % of the agents` : `Agents with ${labelsToText(stage.labels)}`;
}

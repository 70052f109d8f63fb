import type { Rollout } from '@tensorguard/contract';
import { countOf } from '../../lib/format.ts';
import type { Intervention } from './actions.ts';

/** What an intervention does, to how many, in words for its confirmation. */
export interface InterventionWords {
  readonly title: string;
  readonly blastRadius: string;
  readonly confirmLabel: string;
  readonly danger: boolean;
  /** To type, where there is no way back. */
  readonly phrase: string | undefined;
}

/** Names the blast radius from the rollout's present counts. */
export function describeIntervention(kind: Intervention, rollout: Rollout): InterventionWords {
  const { counts, release, line } = rollout;
  const name = `${line} #${release.number}`;
  const told = counts.applied + counts.inProgress + counts.failed;
  const untouched = Math.max(0, counts.targeted - told);
  switch (kind) {
    case 'pause':
      return {
        title: `Pause the rollout of ${name}?`,
        blastRadius: `${countOf(untouched, 'agent')} that were not told yet stay as they are. ${countOf(told, 'agent')} already told go on.`,
        confirmLabel: 'Pause',
        danger: false,
        phrase: undefined,
      };
    case 'resume':
      return {
        title: `Go on with the rollout of ${name}?`,
        blastRadius: `${countOf(counts.failed, 'failure')} so far are forgiven, and ${countOf(untouched, 'agent')} can still get the release.`,
        confirmLabel: 'Resume',
        danger: false,
        phrase: undefined,
      };
    case 'abort':
      return {
        title: `Abort the rollout of ${name}?`,
        blastRadius: `${countOf(counts.applied, 'agent')} that run the release keep it; ${countOf(untouched, 'agent')} never get it from this rollout. This cannot be undone.`,
        confirmLabel: 'Abort rollout',
        danger: true,
        phrase: undefined,
      };
    case 'rollback':
      return {
        title: `Roll back ${name}?`,
        blastRadius: `${countOf(told, 'agent')} that were told to run ${name} go back to what they ran before. This cannot be undone.`,
        confirmLabel: `Roll back ${countOf(told, 'agent')}`,
        danger: true,
        phrase: name,
      };
    default:
      return kind satisfies never;
  }
}

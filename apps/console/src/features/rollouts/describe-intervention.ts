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
        blastRadius: `${verbOf(untouched, 'that was not told yet stays as it is', 'that were not told yet stay as they are')}. ${verbOf(told, 'already told goes on', 'already told go on')}.`,
        confirmLabel: 'Pause',
        danger: false,
        phrase: undefined,
      };
    case 'resume':
      return {
        title: `Go on with the rollout of ${name}?`,
        blastRadius: `${countOf(counts.failed, 'failure')} so far ${counts.failed === 1 ? 'is' : 'are'} forgiven, and ${countOf(untouched, 'agent')} can still get the release.`,
        confirmLabel: 'Resume',
        danger: false,
        phrase: undefined,
      };
    case 'abort':
      return {
        title: `Abort the rollout of ${name}?`,
        blastRadius: `${verbOf(counts.applied, 'that runs the release keeps it', 'that run the release keep it')}; ${verbOf(untouched, 'never gets', 'never get')} it from this rollout. This cannot be undone.`,
        confirmLabel: 'Abort rollout',
        danger: true,
        phrase: undefined,
      };
    case 'rollback':
      return {
        title: `Roll back ${name}?`,
        blastRadius: `${verbOf(told, `that was told to run ${name} goes back to what it ran`, `that were told to run ${name} go back to what they ran`)} before. This cannot be undone.`,
        confirmLabel: `Roll back ${countOf(told, 'agent')}`,
        danger: true,
        phrase: name,
      };
    default:
      return kind satisfies never;
  }
}

/** A count of agents with what they do. */
function verbOf(agents: number, one: string, many: string): string {
  return `${countOf(agents, 'agent')} ${agents === 1 ? one : many}`;
}

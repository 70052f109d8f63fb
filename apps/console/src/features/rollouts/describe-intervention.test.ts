import { expect, test } from 'vitest';
import { fixtureRollout, fixtureRollouts } from '../../../dev/fixtures/rollouts.ts';
import { describeIntervention } from './describe-intervention.ts';

const counts = { targeted: 2, eligible: 2, inProgress: 0, applied: 1, failed: 0 };
const rollout = { ...fixtureRollout(fixtureRollouts()[0]!, []), counts };

test.each([
  ['pause', '1 agent that was not told yet stays as it is. 1 agent already told goes on.'],
  ['resume', '0 failures so far are forgiven, and 1 agent can still get the release.'],
  ['abort', '1 agent that runs the release keeps it; 1 agent never gets it from this rollout. This cannot be undone.'],
  [
    'rollback',
    '1 agent that was told to run text-direction #12 goes back to what it ran before. This cannot be undone.',
  ],
] as const)('%s of a single agent reads well', (kind, words) => {
  expect(describeIntervention(kind, rollout).blastRadius).toBe(words);
});

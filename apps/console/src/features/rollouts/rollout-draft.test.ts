import { operatorRoutes, type Stage } from '@tensorguard/contract';
import { expect, test } from 'vitest';
import { fixtureId } from '../../../dev/fixtures/ids.ts';
import { newRolloutDraft, requestOf, STAGE_PRESETS, stageProblem } from './rollout-draft.ts';

const share = (percent: number): Stage => ({ kind: 'share', percent });
test.each([
  [[], /last stage/],
  [[share(50)], /last stage/],
  [[{ kind: 'group', labels: { a: '1' } } as const], /last stage/],
  [[share(50), share(50), share(100)], /must grow/],
  [[share(60), share(10), share(100)], /must grow/],
  [[share(0), share(100)], /must grow/],
  [[share(NaN), share(100)], /must grow/],
  [[{ kind: 'group', labels: {} } as const, share(100)], /at least one label/],
])('%j is no plan', (stages, problem) => expect(stageProblem(stages)).toMatch(problem));

test('the presets are plans', () => {
  expect([stageProblem(STAGE_PRESETS.all.stages), stageProblem(STAGE_PRESETS.canary.stages)]).toEqual([
    undefined,
    undefined,
  ]);
});

test('a draft as it begins is a request that the contract takes, once it has a release and a fleet', () => {
  const draft = { ...newRolloutDraft(), releaseId: fixtureId('release', 1), fleetIds: [fixtureId('fleet', 1)] };
  expect(operatorRoutes.createRollout.body.safeParse(requestOf(draft)).success).toBe(true);
});

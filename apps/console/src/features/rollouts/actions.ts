import { operatorRoutes } from '@tensorguard/contract';
import type { z } from 'zod';
import { useApi } from '../../lib/api.ts';
import { useAction } from '../../lib/use-action.ts';

/** What `createRollout` takes. */
export type RolloutRequest = z.input<typeof operatorRoutes.createRollout.body>;

/** Starts a rollout. */
export function useCreateRollout() {
  const api = useApi();
  return useAction({
    run: (body: RolloutRequest) => api.call(operatorRoutes.createRollout, { body }),
    changes: ['rollouts', 'overview'],
    done: ({ line, release }) => `Rollout of ${line} #${release.number} started`,
  });
}

/** Changes that an operator makes to a rollout under way. */
export const INTERVENTIONS = {
  pause: { route: operatorRoutes.pauseRollout, done: 'paused' },
  resume: { route: operatorRoutes.resumeRollout, done: 'resumed' },
  abort: { route: operatorRoutes.abortRollout, done: 'aborted' },
  rollback: { route: operatorRoutes.rollbackRollout, done: 'is rolled back' },
} as const;
export type Intervention = keyof typeof INTERVENTIONS;

/** Pauses, resumes, aborts or rolls back. */
export function useIntervene() {
  const api = useApi();
  return useAction({
    run: ({ kind, rolloutId, reason }: { kind: Intervention; rolloutId: string; reason: string }) =>
      api.call(INTERVENTIONS[kind].route, { params: { rolloutId }, body: { reason } }),
    changes: ['rollouts', 'agents', 'overview'],
    done: ({ line, release }, { kind }) => `Rollout of ${line} #${release.number} ${INTERVENTIONS[kind].done}`,
  });
}

import { operatorRoutes, type RolloutAgent, type RolloutState } from '@tensorguard/contract';
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { useApi } from '../../lib/api.ts';
import { usePageList } from '../../lib/use-page-list.ts';

const ROWS_PER_PAGE = 100;
const CURVE_PAGE_LIMIT = 500;
/** Pages of agents that the progress curve is drawn from at most. */
const MAX_CURVE_PAGES = 4;

/** Filters of the list of rollouts. */
export type RolloutFilters = { state?: RolloutState; line?: string };

/** Rollouts that pass the filters, newest first. */
export function useRollouts(filters: MaybeRefOrGetter<RolloutFilters>) {
  const api = useApi();
  return usePageList({
    queryKey: () => ['rollouts', 'list', toValue(filters)],
    load: (cursor, signal) =>
      api.call(
        operatorRoutes.listRollouts,
        { query: { ...toValue(filters), limit: ROWS_PER_PAGE, cursor } },
        { signal },
      ),
  });
}

/** One rollout with live progress. */
export function useRollout(rolloutId: MaybeRefOrGetter<string>) {
  const api = useApi();
  return useQuery({
    queryKey: ['rollouts', 'one', computed(() => toValue(rolloutId))],
    queryFn: ({ signal }) =>
      api.call(operatorRoutes.getRollout, { params: { rolloutId: toValue(rolloutId) } }, { signal }),
  });
}

/** The agents of a rollout and how far each is. */
export function useRolloutAgents(
  rolloutId: MaybeRefOrGetter<string>,
  state: MaybeRefOrGetter<RolloutAgent['state'] | undefined>,
) {
  const api = useApi();
  return usePageList({
    queryKey: () => ['rollouts', 'agents', toValue(rolloutId), toValue(state)],
    load: (cursor, signal) =>
      api.call(
        operatorRoutes.listRolloutAgents,
        { params: { rolloutId: toValue(rolloutId) }, query: { state: toValue(state), limit: ROWS_PER_PAGE, cursor } },
        { signal },
      ),
  });
}

/** When agents applied a rollout's release: times in milliseconds, ascending, and whether these are all of them. */
export interface AppliedTimes {
  readonly times: readonly number[];
  readonly complete: boolean;
}

/** The times at which agents applied the release, of up to 2,000 agents. */
export function useAppliedTimes(rolloutId: MaybeRefOrGetter<string>) {
  const api = useApi();
  return useQuery({
    queryKey: ['rollouts', 'applied-times', computed(() => toValue(rolloutId))],
    queryFn: async ({ signal }): Promise<AppliedTimes> => {
      const times: number[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MAX_CURVE_PAGES; page++) {
        const answer = await api.call(
          operatorRoutes.listRolloutAgents,
          { params: { rolloutId: toValue(rolloutId) }, query: { state: 'applied', limit: CURVE_PAGE_LIMIT, cursor } },
          { signal },
        );
        for (const { since } of answer.items) if (since !== null) times.push(Date.parse(since));
        if (answer.nextCursor === null) return { times: times.sort((a, b) => a - b), complete: true };
        cursor = answer.nextCursor;
      }
      return { times: times.sort((a, b) => a - b), complete: false };
    },
  });
}

import { operatorRoutes } from '@tensorguard/contract';
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { useApi } from '../../lib/api.ts';
import { usePageList } from '../../lib/use-page-list.ts';
import type { AgentFilterValues } from './filters.ts';

const AGENTS_PER_PAGE = 200;
const TOKENS_SHOWN = 100;

/** Agents that pass the filters, by name. */
export function useAgents(filters: MaybeRefOrGetter<AgentFilterValues>) {
  const api = useApi();
  return usePageList({
    queryKey: () => ['agents', 'list', toValue(filters)],
    load: (cursor, signal) => {
      const { fleet, ...others } = toValue(filters);
      const query = { ...others, ...(fleet === undefined ? {} : { fleetId: fleet }), limit: AGENTS_PER_PAGE, cursor };
      return api.call(operatorRoutes.listAgents, { query }, { signal });
    },
  });
}

/** One agent. */
export function useAgent(agentId: MaybeRefOrGetter<string>) {
  const api = useApi();
  return useQuery({
    queryKey: ['agents', 'one', computed(() => toValue(agentId))],
    queryFn: ({ signal }) => api.call(operatorRoutes.getAgent, { params: { agentId: toValue(agentId) } }, { signal }),
  });
}

/** Join tokens, the newest hundred. */
export function useJoinTokens(enabled: MaybeRefOrGetter<boolean>) {
  const api = useApi();
  return useQuery({
    queryKey: ['fleets', 'join-tokens'],
    queryFn: ({ signal }) => api.call(operatorRoutes.listJoinTokens, { query: { limit: TOKENS_SHOWN } }, { signal }),
    enabled: computed(() => toValue(enabled)),
  });
}

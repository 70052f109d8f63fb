import { operatorRoutes, type AgentSummary, type ReleaseSummary } from '@tensorguard/contract';
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, ref, watch, type Ref } from 'vue';
import { useApi } from '../lib/api.ts';
import { useSession } from '../lib/session-store.ts';
import { useDebounced } from '../lib/use-debounced.ts';

/** Results of each kind. */
const RESULTS = 6;

/** What the platform finds for a text, a little after the last key press. */
export function usePaletteResults(text: Readonly<Ref<string>>) {
  const api = useApi();
  const session = useSession();
  const search = ref('');
  const send = useDebounced((value: string) => (search.value = value.trim()));
  watch(text, (value) => send(value));

  const query = useQuery({
    queryKey: ['palette', search],
    queryFn: async ({ signal }): Promise<{ agents: AgentSummary[]; releases: ReleaseSummary[] }> => {
      const call = { query: { search: search.value, limit: RESULTS } };
      const [agents, releases] = await Promise.all([
        session.can('agents:read') ? api.call(operatorRoutes.listAgents, call, { signal }) : undefined,
        session.can('releases:read') ? api.call(operatorRoutes.listReleases, call, { signal }) : undefined,
      ]);
      return { agents: agents?.items ?? [], releases: releases?.items ?? [] };
    },
    enabled: computed(() => search.value !== ''),
    placeholderData: keepPreviousData,
  });
  const shown = computed(() => (search.value === '' ? undefined : query.data.value));
  return {
    agents: computed(() => shown.value?.agents ?? []),
    releases: computed(() => shown.value?.releases ?? []),
    searching: computed(() => query.isFetching.value || text.value.trim() !== search.value),
  };
}

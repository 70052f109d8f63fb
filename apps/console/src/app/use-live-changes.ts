import { operatorRoutes } from '@tensorguard/contract';
import { useQueryClient } from '@tanstack/vue-query';
import { onMounted, onScopeDispose, ref, type Ref } from 'vue';
import { useApi } from '../lib/api.ts';
import { useSession } from '../lib/session-store.ts';
import { followChanges, type StreamState } from './change-stream.ts';

/** Keeps the data fresh while the shell is on screen; gives the state of the connection. */
export function useLiveChanges(): Readonly<Ref<StreamState>> {
  const queries = useQueryClient();
  const api = useApi();
  const session = useSession();
  const state = ref<StreamState>('connecting');
  let stop: (() => void) | undefined;

  onMounted(() => {
    stop = followChanges({
      queries,
      onState: (next) => (state.value = next),
      // Asking for the session tells a refusal from a platform that is away; a 401 leads to the sign-in page.
      onRefused: () => {
        const ask = { queryKey: ['session'], queryFn: () => api.call(operatorRoutes.getSession, {}), staleTime: 0 };
        void queries.fetchQuery({ ...ask, retry: false }).then(session.open, () => undefined);
      },
    });
  });
  onScopeDispose(() => stop?.());
  return state;
}

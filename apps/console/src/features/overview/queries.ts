import { operatorRoutes } from '@tensorguard/contract';
import { useQuery } from '@tanstack/vue-query';
import { useApi } from '../../lib/api.ts';

/** The state of the world. */
export function useOverview() {
  const api = useApi();
  return useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => api.call(operatorRoutes.getOverview, {}, { signal }),
  });
}

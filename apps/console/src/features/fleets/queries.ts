import { operatorRoutes } from '@tensorguard/contract';
import { useApi } from '../../lib/api.ts';
import { usePageList } from '../../lib/use-page-list.ts';

const FLEETS_PER_PAGE = 100;

/** Fleets of the tenant. */
export function useFleets() {
  const api = useApi();
  return usePageList({
    queryKey: ['fleets', 'list'],
    load: (cursor, signal) =>
      api.call(operatorRoutes.listFleets, { query: { limit: FLEETS_PER_PAGE, cursor } }, { signal }),
  });
}

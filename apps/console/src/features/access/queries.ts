import { operatorRoutes } from '@tensorguard/contract';
import { useApi } from '../../lib/api.ts';
import { usePageList } from '../../lib/use-page-list.ts';

const ROWS_PER_PAGE = 100;

/** Users of the tenant. */
export function useUsers() {
  const api = useApi();
  return usePageList({
    queryKey: ['access', 'users'],
    load: (cursor, signal) =>
      api.call(operatorRoutes.listUsers, { query: { limit: ROWS_PER_PAGE, cursor } }, { signal }),
  });
}

/** API tokens of the tenant. */
export function useApiTokens() {
  const api = useApi();
  return usePageList({
    queryKey: ['access', 'tokens'],
    load: (cursor, signal) =>
      api.call(operatorRoutes.listApiTokens, { query: { limit: ROWS_PER_PAGE, cursor } }, { signal }),
  });
}

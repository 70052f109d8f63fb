import { operatorRoutes, type ReleaseSummary } from '@tensorguard/contract';
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { useApi } from '../../lib/api.ts';
import { usePageList } from '../../lib/use-page-list.ts';

const ROWS_PER_PAGE = 100;

/** Package lines. */
export function useLines() {
  const api = useApi();
  return usePageList({
    queryKey: ['releases', 'lines'],
    load: (cursor, signal) =>
      api.call(operatorRoutes.listLines, { query: { limit: ROWS_PER_PAGE, cursor } }, { signal }),
  });
}

/** Filters of the list of releases. */
export type ReleaseFilters = { line?: string; state?: ReleaseSummary['state']; search?: string };

/** Releases that pass the filters, newest first. */
export function useReleases(filters: MaybeRefOrGetter<ReleaseFilters>) {
  const api = useApi();
  return usePageList({
    queryKey: () => ['releases', 'list', toValue(filters)],
    load: (cursor, signal) =>
      api.call(
        operatorRoutes.listReleases,
        { query: { ...toValue(filters), limit: ROWS_PER_PAGE, cursor } },
        { signal },
      ),
  });
}

/** One release with its manifest. */
export function useRelease(releaseId: MaybeRefOrGetter<string>) {
  const api = useApi();
  return useQuery({
    queryKey: ['releases', 'one', computed(() => toValue(releaseId))],
    queryFn: ({ signal }) =>
      api.call(operatorRoutes.getRelease, { params: { releaseId: toValue(releaseId) } }, { signal }),
  });
}

/** Publishers whose packages are accepted. */
export function usePublishers() {
  const api = useApi();
  return usePageList({
    queryKey: ['releases', 'publishers'],
    load: (cursor, signal) =>
      api.call(operatorRoutes.listPublishers, { query: { limit: ROWS_PER_PAGE, cursor } }, { signal }),
  });
}

/** The key that packages are encrypted to. */
export function usePackagingKey() {
  const api = useApi();
  return useQuery({
    queryKey: ['releases', 'packaging-key'],
    queryFn: ({ signal }) => api.call(operatorRoutes.getPackagingKey, {}, { signal }),
  });
}

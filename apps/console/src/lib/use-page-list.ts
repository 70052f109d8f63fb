import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';

/** One page of a keyset list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** Pages that are renewed without asking when something changed; with more loaded, the reader is asked. */
export const MAX_SILENT_REFETCH_PAGES = 4;

/** A list that loads further pages as the reader scrolls. */
export function usePageList<Item>(options: {
  /** Begins with a query root; holds the filters, so that each filter has its own cache. */
  readonly queryKey: MaybeRefOrGetter<readonly unknown[]>;
  readonly load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Item>>;
  readonly enabled?: MaybeRefOrGetter<boolean>;
}) {
  const query = useInfiniteQuery({
    queryKey: computed(() => toValue(options.queryKey)),
    queryFn: ({ pageParam, signal }) => options.load(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page<Item>) => page.nextCursor ?? undefined,
    enabled: computed(() => toValue(options.enabled) ?? true),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });

  const rows = computed(() => query.data.value?.pages.flatMap(({ items }) => items) ?? []);
  function loadMore(): void {
    if (query.hasNextPage.value && !query.isFetching.value) void query.fetchNextPage();
  }

  return {
    query,
    rows,
    loadMore,
    hasMore: computed(() => query.hasNextPage.value),
    loadingMore: computed(() => query.isFetchingNextPage.value),
    /** Something changed, but too much is loaded to renew it unasked. */
    outdated: computed(() => query.isStale.value && !query.isFetching.value && query.isSuccess.value),
    refresh: () => void query.refetch(),
  };
}

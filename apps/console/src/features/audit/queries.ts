import { operatorRoutes } from '@tensorguard/contract';
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { useApi } from '../../lib/api.ts';
import { usePageList } from '../../lib/use-page-list.ts';
import type { EntryFilterValues } from './filters.ts';

const ENTRIES_PER_PAGE = 100;
/** New entries that are counted; with more, the count says "and more". */
export const MAX_NEW_COUNTED = 100;

/** Entries that pass the filters, newest first. Not renewed by itself: a reader's place must not move. */
export function useEntries(filters: MaybeRefOrGetter<EntryFilterValues>) {
  const api = useApi();
  return usePageList({
    queryKey: () => ['ledger', 'entries', toValue(filters)],
    load: (cursor, signal) =>
      api.call(
        operatorRoutes.listLedgerEntries,
        { query: { ...toValue(filters), limit: ENTRIES_PER_PAGE, cursor } },
        { signal },
      ),
  });
}

/** How many entries came after one that is shown, counted when the ledger grows. */
export function useNewEntryCount(
  filters: MaybeRefOrGetter<EntryFilterValues>,
  newestSeq: MaybeRefOrGetter<number | undefined>,
) {
  const api = useApi();
  const head = useQuery({
    queryKey: ['ledger', 'head', computed(() => toValue(filters))],
    queryFn: async ({ signal }) => {
      const query = { ...toValue(filters), limit: MAX_NEW_COUNTED };
      const { items } = await api.call(operatorRoutes.listLedgerEntries, { query }, { signal });
      return items.map(({ seq }) => seq);
    },
    // The list itself was just fetched; only a change of the ledger asks.
    staleTime: Infinity,
  });
  return computed(() => {
    const newest = toValue(newestSeq);
    return newest === undefined ? 0 : (head.data.value ?? []).filter((seq) => seq > newest).length;
  });
}

/** One entry with its proof. Entries never change; the proof stays valid. */
export function useEntryProof(seq: MaybeRefOrGetter<number>) {
  const api = useApi();
  return useQuery({
    queryKey: ['ledger-proof', computed(() => toValue(seq))],
    queryFn: ({ signal }) => api.call(operatorRoutes.getLedgerEntry, { params: { seq: toValue(seq) } }, { signal }),
    staleTime: Infinity,
  });
}

/** Keys that verify checkpoints. */
export function useLedgerKeys() {
  const api = useApi();
  return useQuery({
    queryKey: ['ledger-keys'],
    queryFn: ({ signal }) => api.call(operatorRoutes.getLedgerKeys, {}, { signal }),
    staleTime: Infinity,
  });
}

/** The newest signed checkpoint, as text. */
export function useCheckpoint(enabled: MaybeRefOrGetter<boolean>) {
  const api = useApi();
  return useQuery({
    queryKey: ['ledger', 'checkpoint'],
    queryFn: async ({ signal }) => (await api.raw(operatorRoutes.getCheckpoint, {}, { signal })).text(),
    enabled: computed(() => toValue(enabled)),
  });
}

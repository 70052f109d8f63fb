import { operatorRoutes, type Fleet, type ReleaseSummary } from '@tensorguard/contract';
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { useApi } from '../lib/api.ts';

const CHOICE_PAGE_LIMIT = 500;
/** Pages that a list of choices loads at most. */
const MAX_CHOICE_PAGES = 4;

/** All fleets, for choosing one: up to 2,000. */
export function useFleetChoices() {
  const api = useApi();
  return useQuery({
    queryKey: ['fleets', 'choices'],
    queryFn: async ({ signal }): Promise<Fleet[]> => {
      const fleets: Fleet[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MAX_CHOICE_PAGES; page++) {
        const query = { limit: CHOICE_PAGE_LIMIT, cursor };
        const answer = await api.call(operatorRoutes.listFleets, { query }, { signal });
        fleets.push(...answer.items);
        if (answer.nextCursor === null) break;
        cursor = answer.nextCursor;
      }
      return fleets;
    },
  });
}

/** The newest releases that can be rolled out, for choosing one: up to 500. */
export function useReleaseChoices() {
  const api = useApi();
  return useQuery({
    queryKey: ['releases', 'choices'],
    queryFn: async ({ signal }): Promise<ReleaseSummary[]> => {
      const query = { limit: CHOICE_PAGE_LIMIT, state: 'available' } as const;
      return (await api.call(operatorRoutes.listReleases, { query }, { signal })).items;
    },
  });
}

/** Entries that a page about one thing shows. */
const ENTRIES_SHOWN = 8;

/** The newest entries that mention an id. */
export function useEntriesAbout(id: MaybeRefOrGetter<string>, limit = ENTRIES_SHOWN) {
  const api = useApi();
  return useQuery({
    queryKey: ['ledger', 'about', computed(() => toValue(id)), limit],
    queryFn: async ({ signal }) => {
      const query = { about: toValue(id), limit };
      return (await api.call(operatorRoutes.listLedgerEntries, { query }, { signal })).items;
    },
  });
}

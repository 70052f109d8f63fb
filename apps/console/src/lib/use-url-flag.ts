import { computed, type WritableComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/** Whether something on the page is open, kept in the URL as `name=open`, so that it can be linked to. */
export function useUrlFlag(name: string): WritableComputedRef<boolean> {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get: () => route.query[name] === 'open',
    set(open) {
      const { [name]: _, ...query } = route.query;
      void router.replace({ query: open ? { ...query, [name]: 'open' } : query, hash: route.hash });
    },
  });
}

import { computed } from 'vue';
import { useRoute, useRouter, type LocationQueryRaw } from 'vue-router';

/** For each filter: what its text in the URL means, or `undefined` when it means nothing. */
export type FilterParsers<Filters> = { readonly [Name in keyof Filters]: (text: string) => Filters[Name] | undefined };

/** Accepts any text. */
export const anyText = (text: string): string => text;

/** Accepts one of some words. */
export function oneOf<const Word extends string>(words: readonly Word[]): (text: string) => Word | undefined {
  return (text) => words.find((word) => word === text);
}

/**
 * Filters that live in the page's URL: reading them is reading the route, setting one replaces the query and keeps what
 * else is in it.
 */
export function useUrlFilters<Filters extends Record<string, string>>(parsers: FilterParsers<Filters>) {
  const route = useRoute();
  const router = useRouter();
  const names = Object.keys(parsers) as (keyof Filters & string)[];

  const filters = computed<Partial<Filters>>(() => {
    const parsed: Partial<Filters> = {};
    for (const name of names) {
      const text = route.query[name];
      const value = typeof text === 'string' && text !== '' ? parsers[name](text) : undefined;
      if (value !== undefined) parsed[name] = value;
    }
    return parsed;
  });

  function set(changes: { readonly [Name in keyof Filters]?: string | undefined }): void {
    const query: LocationQueryRaw = { ...route.query };
    for (const name of names) {
      if (!(name in changes)) continue;
      const value = changes[name];
      if (value === undefined || value === '') delete query[name];
      else query[name] = value;
    }
    void router.replace({ query, hash: route.hash });
  }

  function clear(): void {
    set(Object.fromEntries(names.map((name) => [name, undefined])) as { [Name in keyof Filters]?: undefined });
  }

  return { filters, set, clear, active: computed(() => Object.keys(filters.value).length > 0) };
}

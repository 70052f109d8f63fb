import { createClient, type ApiClient } from '@tensorguard/contract';
import { MutationCache, QueryCache, QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { createPinia } from 'pinia';
import type { App } from 'vue';
import { createWebHistory, type Router, type RouterHistory } from 'vue-router';
import { API_CLIENT } from '../lib/api.ts';
import { useSession } from '../lib/session-store.ts';
import { createConsoleRouter } from './router.ts';
import { isSignedOut, shouldRetry } from './session-errors.ts';

/** What the app runs on; tests give their own. */
export interface ProviderOptions {
  readonly api?: ApiClient;
  readonly history?: RouterHistory;
}

/** Data older than this is fetched again when a page that shows it opens. The change stream usually is faster. */
const STALE_AFTER_MS = 15_000;

/** Wires store, API client, queries and router into the app. */
export function installProviders(app: App, options: ProviderOptions = {}): { queries: QueryClient; router: Router } {
  const api = options.api ?? createClient({ baseUrl: '' });
  app.use(createPinia());
  const session = useSession();
  const router = createConsoleRouter({ api, session, history: options.history ?? createWebHistory() });

  const onError = (error: unknown): void => {
    if (!isSignedOut(error) || session.status !== 'open') return;
    session.close();
    void router.replace({ name: 'sign-in', query: { next: router.currentRoute.value.fullPath } });
  };
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { staleTime: STALE_AFTER_MS, retry: shouldRetry }, mutations: { retry: false } },
  });

  app.provide(API_CLIENT, api);
  app.use(VueQueryPlugin, { queryClient: queries });
  app.use(router);
  return { queries, router };
}

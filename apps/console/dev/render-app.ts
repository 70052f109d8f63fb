import { createClient } from '@tensorguard/contract';
import { render, screen, waitFor } from '@testing-library/vue';
import type { QueryClient } from '@tanstack/vue-query';
import { createMemoryHistory, type Router } from 'vue-router';
import App from '../src/app/App.vue';
import { installProviders } from '../src/app/providers.ts';
import { fakeFetch, type FakeCall, type FakeHandlers } from './fake-api.ts';
import { fixtureHandlers } from './fixture-handlers.ts';

/** A mounted console and what stands behind it. */
export interface RenderedApp {
  readonly router: Router;
  readonly queries: QueryClient;
  /** Calls of the API so far. */
  readonly calls: FakeCall[];
}

let world: Promise<FakeHandlers> | undefined;

/** Mounts the whole console at a path, on the fixtures' world with some answers changed, and waits for its page. */
export async function renderApp(path: string, changes: FakeHandlers = {}): Promise<RenderedApp> {
  world ??= fixtureHandlers();
  const { fetch, calls } = fakeFetch({ ...(await world), ...changes });
  const history = createMemoryHistory();
  history.replace(path);
  let installed: ReturnType<typeof installProviders> | undefined;
  render(App, {
    global: {
      plugins: [
        (app) => {
          installed = installProviders(app, { api: createClient({ baseUrl: '', fetch }), history });
        },
      ],
    },
  });
  const { router, queries } = installed!;
  queries.setDefaultOptions({ queries: { retry: false } });
  await router.isReady();
  await waitFor(() => screen.getByRole('heading', { level: 1, hidden: true }));
  return { router, queries, calls };
}

/** Waits until nothing on the page is loading. */
export async function settled({ queries }: RenderedApp): Promise<void> {
  await waitFor(() => {
    if (queries.isFetching() > 0) throw new Error('still fetching');
  });
  await new Promise((resolve) => setTimeout(resolve, 0));
}

import { operatorRoutes, type ApiClient } from '@tensorguard/contract';
import { createRouter, type Router, type RouterHistory } from 'vue-router';
import type { useSession } from '../lib/session-store.ts';
import { routes } from './routes.ts';
import { isSignedOut } from './session-errors.ts';

export interface ConsoleRouterOptions {
  readonly api: ApiClient;
  readonly session: ReturnType<typeof useSession>;
  readonly history: RouterHistory;
}

/** Makes the router: pages need a session, titles follow the page, focus moves to its heading. */
export function createConsoleRouter({ api, session, history }: ConsoleRouterOptions): Router {
  const router = createRouter({
    history,
    routes,
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  });

  router.beforeEach(async (to) => {
    if (to.meta['public'] === true) return true;
    if (session.status === 'unknown') {
      try {
        session.open(await api.call(operatorRoutes.getSession, {}));
      } catch (error) {
        // Anything but "not signed in" is for the page to show: its own calls will meet the same trouble.
        if (!isSignedOut(error)) return true;
        session.close();
      }
    }
    return session.status === 'closed' ? { name: 'sign-in', query: { next: to.fullPath } } : true;
  });

  router.afterEach((to, from) => {
    const title = typeof to.meta['title'] === 'string' ? to.meta['title'] : undefined;
    document.title = title ? `${title} · TensorGuard` : 'TensorGuard';
    // A click leaves the focus on a link that is gone; the heading is where reading starts.
    if (from.matched.length > 0 && to.path !== from.path) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }));
    }
  });
  return router;
}

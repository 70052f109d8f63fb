import { render, type RenderResult } from '@testing-library/vue';
import { createPinia } from 'pinia';
import { h, type Component } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import { provideNow } from '../src/lib/use-now.ts';
import { provideToasts } from '../src/lib/use-toasts.ts';

type Slots = Record<string, string | ((props: never) => unknown)>;

/** Mounts one component of the kit with what the app provides, inside a landmark. */
export function renderKit(component: Component, props: Record<string, unknown> = {}, slots: Slots = {}): RenderResult {
  const page = { template: '<p />' };
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', name: 'home', component: page },
      { path: '/there', name: 'there', component: page },
    ],
  });
  const filled = Object.fromEntries(
    Object.entries(slots).map(([name, slot]) => [name, typeof slot === 'string' ? () => slot : slot]),
  );
  return render(
    {
      setup() {
        provideNow();
        provideToasts();
        return () => h('main', [h(component, props, filled)]);
      },
    },
    { global: { plugins: [createPinia(), router] } },
  );
}

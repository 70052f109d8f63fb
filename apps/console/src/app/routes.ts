import type { RouteRecordRaw } from 'vue-router';

/** Every page. Each is its own piece of the bundle. */
export const routes: readonly RouteRecordRaw[] = [
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('../features/sign-in/pages/SignInPage.vue'),
    meta: { title: 'Sign in', public: true, bare: true },
  },
  {
    path: '/',
    name: 'overview',
    component: () => import('../features/overview/pages/OverviewPage.vue'),
    meta: { title: 'Overview' },
  },
  {
    path: '/fleets',
    name: 'fleets',
    component: () => import('../features/fleets/pages/FleetsPage.vue'),
    meta: { title: 'Fleets' },
  },
  {
    path: '/agents',
    name: 'agents',
    component: () => import('../features/agents/pages/AgentsPage.vue'),
    meta: { title: 'Agents' },
  },
  {
    path: '/agents/:agentId',
    name: 'agent',
    component: () => import('../features/agents/pages/AgentPage.vue'),
    props: true,
    meta: { title: 'Agent' },
  },
  {
    path: '/packages',
    name: 'packages',
    component: () => import('../features/packages/pages/PackagesPage.vue'),
    meta: { title: 'Packages' },
  },
  {
    path: '/packages/releases/:releaseId',
    name: 'release',
    component: () => import('../features/packages/pages/ReleasePage.vue'),
    props: true,
    meta: { title: 'Release' },
  },
  {
    path: '/rollouts',
    name: 'rollouts',
    component: () => import('../features/rollouts/pages/RolloutsPage.vue'),
    meta: { title: 'Rollouts' },
  },
  {
    path: '/rollouts/new',
    name: 'new-rollout',
    component: () => import('../features/rollouts/pages/NewRolloutPage.vue'),
    meta: { title: 'Start a rollout' },
  },
  {
    path: '/rollouts/:rolloutId',
    name: 'rollout',
    component: () => import('../features/rollouts/pages/RolloutPage.vue'),
    props: true,
    meta: { title: 'Rollout' },
  },
  {
    path: '/audit',
    name: 'audit',
    component: () => import('../features/audit/pages/AuditPage.vue'),
    meta: { title: 'Audit trail' },
  },
  {
    path: '/audit/:seq(\\d+)',
    name: 'entry',
    component: () => import('../features/audit/pages/EntryPage.vue'),
    props: (route) => ({ seq: Number(route.params['seq']) }),
    meta: { title: 'Ledger entry' },
  },
  {
    path: '/access',
    name: 'access',
    component: () => import('../features/access/pages/AccessPage.vue'),
    meta: { title: 'Access' },
  },
  {
    path: '/:path(.*)*',
    name: 'not-found',
    component: () => import('./NotFoundPage.vue'),
    meta: { title: 'Not found', public: true, bare: true },
  },
];

import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { FakeProblem, type FakeHandlers } from '../../dev/fake-api.ts';
import { fixtureId } from '../../dev/fixtures/ids.ts';
import { renderApp, settled } from '../../dev/render-app.ts';

const unavailable = () => {
  throw new FakeProblem('unavailable');
};
const none = () => ({ items: [], nextCursor: null });

interface PageCase {
  readonly path: string;
  readonly heading: string;
  /** Text that only data brings. */
  readonly shows: string | RegExp;
  /** Answers that break the page, and that leave it empty. */
  readonly broken: FakeHandlers;
  readonly empty?: readonly [FakeHandlers, string];
}

const PAGES: Readonly<Record<string, PageCase>> = {
  overview: { path: '/', heading: 'Overview', shows: /253 of 291/, broken: { getOverview: unavailable } },
  fleets: {
    path: '/fleets',
    heading: 'Fleets',
    shows: 'Paint shop',
    broken: { listFleets: unavailable },
    empty: [{ listFleets: none }, 'No fleets yet'],
  },
  agents: {
    path: '/agents',
    heading: 'Agents',
    shows: 'assembly-line-4-001',
    broken: { listAgents: unavailable },
    empty: [{ listAgents: none }, 'No agents yet'],
  },
  agent: {
    path: `/agents/${fixtureId('agent', 6)}`,
    heading: 'assembly-line-4-006',
    shows: 'Two heartbeats were missed.',
    broken: { getAgent: unavailable },
  },
  lines: {
    path: '/packages',
    heading: 'Packages',
    shows: 'text-direction',
    broken: { listLines: unavailable },
    empty: [{ listLines: none }, 'No packages yet'],
  },
  releases: {
    path: '/packages?tab=releases',
    heading: 'Packages',
    shows: 'text-direction #9',
    broken: { listReleases: unavailable },
    empty: [{ listReleases: none }, 'No releases yet'],
  },
  publishers: {
    path: '/packages?tab=publishers',
    heading: 'Packages',
    shows: 'Contractor',
    broken: { listPublishers: unavailable },
    empty: [{ listPublishers: none }, 'No publisher is trusted'],
  },
  release: {
    path: `/packages/releases/${fixtureId('release', 9)}`,
    heading: 'text-direction #9',
    shows: 'Withdrawn: Misreads rotated labels',
    broken: { getRelease: unavailable },
  },
  rollouts: {
    path: '/rollouts',
    heading: 'Rollouts',
    shows: 'The gate of stage 1 failed: 3 failures, 0 are tolerated',
    broken: { listRollouts: unavailable },
    empty: [{ listRollouts: none }, 'No rollouts yet'],
  },
  rollout: {
    path: `/rollouts/${fixtureId('rollout', 3)}`,
    heading: 'text-direction #12',
    shows: '2 failures, 3 are tolerated',
    broken: { getRollout: unavailable },
    empty: [{ listRolloutAgents: none }, 'The rollout reaches no agent yet'],
  },
  'new rollout': {
    path: '/rollouts/new',
    heading: 'Start a rollout',
    shows: 'text-direction #12',
    broken: { listReleases: unavailable },
    empty: [{ listReleases: none }, 'There is no release to roll out'],
  },
  audit: {
    path: '/audit',
    heading: 'Audit trail',
    shows: 'Package refused',
    broken: { listLedgerEntries: unavailable },
    empty: [{ listLedgerEntries: none }, 'No entries yet'],
  },
  entry: {
    path: '/audit/7',
    heading: 'Package refused',
    shows: 'release.refused',
    broken: { getLedgerEntry: unavailable },
  },
  access: {
    path: '/access',
    heading: 'Access',
    shows: 'nightly build',
    broken: { listUsers: unavailable },
    empty: [{ listApiTokens: none }, 'No API tokens'],
  },
};

test.each(Object.entries(PAGES))('%s shows its data and is accessible', async (_, page) => {
  const app = await renderApp(page.path);
  expect((await screen.findAllByText(page.shows)).length).toBeGreaterThan(0);
  await settled(app);
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(page.heading);
  await expectAccessible();
});

test.each(Object.entries(PAGES))('%s says what failed and what to do', async (_, page) => {
  await renderApp(page.path, page.broken);
  const alert = (await screen.findAllByRole('alert'))[0]!;
  expect(alert.textContent).toContain('Temporarily not available');
  expect(alert.textContent).toContain('Try again in a moment');
  expect(alert.textContent).toContain('req-1');
  await expectAccessible();
});

test.each(Object.entries(PAGES).filter(([, { empty }]) => empty))(
  '%s says what to do when it is empty',
  async (_, page) => {
    const [handlers, text] = page.empty!;
    await renderApp(page.path, handlers);
    expect((await screen.findAllByText(text)).length).toBeGreaterThan(0);
    await expectAccessible();
  },
);

test('an address without a page says so', async () => {
  await renderApp('/nowhere/at/all');
  expect(screen.getByText('There is no such page')).toBeTruthy();
  await expectAccessible();
});

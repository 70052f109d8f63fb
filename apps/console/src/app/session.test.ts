import { screen, waitFor } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { fill, press, pickFromMenu } from '../../dev/actions.ts';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { FakeEventSource } from '../../dev/fake-event-source.ts';
import { FakeProblem } from '../../dev/fake-api.ts';
import { fixtureSession } from '../../dev/fixtures/access.ts';
import { renderApp } from '../../dev/render-app.ts';

const TOKEN = 'one-time-token-of-a-link';
const signedOut = () => {
  throw new FakeProblem('not_signed_in');
};

test('a sign-in link opens a session, leaves the address bar and leads on', async () => {
  const { router, calls } = await renderApp(`/sign-in?next=/rollouts#token=${TOKEN}`);
  await waitFor(() => expect(router.currentRoute.value.fullPath).toBe('/rollouts'));
  const opened = calls.find(({ route }) => route === 'openSession');
  expect(opened?.input.body).toEqual({ token: TOKEN });
  expect(router.currentRoute.value.hash).toBe('');
});

test.each(['https://evil.test/', '//evil.test', '/\\evil.test', '/sign-in?next=/x'])(
  'a sign-in link never leads to %s',
  async (next) => {
    const { router } = await renderApp(`/sign-in?next=${encodeURIComponent(next)}#token=${TOKEN}`);
    await waitFor(() => expect(router.currentRoute.value.fullPath).toBe('/'));
  },
);

test('a used link says so and how to get another', async () => {
  const { router } = await renderApp(`/sign-in#token=${TOKEN}`, {
    openSession: () => {
      throw new FakeProblem('sign_in_refused');
    },
  });
  expect((await screen.findByRole('alert')).textContent).toContain('The sign-in link is not valid any more');
  expect(screen.getByText('npx tensorguard sign-in-link')).toBeTruthy();
  expect(router.currentRoute.value.hash).toBe('');
  await expectAccessible();
});

test('without a link the page explains how to get one', async () => {
  const { calls } = await renderApp('/sign-in');
  expect(screen.getByText('npx tensorguard sign-in-link')).toBeTruthy();
  expect(calls).toEqual([]);
  await expectAccessible();
});

test('a page without a session leads to signing in, and remembers where one wanted to go', async () => {
  const { router } = await renderApp('/agents?search=dock', { getSession: signedOut });
  expect(router.currentRoute.value.name).toBe('sign-in');
  expect(router.currentRoute.value.query['next']).toBe('/agents?search=dock');
});

test('a session that ends while one works leads to signing in, and remembers the place', async () => {
  const { router } = await renderApp('/fleets', { listFleets: signedOut });
  await waitFor(() => expect(router.currentRoute.value.name).toBe('sign-in'));
  expect(router.currentRoute.value.query['next']).toBe('/fleets');
});

test('an action that meets an ended session leads to signing in', async () => {
  const { router } = await renderApp('/fleets', { createFleet: signedOut });
  await press('Make a fleet');
  await fill('Name', 'Dock 7');
  await press('Make fleet', await screen.findByRole('dialog'));
  await waitFor(() => expect(router.currentRoute.value.name).toBe('sign-in'));
});

test('a platform that does not answer is not a reason to sign out', async () => {
  const { router } = await renderApp('/fleets', {
    getSession: () => {
      throw new FakeProblem('unavailable');
    },
  });
  expect(router.currentRoute.value.name).toBe('fleets');
});

test('signing out closes the session', async () => {
  const { router, calls } = await renderApp('/fleets');
  await pickFromMenu(/Account/, 'Sign out');
  await waitFor(() => expect(router.currentRoute.value.name).toBe('sign-in'));
  expect(calls.map(({ route }) => route)).toContain('closeSession');
});

test('a refused change stream asks for the session, and an ended one leads to signing in', async () => {
  let asked = 0;
  const { router } = await renderApp('/access', {
    getSession: () => {
      asked += 1;
      return asked === 1 ? fixtureSession() : signedOut();
    },
  });
  FakeEventSource.opened.at(-1)!.break(true);
  await waitFor(() => expect(router.currentRoute.value.name).toBe('sign-in'));
  expect(asked).toBe(2);
});

import { fireEvent, screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { fill, press } from '../../../dev/actions.ts';
import { expectAccessible } from '../../../dev/expect-accessible.ts';
import { fixtureId } from '../../../dev/fixtures/ids.ts';
import { renderApp } from '../../../dev/render-app.ts';

test('a token is made with what was chosen, and its secret is shown once', async () => {
  const { calls } = await renderApp('/access');
  await press(/Make a token/);
  await fill('Name', 'nightly');
  await fill('Expires after (days)', '30');
  await fireEvent.click(screen.getByLabelText('releases:write'));
  await fireEvent.click(screen.getByLabelText('access:read'));
  await expectAccessible();
  await press('Make token');
  const secret = `tgp1.${'Zq81x'.repeat(10)}`;
  expect(await screen.findByText(secret)).toBeTruthy();
  await expectAccessible();
  expect(calls.find(({ route }) => route === 'createApiToken')?.input.body).toEqual({
    name: 'nightly',
    permissions: ['agents:read', 'fleets:read', 'releases:read', 'rollouts:read', 'ledger:read', 'releases:write'],
    expiresInDays: 30,
  });
  await press('Done');
  await press(/Make a token/);
  expect(screen.queryByText(secret)).toBeNull();
});

test('only a valid token can be revoked, and it says what stops', async () => {
  const { calls } = await renderApp('/access');
  await screen.findByText('nightly build');
  expect(screen.queryByRole('button', { name: 'Revoke dashboard' })).toBeNull();
  await press('Revoke nightly build');
  expect((await screen.findByRole('dialog')).textContent).toContain('Every program that uses this 1 token is refused');
  await press('Revoke token');
  await screen.findByText('API token revoked');
  expect(calls.find(({ route }) => route === 'revokeApiToken')?.input.params).toEqual({
    apiTokenId: fixtureId('apiToken', 2),
  });
});

test('a sign-in link is made for a user and shown once', async () => {
  const { calls } = await renderApp('/access');
  await press('Make a sign-in link for Jun Okafor');
  expect(await screen.findByText('https://platform.plant.example/sign-in#token=one-time')).toBeTruthy();
  await expectAccessible();
  expect(calls.find(({ route }) => route === 'createSignInLink')?.input.body).toEqual({ userId: fixtureId('user', 2) });
});

test('the API reference is linked', async () => {
  await renderApp('/access');
  expect(screen.getByRole('link', { name: /API reference/ }).getAttribute('href')).toBe('/docs');
});

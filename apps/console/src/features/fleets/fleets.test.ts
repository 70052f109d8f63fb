import { screen, waitFor } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { dialog, fill, pickFromMenu, press } from '../../../dev/actions.ts';
import { expectAccessible } from '../../../dev/expect-accessible.ts';
import { FakeProblem } from '../../../dev/fake-api.ts';
import { fixtureId } from '../../../dev/fixtures/ids.ts';
import { renderApp } from '../../../dev/render-app.ts';

test('a fleet is made with its place', async () => {
  const { calls } = await renderApp('/fleets');
  await press('Make a fleet');
  await fill('Name', 'Dock 7');
  await fill('Region', 'eu-north');
  await expectAccessible();
  await press('Make fleet', await dialog());
  expect(await screen.findByText('Fleet “Dock 7” made')).toBeTruthy();
  expect(calls.find(({ route }) => route === 'createFleet')?.input.body).toEqual({
    name: 'Dock 7',
    environment: 'production',
    region: 'eu-north',
  });
});

test('a taken name is said in the form, which stays open', async () => {
  await renderApp('/fleets', {
    createFleet: () => {
      throw new FakeProblem('name_taken');
    },
  });
  await press('Make a fleet');
  await fill('Name', 'Bench');
  await press('Make fleet', await dialog());
  expect((await screen.findByRole('alert')).textContent).toContain('The name is taken');
  expect(screen.getByRole('dialog')).toBeTruthy();
});

test('the kill switch names how many it revokes, and works only after name and reason', async () => {
  const { calls } = await renderApp('/fleets');
  await screen.findByText('Paint shop');
  await pickFromMenu('Actions for Paint shop', 'Revoke all agents');
  const confirm = await screen.findByRole<HTMLButtonElement>('button', { name: 'Revoke 60 agents' });
  expect((await dialog()).textContent).toContain('Revokes 60 agents now');
  await expectAccessible();
  expect(confirm.disabled).toBe(true);
  await fill('Reason', 'keys leaked');
  expect(confirm.disabled).toBe(true);
  await fill(/Type “Paint shop”/, 'paint shop');
  expect(confirm.disabled).toBe(true);
  await fill(/Type “Paint shop”/, 'Paint shop');
  expect(confirm.disabled).toBe(false);
  confirm.click();
  await screen.findByText('208 agents of “Paint shop” revoked');
  expect(calls.find(({ route }) => route === 'revokeFleet')?.input).toMatchObject({
    params: { fleetId: fixtureId('fleet', 2) },
    body: { reason: 'keys leaked' },
  });
});

test('enrolling from a fleet opens the dialog with this fleet', async () => {
  const { router } = await renderApp('/fleets');
  await screen.findByText('Returns dock');
  await pickFromMenu('Actions for Returns dock', 'Enrol an agent');
  await waitFor(() => expect(router.currentRoute.value.query).toEqual({ fleet: fixtureId('fleet', 3), enrol: 'open' }));
  const field = await screen.findByRole<HTMLSelectElement>('combobox', { name: 'Fleet' });
  await waitFor(() => expect(field.value).toBe(fixtureId('fleet', 3)));
});

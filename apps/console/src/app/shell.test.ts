import { fireEvent, screen, waitFor, within } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { pickFromMenu, press } from '../../dev/actions.ts';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { FakeEventSource } from '../../dev/fake-event-source.ts';
import { fixtureSession } from '../../dev/fixtures/access.ts';
import { fixtureId } from '../../dev/fixtures/ids.ts';
import { renderApp, settled } from '../../dev/render-app.ts';

test.each([
  ['o', 'overview'],
  ['f', 'fleets'],
  ['p', 'packages'],
  ['r', 'rollouts'],
  ['l', 'audit'],
  ['x', 'access'],
])('g and then %s leads to %s', async (key, name) => {
  const { router } = await renderApp('/agents');
  await fireEvent.keyDown(document.body, { key: 'g' });
  await fireEvent.keyDown(document.body, { key });
  await waitFor(() => expect(router.currentRoute.value.name).toBe(name));
});

test('keys belong to a field while somebody types, and single keys can be switched off', async () => {
  const { router } = await renderApp('/agents');
  const field = screen.getByLabelText('Part of the name');
  await fireEvent.keyDown(field, { key: 'g' });
  await fireEvent.keyDown(field, { key: 'f' });
  await fireEvent.keyDown(document.body, { key: '?' });
  await fireEvent.click(await screen.findByLabelText(/Single-key shortcuts/));
  await fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await fireEvent.keyDown(document.body, { key: 'g' });
  await fireEvent.keyDown(document.body, { key: 'f' });
  await fireEvent.keyDown(document.body, { key: '?' });
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(router.currentRoute.value.name).toBe('agents');
});

test('the help lists every shortcut and is accessible', async () => {
  await renderApp('/agents');
  await fireEvent.keyDown(document.body, { key: '?' });
  const help = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
  for (const label of ['Overview', 'Fleets', 'Agents', 'Packages', 'Rollouts', 'Audit trail', 'Access']) {
    expect(within(help).getByText(label)).toBeTruthy();
  }
  await expectAccessible();
});

test('the palette finds pages, agents and releases, and goes there', async () => {
  const app = await renderApp('/fleets');
  await fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
  const field = await screen.findByPlaceholderText('Pages, agents, releases');
  expect(await screen.findByRole('option', { name: /Rollouts/ })).toBeTruthy();
  await fireEvent.update(field, 'line-4-00');
  const agent = await screen.findByRole('option', { name: /assembly-line-4-001/ });
  await waitFor(() => expect(agent.hasAttribute('data-highlighted')).toBe(true));
  await expectAccessible();
  await fireEvent.click(agent);
  await waitFor(() => expect(app.router.currentRoute.value.params['agentId']).toBe(fixtureId('agent', 1)));
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('the palette says when nothing is called that', async () => {
  await renderApp('/fleets');
  await press(/Search/);
  await fireEvent.update(await screen.findByPlaceholderText('Pages, agents, releases'), 'zzzz');
  expect(await screen.findByText('Nothing is called “zzzz”.')).toBeTruthy();
});

test('the chosen theme is applied and kept', async () => {
  await renderApp('/fleets');
  await pickFromMenu(/Account/, 'Dark theme');
  await waitFor(() => expect(document.documentElement.dataset['theme']).toBe('dark'));
  expect(JSON.parse(localStorage.getItem('tensorguard.preferences')!).theme).toBe('dark');
});

test('the header says whether changes arrive', async () => {
  await renderApp('/fleets');
  const stream = FakeEventSource.opened.at(-1)!;
  expect(screen.getByText('Connecting')).toBeTruthy();
  stream.open();
  expect(await screen.findByText('Live')).toBeTruthy();
  stream.break(false);
  expect(await screen.findByText('Not live')).toBeTruthy();
});

test('a viewer is offered nothing that would be refused', async () => {
  const viewer = { getSession: () => fixtureSession('viewer') };
  const app = await renderApp('/agents', viewer);
  await settled(app);
  expect(screen.queryByRole('button', { name: /Enrol an agent/ })).toBeNull();
  expect(screen.queryByRole('link', { name: 'Access' })).toBeNull();
  await app.router.push(`/rollouts/${fixtureId('rollout', 3)}`);
  await screen.findByRole('heading', { name: 'Stuck agents' });
  for (const name of [/Pause/, /Abort/, /Roll back/]) expect(screen.queryByRole('button', { name })).toBeNull();
});

test('the focus goes to the heading of a new page, and the title follows', async () => {
  const app = await renderApp('/fleets');
  await fireEvent.click(screen.getByRole('link', { name: 'Rollouts' }));
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Rollouts'));
  expect(document.title).toBe('Rollouts · TensorGuard');
  expect(app.router.currentRoute.value.name).toBe('rollouts');
});

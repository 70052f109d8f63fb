import { fireEvent, screen, waitFor, within } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { dialog, fill, press } from '../../../dev/actions.ts';
import { expectAccessible } from '../../../dev/expect-accessible.ts';
import { FakeProblem } from '../../../dev/fake-api.ts';
import { fixtureId } from '../../../dev/fixtures/ids.ts';
import { renderApp, settled } from '../../../dev/render-app.ts';
import { enrolCommand } from './enrol-command.ts';

test('the filters are in the URL, and the URL is the filter', async () => {
  const { router, calls } = await renderApp('/agents?connection=offline&nonsense=1&status=bogus');
  await screen.findByText('assembly-line-4-004');
  expect(calls.find(({ route }) => route === 'listAgents')?.input.query).toMatchObject({ connection: 'offline' });
  await fireEvent.update(screen.getByLabelText('Fleet'), fixtureId('fleet', 2));
  await fill('Labels: key=value, key', 'hall=h1');
  await waitFor(() =>
    expect(router.currentRoute.value.query).toEqual({
      connection: 'offline',
      fleet: fixtureId('fleet', 2),
      label: 'hall=h1',
      nonsense: '1',
      status: 'bogus',
    }),
  );
  await waitFor(() =>
    expect(calls.findLast(({ route }) => route === 'listAgents')?.input.query).toMatchObject({
      connection: 'offline',
      fleetId: fixtureId('fleet', 2),
      label: 'hall=h1',
    }),
  );
});

test('filters that nobody passes say so and can be cleared', async () => {
  const { router } = await renderApp('/agents?search=zzz');
  await screen.findByText('No agent passes these filters');
  await press('Clear filters', screen.getByText('No agent passes these filters').parentElement!);
  await waitFor(() => expect(router.currentRoute.value.query).toEqual({}));
  expect(await screen.findByText('assembly-line-4-001')).toBeTruthy();
});

test('only rows in sight are in the document, and scrolling to the end loads the next page', async () => {
  const app = await renderApp('/agents');
  await screen.findByText('assembly-line-4-001');
  await settled(app);
  const table = screen.getByRole('table', { name: 'Agents' });
  expect(within(table).getAllByRole('row').length).toBeLessThan(60);
  const scroller = table.parentElement!;
  scroller.scrollTop = 190 * 41;
  await fireEvent.scroll(scroller);
  await waitFor(() => expect(app.calls.filter(({ route }) => route === 'listAgents')).toHaveLength(2));
  expect(app.calls.findLast(({ route }) => route === 'listAgents')?.input.query).toMatchObject({ cursor: '200' });
  expect(await screen.findByText('296 shown')).toBeTruthy();
});

test('the choice of columns is kept', async () => {
  await renderApp('/agents');
  await screen.findByText('assembly-line-4-001');
  expect(screen.queryByRole('columnheader', { name: 'Enrolled' })).toBeNull();
  await press('Columns');
  await fireEvent.click(await screen.findByLabelText('Enrolled'));
  await fireEvent.click(screen.getByLabelText('Labels'));
  expect(screen.getByRole('columnheader', { name: 'Enrolled', hidden: true })).toBeTruthy();
  expect(screen.queryByRole('columnheader', { name: 'Labels', hidden: true })).toBeNull();
  expect(JSON.parse(localStorage.getItem('tensorguard.preferences')!).hiddenColumns.agents).toEqual([
    'place',
    'labels',
  ]);
});

test('enrolling shows the token once, with the command to run', async () => {
  const { calls } = await renderApp('/agents?enrol=open');
  await waitFor(() =>
    expect(screen.getByLabelText<HTMLSelectElement>(/^Fleet/, { selector: 'form select' }).value).not.toBe(''),
  );
  await fill('Labels (optional)', 'zone=hall-3, gpu');
  await fill('Enrolments', '20');
  await expectAccessible();
  await press('Make join token');
  const secret = `tgj1.${'k3vQ9'.repeat(12)}`;
  expect(await screen.findByText(enrolCommand('https://platform.plant.example:8444', secret))).toBeTruthy();
  expect(screen.getByText(secret)).toBeTruthy();
  await expectAccessible();
  expect(calls.find(({ route }) => route === 'createJoinToken')?.input.body).toMatchObject({
    fleetId: fixtureId('fleet', 1),
    labels: { zone: 'hall-3', gpu: '' },
    maxUses: 20,
    expiresInSeconds: 3600,
  });
  await press('Done');
  await press(/Enrol an agent/);
  await dialog();
  expect(screen.queryByText(secret)).toBeNull();
});

test('labels that are none are refused before sending', async () => {
  await renderApp('/agents?enrol=open');
  await fill('Labels (optional)', 'Zone=1');
  expect(await screen.findByText(/“Zone”: not a label key/)).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Make join token' }).disabled).toBe(true);
});

test('without a fleet there is nothing to enrol into', async () => {
  await renderApp('/agents?enrol=open', { listFleets: () => ({ items: [], nextCursor: null }) });
  expect(await screen.findByText('Make a fleet first')).toBeTruthy();
});

test('join tokens show their state, and only an open one can be revoked', async () => {
  const { calls } = await renderApp('/agents?tokens=open');
  const table = await screen.findByRole('table', { name: 'Join tokens' });
  const states = within(table)
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('cell')[0]!.textContent?.trim());
  expect(states).toEqual(['Open', 'Used up', 'Expired', 'Revoked']);
  expect(within(table).getAllByRole('button')).toHaveLength(1);
  await expectAccessible();
  await press('Revoke batch 4');
  await screen.findByText('Join token revoked');
  expect(calls.find(({ route }) => route === 'revokeJoinToken')?.input.params).toEqual({
    joinTokenId: fixtureId('joinToken', 4),
  });
});

test('an agent shows desired beside applied, every deduction, and the code of its failure', async () => {
  await renderApp(`/agents/${fixtureId('agent', 6)}`);
  expect(await screen.findByText('self_test_failed')).toBeTruthy();
  expect(screen.getByRole('link', { name: '#12' }).getAttribute('href')).toContain(fixtureId('release', 12));
  expect(screen.getByRole('link', { name: '#11' }).getAttribute('href')).toContain(fixtureId('release', 11));
  const deductions = within(screen.getByRole('list', { name: 'Deductions' })).getAllByRole('listitem');
  expect(deductions.map(({ textContent }) => /^−\d+/.exec(textContent)?.[0])).toEqual(['−10', '−15']);
  expect(deductions[1]!.textContent).toContain('Two heartbeats were missed.');
});

test('an agent that is not there says what to do', async () => {
  await renderApp(`/agents/${fixtureId('agent', 9999)}`);
  expect((await screen.findByRole('alert')).textContent).toContain('Go back to the list');
});

test('name and labels are edited', async () => {
  const { calls } = await renderApp(`/agents/${fixtureId('agent', 1)}`);
  await press(/Edit name and labels/);
  await fill('Name', 'line-4-door');
  await fill('Labels (optional)', 'hall=h9');
  await expectAccessible();
  await press('Save');
  await screen.findByText('Agent “line-4-door” changed');
  expect(calls.find(({ route }) => route === 'updateAgent')?.input.body).toEqual({
    name: 'line-4-door',
    labels: { hall: 'h9' },
  });
});

test('revoking an agent needs its name; a refusal stays in the dialog', async () => {
  await renderApp(`/agents/${fixtureId('agent', 1)}`, {
    revokeAgent: () => {
      throw new FakeProblem('already_revoked');
    },
  });
  await press(/^Revoke$/);
  await fill('Reason', 'stolen');
  await fill(/Type/, 'assembly-line-4-001');
  await press('Revoke 1 agent');
  expect((await screen.findByRole('alert')).textContent).toContain('Already revoked');
});

test('a revoked agent says why, and offers nothing', async () => {
  await renderApp(`/agents/${fixtureId('agent', 12)}`);
  expect(await screen.findByText(/Stolen from the loading dock/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Revoke/ })).toBeNull();
  // Neither its certificate nor what it last reported may look as if all were well.
  expect(screen.getByText(/A revoked agent runs nothing/)).toBeTruthy();
  expect(screen.getAllByText('Revoked').length).toBeGreaterThanOrEqual(2);
  expect(screen.queryByText('In its validity period')).toBeNull();
  expect(screen.queryByText('Applied', { selector: 'span' })).toBeNull();
});

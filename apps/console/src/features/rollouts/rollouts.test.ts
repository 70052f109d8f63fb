import { fireEvent, screen, waitFor, within } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { dialog, fill, press } from '../../../dev/actions.ts';
import { expectAccessible } from '../../../dev/expect-accessible.ts';
import { FakeProblem } from '../../../dev/fake-api.ts';
import { fixtureId } from '../../../dev/fixtures/ids.ts';
import { fixtureRollout, fixtureRollouts } from '../../../dev/fixtures/rollouts.ts';
import { renderApp, settled } from '../../../dev/render-app.ts';

const next = async () => {
  await waitFor(() => expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Next' }).disabled).toBe(false));
  // The wizard is one form; its button submits it.
  await fireEvent.submit(document.querySelector('main form')!);
};

test('the wizard makes the rollout that was described', async () => {
  const { router, calls } = await renderApp(`/rollouts/new?release=${fixtureId('release', 10)}`);
  expect((await screen.findByRole<HTMLInputElement>('radio', { name: /#10 / })).checked).toBe(true);
  await next();

  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Next' }).disabled).toBe(true);
  await fireEvent.click(screen.getByLabelText(/Assembly line 4/));
  await fireEvent.click(screen.getByLabelText(/Bench/));
  await fill(/Only agents with these labels/, 'camera=top');
  expect(screen.getByText(/214 live agents in these fleets; fewer carry the labels/)).toBeTruthy();
  await expectAccessible();
  await next();

  await fireEvent.click(screen.getByLabelText('Custom'));
  await press('Add a stage');
  await fireEvent.update(screen.getByLabelText('Stage 1 reaches'), 'group');
  expect(screen.getByText('A stage by group needs at least one label.')).toBeTruthy();
  await fill('Agents with all of these labels', 'hall=h1');
  expect(screen.queryByText(/needs at least one label/)).toBeNull();
  await expectAccessible();
  await next();

  await fill('Agents before it judges', '10');
  await fill('Must have applied (%)', '95');
  await fill('Failures tolerated', '3');
  await fill(/Slowest p95/, '5');
  await fill('Soak time (seconds)', '300');
  await fill(/At once per fleet/, '40');
  await fireEvent.click(screen.getByLabelText('Roll back by itself'));
  await expectAccessible();
  await next();

  expect(screen.getByText('Agents with hall=h1')).toBeTruthy();
  expect(screen.getByText('10 agents must have reported before it judges')).toBeTruthy();
  expect(screen.getByText(/Reaches up to 214 live agents in 2 fleets/)).toBeTruthy();
  await expectAccessible();
  await fireEvent.submit(document.querySelector('main form')!);
  await waitFor(() => expect(router.currentRoute.value.name).toBe('rollout'));
  expect(calls.find(({ route }) => route === 'createRollout')?.input.body).toEqual({
    releaseId: fixtureId('release', 10),
    fleetIds: [fixtureId('fleet', 1), fixtureId('fleet', 4)],
    selector: { camera: 'top' },
    stages: [
      { kind: 'group', labels: { hall: 'h1' } },
      { kind: 'share', percent: 50 },
      { kind: 'share', percent: 100 },
    ],
    gate: {
      minAgents: 10,
      successShare: 0.95,
      maxFailures: 3,
      maxFailureShare: 0.02,
      maxLatencyMs: 5,
      soakSeconds: 300,
      stallSeconds: 900,
    },
    onFailure: 'rollback',
    maxConcurrentPerFleet: 40,
  });
});

test('a conflict is said in the wizard, and one can go back and change', async () => {
  await renderApp('/rollouts/new', {
    createRollout: () => {
      throw new FakeProblem('rollout_conflict');
    },
  });
  await screen.findByRole('radio', { name: /#12 / });
  await next();
  await fireEvent.click(screen.getByLabelText(/Bench/));
  await next();
  await next();
  await next();
  await fireEvent.submit(document.querySelector('main form')!);
  expect((await screen.findByRole('alert')).textContent).toContain('Another rollout of this line');
  await press('Back');
  expect(screen.queryByRole('alert')).toBeNull();
  expect(screen.getByRole('heading', { level: 2, name: 'Gate' })).toBeTruthy();
});

test('stages show their gate and why; the open one is marked', async () => {
  await renderApp(`/rollouts/${fixtureId('rollout', 3)}`);
  const open = (await screen.findByText('30 of 110 eligible agents applied, 100 % are needed')).closest(
    '[aria-current]',
  );
  expect(open?.getAttribute('aria-current')).toBe('step');
  expect(within(open as HTMLElement).getByText('Waiting')).toBeTruthy();
  expect(
    within(open as HTMLElement)
      .getByRole('img')
      .getAttribute('aria-label'),
  ).toBe('30 applied, 31 in progress, 2 failed of 113');
  expect(screen.getByText('Not reached')).toBeTruthy();
});

test('a share that was raised is shown with what was asked', async () => {
  await renderApp(`/rollouts/${fixtureId('rollout', 3)}`);
  expect(await screen.findByText('25 % asked, raised to 42 % so that the gate has enough agents')).toBeTruthy();
});

test('times to half and to all that are not reached yet are said to be so', async () => {
  await renderApp(`/rollouts/${fixtureId('rollout', 3)}`);
  await screen.findByText('Time to half');
  // The three times, and the end of the rollout.
  expect(screen.getAllByText('not yet')).toHaveLength(4);
});

test('a rollout that has ended says how far it came, and which stage did not pass', async () => {
  await renderApp(`/rollouts/${fixtureId('rollout', 1)}`, {
    getRollout: () => {
      const rollout = fixtureRollout(fixtureRollouts()[2]!, []);
      return { ...rollout, stages: rollout.stages.map((stage) => ({ ...stage, gate: null })) };
    },
  });
  expect(await screen.findByText('Applied at its end')).toBeTruthy();
  expect(screen.getByText('271 applied of 271')).toBeTruthy();
  expect(screen.getByText('3 min 34 s')).toBeTruthy();
  expect(screen.getAllByText('Not passed')).toHaveLength(1);
  expect(screen.getAllByText('Not reached')).toHaveLength(1);
});

const INTERVENTIONS = [
  ['Pause', 'pauseRollout', /120 agents that were not told yet stay as they are/, 'Pause', undefined, 3],
  [
    'Abort',
    'abortRollout',
    /118 agents that run the release keep it; 120 agents never get it/,
    'Abort rollout',
    undefined,
    3,
  ],
  ['Roll back', 'rollbackRollout', /151 agents that were told/, 'Roll back 151 agents', 'text-direction #12', 3],
  ['Resume', 'resumeRollout', /3 failures so far are forgiven/, 'Resume', undefined, 2],
] as const;
test.each(INTERVENTIONS)(
  '%s asks for a reason and names whom it touches',
  async (button, route, words, confirm, phrase, number) => {
    const { calls } = await renderApp(`/rollouts/${fixtureId('rollout', number)}`);
    await press(new RegExp(`^\\s*${button}\\s*$`));
    const asked = await dialog();
    expect(asked.textContent).toMatch(words);
    await expectAccessible();
    const go = within(asked).getByRole<HTMLButtonElement>('button', { name: confirm });
    expect(go.disabled).toBe(true);
    await fill('Reason', 'too many complaints');
    if (phrase !== undefined) await fill(/Type/, phrase);
    expect(go.disabled).toBe(false);
    go.click();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls.find((call) => call.route === route)?.input.body).toEqual({ reason: 'too many complaints' });
  },
);

test('a rollout that has ended cannot be paused or aborted', async () => {
  await renderApp(`/rollouts/${fixtureId('rollout', 1)}`);
  await screen.findByRole('heading', { name: 'Stages' });
  expect(screen.queryByRole('button', { name: /Pause|Resume|Abort/ })).toBeNull();
  expect(screen.getByRole('button', { name: /Roll back/ })).toBeTruthy();
});

test('agents are filtered by state, in the URL', async () => {
  const { router } = await renderApp(`/rollouts/${fixtureId('rollout', 3)}`);
  await fireEvent.update(await screen.findByLabelText('State of agents'), 'failed');
  await waitFor(() => expect(router.currentRoute.value.query).toEqual({ state: 'failed' }));
  const table = screen.getByRole('table', { name: 'Agents of the rollout' });
  await waitFor(() => expect(within(table).getAllByRole('row')).toHaveLength(3));
});

test('the chart of progress can be read as a table', async () => {
  const app = await renderApp(`/rollouts/${fixtureId('rollout', 3)}`);
  await press('Show as table');
  const table = await screen.findByRole('table', { name: 'Agents that applied, over time' });
  expect(within(table).getAllByRole('row').length).toBeGreaterThan(50);
  await settled(app);
  await press('Show the chart');
  expect(await screen.findByRole('img', { name: /chart with type line/i })).toBeTruthy();
});

test('the list is filtered by state and line', async () => {
  const { router, calls } = await renderApp('/rollouts');
  await fireEvent.update(await screen.findByLabelText('State'), 'paused');
  await fill('Package line', 'text-direction');
  await waitFor(() => expect(router.currentRoute.value.query).toEqual({ state: 'paused', line: 'text-direction' }));
  await waitFor(() =>
    expect(calls.findLast(({ route }) => route === 'listRollouts')?.input.query).toMatchObject({
      state: 'paused',
      line: 'text-direction',
    }),
  );
});

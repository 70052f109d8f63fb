import { fireEvent, screen, waitFor, within } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { dialog, fill, press } from '../../../dev/actions.ts';
import { expectAccessible } from '../../../dev/expect-accessible.ts';
import { FakeEventSource } from '../../../dev/fake-event-source.ts';
import { fixtureId } from '../../../dev/fixtures/ids.ts';
import { buildFixtureLedger } from '../../../dev/fixtures/ledger.ts';
import { renderApp, settled } from '../../../dev/render-app.ts';

const SOME_ENTRIES = 40;
const outcomes = async () => {
  const list = await screen.findByRole('list', { name: 'Verification in this browser' });
  return within(list)
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent.match(/Verified|Failed|Not available here/)?.[0]);
};

test('every filter is in the URL and in the question', async () => {
  const from = '2026-11-01T00:00:00.000Z';
  const query = `type=release.,key.refused&actor=${fixtureId('user', 1)}&about=x1&text=vision&from=${from}&to=bogus`;
  const { calls } = await renderApp(`/audit?${query}`);
  await waitFor(() => expect(calls.some(({ route }) => route === 'listLedgerEntries')).toBe(true));
  expect(calls.find(({ route }) => route === 'listLedgerEntries')?.input.query).toEqual({
    type: 'release.,key.refused',
    actor: fixtureId('user', 1),
    about: 'x1',
    text: 'vision',
    from,
    limit: 100,
  });
  expect(screen.getByText(/release\., Content key refused/)).toBeTruthy();
});

test('chips take their filter away', async () => {
  const { router } = await renderApp('/audit?type=release.created&about=x1');
  await press('Remove filter Type Release created');
  await waitFor(() => expect(router.currentRoute.value.query).toEqual({ about: 'x1' }));
  await press('Clear filters', screen.getByRole('search'));
  await waitFor(() => expect(router.currentRoute.value.query).toEqual({}));
});

test('types, ids and times are chosen', async () => {
  const { router } = await renderApp('/audit');
  await press(/^\s*Type\s*$/);
  await fireEvent.click(await screen.findByLabelText('All: release'));
  await waitFor(() => expect(router.currentRoute.value.query).toEqual({ type: 'release.' }));
  expect(screen.getByLabelText<HTMLInputElement>('Release withdrawn').disabled).toBe(true);
  await fireEvent.click(screen.getByLabelText('All: release'));
  await waitFor(() => expect(router.currentRoute.value.query).toEqual({}));
  await fireEvent.click(screen.getByLabelText('Content key refused'));
  await waitFor(() => expect(router.currentRoute.value.query).toEqual({ type: 'key.refused' }));
  await press(/Who and what/);
  await fill('About', ` ${fixtureId('agent', 1)} `);
  await press('Apply');
  await waitFor(() => expect(router.currentRoute.value.query['about']).toBe(fixtureId('agent', 1)));
  await press(/^\s*Time\s*$/);
  await press('Last hour');
  await waitFor(() =>
    expect(Date.now() - Date.parse(String(router.currentRoute.value.query['from']))).toBeLessThan(3_700_000),
  );
});

test('new entries are counted, and shown when the reader asks', async () => {
  const ledger = await buildFixtureLedger(SOME_ENTRIES);
  let grown = 0;
  const app = await renderApp('/audit', {
    listLedgerEntries: ({ query }) => ({
      items: ledger.entries.slice(12 - grown, 12 - grown + query.limit),
      nextCursor: null,
    }),
  });
  const newest = () => within(screen.getByRole('table', { name: 'Audit trail' })).getAllByRole('row')[1]!.textContent;
  await waitFor(() => expect(newest()).toContain('27'));
  await settled(app);
  grown = 12;
  FakeEventSource.opened.at(-1)!.emit('change', { topics: ['ledger'], ids: [] });
  const bar = await screen.findByRole('button', { name: '12 new' });
  expect(newest()).toContain('27');
  bar.click();
  await waitFor(() => expect(newest()).toContain('39'));
  expect(screen.queryByRole('button', { name: '12 new' })).toBeNull();
});

test('an entry opens in a drawer and is verified in the browser, step by step', async () => {
  const { router } = await renderApp('/audit');
  await fireEvent.click((await screen.findAllByRole('link', { name: 'Package refused' }))[0]!);
  await waitFor(() => expect(router.currentRoute.value.query['entry']).toBe('217'));
  await dialog();
  expect(await outcomes()).toEqual(['Verified', 'Verified', 'Verified', 'Verified', 'Not available here']);
  expect(screen.getByRole('link', { name: /Proof file/ }).getAttribute('href')).toBe('/v1/ledger/entries/217/proof');
  expect(screen.getByRole('link', { name: /Bundle for auditors/ }).getAttribute('href')).toBe('/v1/ledger/bundle');
  expect(screen.getByRole('region', { name: 'Canonical JSON of the entry' }).textContent).toContain('"seq":217');
  await expectAccessible();
  await press('Close');
  await waitFor(() => expect(router.currentRoute.value.query).toEqual({}));
});

test('an entry that does not verify says so loudly', async () => {
  const ledger = await buildFixtureLedger(SOME_ENTRIES);
  await renderApp('/audit/8', {
    getLedgerKeys: () => ledger.keys,
    getLedgerEntry: async ({ params }) => {
      const proof = (await ledger.proofOf(params.seq))!;
      return { ...proof, raw: proof.raw.replace('"number":12', '"number":13') };
    },
  });
  expect((await screen.findByRole('alert')).textContent).toContain('does not verify');
  expect(await outcomes()).toEqual(['Verified', 'Failed', 'Failed', 'Verified', 'Not available here']);
  await expectAccessible();
});

test('verifying the ledger gives bundle, command and the checked checkpoint', async () => {
  await renderApp('/audit?verify=open');
  expect(await screen.findByText('npx tensorguard ledger verify <bundle>')).toBeTruthy();
  expect(await outcomes()).toEqual(['Verified']);
  expect(screen.getByRole('region', { name: 'Verifier keys' }).textContent.split('\n')).toHaveLength(2);
  await expectAccessible();
});

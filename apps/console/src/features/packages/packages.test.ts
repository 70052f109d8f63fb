import { fireEvent, screen, waitFor, within } from '@testing-library/vue';
import { afterEach, expect, test, vi } from 'vitest';
import { dialog, fill, press } from '../../../dev/actions.ts';
import { expectAccessible } from '../../../dev/expect-accessible.ts';
import { FakeProblem } from '../../../dev/fake-api.ts';
import { FakeUpload } from '../../../dev/fake-upload.ts';
import { fixtureId } from '../../../dev/fixtures/ids.ts';
import { fixtureRelease, fixtureReleases } from '../../../dev/fixtures/releases.ts';
import { renderApp } from '../../../dev/render-app.ts';

afterEach(() => void vi.unstubAllGlobals());

/** Opens the upload dialog and chooses a file. */
async function chooseFile(): Promise<FakeUpload> {
  const uploads: FakeUpload[] = [];
  vi.stubGlobal(
    'XMLHttpRequest',
    class extends FakeUpload {
      constructor() {
        super();
        uploads.push(this);
      }
    },
  );
  await renderApp('/packages?upload=open');
  const input = await screen.findByLabelText('Choose a .tgsp file');
  await expectAccessible();
  Object.defineProperty(input, 'files', { value: [new File(['x'.repeat(2048)], 'model.tgsp')] });
  await fireEvent.change(input);
  return uploads[0]!;
}

test('an upload shows its progress and becomes a release', async () => {
  const upload = await chooseFile();
  upload.progress(1024);
  expect(await screen.findByText(/1\.00 KiB of 2\.00 KiB sent \(50/)).toBeTruthy();
  upload.progress(2048);
  expect(await screen.findByText(/The platform verifies signatures/)).toBeTruthy();
  upload.answer(201, { release: fixtureRelease(fixtureReleases()[0]!), created: true });
  expect(await screen.findByText(/Verified and stored as/)).toBeTruthy();
  await expectAccessible();
  expect(screen.getByRole('link', { name: 'Roll it out' }).getAttribute('href')).toContain(fixtureId('release', 12));
});

test('a refused package says why, by name of the file and with its reason', async () => {
  const upload = await chooseFile();
  const problem = {
    type: 'x',
    title: 'The package is refused',
    status: 422,
    code: 'package_refused',
    reason: 'chunk_reordered',
  };
  upload.answer(422, problem);
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('chunk_reordered');
  expect(screen.getByText('model.tgsp')).toBeTruthy();
  expect(screen.getByLabelText('Choose a .tgsp file')).toBeTruthy();
  await expectAccessible();
});

test('an upload that is stopped is no error', async () => {
  await chooseFile();
  await press('Stop the upload');
  expect(await screen.findByLabelText('Choose a .tgsp file')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
});

test('tabs are in the URL', async () => {
  const { router } = await renderApp('/packages');
  await fireEvent.mouseDown(await screen.findByRole('tab', { name: 'Publishers and keys' }), { button: 0 });
  await waitFor(() => expect(router.currentRoute.value.query).toEqual({ tab: 'publishers' }));
  expect(await screen.findByText('Packaging key')).toBeTruthy();
});

test('a publisher is trusted by its public key', async () => {
  const { calls } = await renderApp('/packages?tab=publishers');
  await press(/Trust a publisher/);
  const key = { keyId: `sha256:${'ab'.repeat(32)}`, ed25519: 'AA==', mlDsa65: 'AA==' };
  await fill('Name', 'Dock team');
  await fill('Public key', 'nonsense');
  expect(await screen.findByText(/This is not JSON/)).toBeTruthy();
  await expectAccessible();
  await fill('Public key', JSON.stringify(key));
  await screen.findByText(key.keyId);
  await press('Trust publisher', await dialog());
  await screen.findByText('Publisher “Dock team” is trusted');
  expect(calls.find(({ route }) => route === 'createPublisher')?.input.body).toEqual({
    name: 'Dock team',
    publicKey: key,
  });
});

test('removing a publisher names what stays', async () => {
  const { calls } = await renderApp('/packages?tab=publishers');
  await press('Remove Vision team');
  expect((await dialog()).textContent).toContain('Releases that are already stored stay');
  await fill(/Type/, 'Vision team');
  await press('Remove publisher');
  await screen.findByText('Publisher removed');
  expect(calls.find(({ route }) => route === 'removePublisher')?.input.params).toEqual({
    publisherId: fixtureId('publisher', 1),
  });
});

test('a release shows what the publisher signed, and verifies again', async () => {
  await renderApp(`/packages/releases/${fixtureId('release', 12)}`);
  expect(await screen.findByText('softmax_0.tmp_0')).toBeTruthy();
  expect(within(screen.getByRole('table', { name: 'Files' })).getAllByRole('row')).toHaveLength(3);
  expect(screen.getByRole('link', { name: /Download/ }).getAttribute('href')).toBe(
    `/v1/releases/${fixtureId('release', 12)}/package`,
  );
  await press(/Verify again/);
  expect(await screen.findByText('2 files, 569 KiB')).toBeTruthy();
});

test('a stored package that no longer verifies says why', async () => {
  await renderApp(`/packages/releases/${fixtureId('release', 12)}`, {
    verifyRelease: () => {
      throw new FakeProblem('package_refused', { reason: 'digest_mismatch' });
    },
  });
  await press(/Verify again/);
  expect((await screen.findByRole('alert')).textContent).toContain('digest_mismatch');
});

test('withdrawing needs a reason and the name of the release', async () => {
  const { calls } = await renderApp(`/packages/releases/${fixtureId('release', 12)}`);
  await press(/Withdraw/);
  await fill('Reason', 'wrong labels');
  await fill(/Type/, 'text-direction #12');
  await press('Withdraw release');
  await screen.findByText('text-direction #12 withdrawn');
  expect(calls.find(({ route }) => route === 'withdrawRelease')?.input.body).toEqual({ reason: 'wrong labels' });
});

test('releases are filtered in the URL', async () => {
  const { router } = await renderApp('/packages?tab=releases&line=text-direction');
  await fireEvent.update(await screen.findByLabelText('State'), 'withdrawn');
  await waitFor(() =>
    expect(router.currentRoute.value.query).toMatchObject({ state: 'withdrawn', line: 'text-direction' }),
  );
  await press('Remove filter Line text-direction');
  await waitFor(() => expect(router.currentRoute.value.query).toEqual({ tab: 'releases', state: 'withdrawn' }));
});

import { fireEvent, screen } from '@testing-library/vue';
import { afterEach, expect, test, vi } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Copy from './Copy.vue';

afterEach(() => void vi.unstubAllGlobals());

test.each([
  [vi.fn(() => Promise.resolve()), 'Copied'],
  [vi.fn(() => Promise.reject(new Error('no'))), 'The browser did not allow copying'],
])('copying says whether it worked', async (writeText, words) => {
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  renderKit(Copy, { text: 'agt_1', what: 'agent id' });
  await fireEvent.click(screen.getByRole('button', { name: 'Copy agent id' }));
  expect(await screen.findByText(words)).toBeTruthy();
  expect(writeText).toHaveBeenCalledWith('agt_1');
});

test('it is accessible', async () => {
  renderKit(Copy, { text: 'agt_1', what: 'agent id' });
  await expectAccessible();
});

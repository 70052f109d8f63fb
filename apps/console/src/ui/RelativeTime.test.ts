import { render, screen } from '@testing-library/vue';
import { afterEach, expect, test, vi } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import RelativeTime from './RelativeTime.vue';

afterEach(() => void vi.useRealTimers());

test('what just happened is not in the future, however long ago the shared clock ticked', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const shown = render(RelativeTime, { props: { time: null as string | null } });
  vi.setSystemTime(Date.now() + 8000);
  await shown.rerender({ time: new Date().toISOString() });
  expect(screen.getByText('just now')).toBeTruthy();
});

test('a time is relative, with the exact one for machines and on hover', async () => {
  const time = new Date(Date.now() - 3 * 3_600_000).toISOString();
  renderKit(RelativeTime, { time });
  const shown = screen.getByText('3 hours ago');
  expect(shown.getAttribute('datetime')).toBe(time);
  expect(shown.title).toMatch(/\d{4}.*\d\d:\d\d:\d\d/);
  await expectAccessible();
});

test('no time has words too', () => {
  renderKit(RelativeTime, { time: null, empty: 'not yet' });
  expect(screen.getByText('not yet')).toBeTruthy();
});

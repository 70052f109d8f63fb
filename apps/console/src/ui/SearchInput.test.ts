import { fireEvent, screen } from '@testing-library/vue';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SEARCH_DELAY_MS } from '../lib/use-debounced.ts';
import { renderKit } from '../../dev/render-kit.ts';
import SearchInput from './SearchInput.vue';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what is typed is sent once, after a pause, without spaces around', async () => {
  const change = vi.fn();
  renderKit(SearchInput, { label: 'Name', modelValue: '', 'onUpdate:modelValue': change });
  for (const text of ['d', 'do', ' dock '])
    await fireEvent.update(screen.getByRole('searchbox', { name: 'Name' }), text);
  expect(change).not.toHaveBeenCalled();
  vi.advanceTimersByTime(SEARCH_DELAY_MS);
  expect(change.mock.calls).toEqual([['dock']]);
});

import { fireEvent, screen } from '@testing-library/vue';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import FilterBar from './FilterBar.vue';

test('filters can be cleared only when there are some', async () => {
  const clear = vi.fn();
  const first = renderKit(FilterBar, { label: 'Filter agents', active: false });
  expect(screen.queryByRole('button')).toBeNull();
  first.unmount();
  renderKit(FilterBar, { label: 'Filter agents', active: true, onClear: clear });
  await fireEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
  expect(clear).toHaveBeenCalledOnce();
  expect(screen.getByRole('search', { name: 'Filter agents' })).toBeTruthy();
  await expectAccessible();
});

import { fireEvent, screen } from '@testing-library/vue';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import NewRowsBar from './NewRowsBar.vue';

test('it leaves it to the reader when to show what is new', async () => {
  const show = vi.fn();
  renderKit(NewRowsBar, { text: '12 new', onShow: show });
  await fireEvent.click(screen.getByRole('button', { name: '12 new' }));
  expect(show).toHaveBeenCalledOnce();
  expect(screen.getByRole('status')).toBeTruthy();
  await expectAccessible();
});

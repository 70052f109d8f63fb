import { fireEvent, screen } from '@testing-library/vue';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Chip from './Chip.vue';

test('a chip names its filter and takes it away', async () => {
  const remove = vi.fn();
  renderKit(Chip, { label: 'Type', value: 'Signed in', onRemove: remove });
  await fireEvent.click(screen.getByRole('button', { name: 'Remove filter Type Signed in' }));
  expect(remove).toHaveBeenCalledOnce();
  await expectAccessible();
});

import { fireEvent, screen } from '@testing-library/vue';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Checkbox from './Checkbox.vue';

test('the words are part of the box', async () => {
  const change = vi.fn();
  renderKit(Checkbox, { label: 'Online', hint: 'seen lately', modelValue: false, 'onUpdate:modelValue': change });
  await fireEvent.click(screen.getByLabelText(/Online/));
  expect(change).toHaveBeenCalledWith(true);
  await expectAccessible();
});

import { fireEvent, screen } from '@testing-library/vue';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Select from './Select.vue';

test('a choice is told', async () => {
  const change = vi.fn();
  const options = [
    { value: 'a', label: 'Alpha' },
    { value: 'b', label: 'Beta' },
  ];
  renderKit(Select, { 'aria-label': 'Letter', options, modelValue: 'a', 'onUpdate:modelValue': change });
  await fireEvent.update(screen.getByRole('combobox', { name: 'Letter' }), 'b');
  expect(change).toHaveBeenCalledWith('b');
  await expectAccessible();
});

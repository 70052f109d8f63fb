import { fireEvent, screen } from '@testing-library/vue';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Tabs from './Tabs.vue';

test('one tab is open; choosing another is told', async () => {
  const change = vi.fn();
  const tabs = [
    { id: 'a', label: 'Alpha' },
    { id: 'b', label: 'Beta' },
  ];
  renderKit(
    Tabs,
    { label: 'Parts', tabs, modelValue: 'a', 'onUpdate:modelValue': change },
    { a: 'first', b: 'second' },
  );
  expect(screen.getByRole('tab', { name: 'Alpha' }).getAttribute('aria-selected')).toBe('true');
  expect(screen.getByText('first')).toBeTruthy();
  await fireEvent.mouseDown(screen.getByRole('tab', { name: 'Beta' }), { button: 0 });
  expect(change).toHaveBeenCalledWith('b');
  await expectAccessible();
});

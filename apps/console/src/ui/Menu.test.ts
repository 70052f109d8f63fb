import { fireEvent, screen } from '@testing-library/vue';
import { expect, test, vi } from 'vitest';
import { h } from 'vue';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Menu from './Menu.vue';

test('a menu opens by keyboard and does what is picked', async () => {
  const select = vi.fn();
  const items = [
    { label: 'Show', select },
    { label: 'Revoke', danger: true, disabled: true, select },
  ];
  renderKit(Menu, { items }, { default: () => h('button', 'Actions') });
  await fireEvent.keyDown(screen.getByRole('button', { name: 'Actions' }), { key: 'Enter' });
  expect((await screen.findByRole('menuitem', { name: 'Revoke' })).getAttribute('aria-disabled')).toBe('true');
  await expectAccessible();
  await fireEvent.click(screen.getByRole('menuitem', { name: 'Show' }));
  expect(select).toHaveBeenCalledOnce();
});

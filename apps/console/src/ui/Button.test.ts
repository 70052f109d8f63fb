import { fireEvent, screen } from '@testing-library/vue';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Button from './Button.vue';

test('a button does what it says, and nothing while it is busy', async () => {
  const click = vi.fn();
  renderKit(Button, { onClick: click }, { default: 'Save' });
  await fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(click).toHaveBeenCalledTimes(1);
  await expectAccessible();
});

test('a busy button says so and cannot be pressed', () => {
  renderKit(Button, { busy: true }, { default: 'Save' });
  const button = screen.getByRole<HTMLButtonElement>('button');
  expect([button.disabled, button.getAttribute('aria-busy')]).toEqual([true, 'true']);
});

test.each([
  [{ to: { name: 'there' } }, '/there'],
  [{ href: '/docs' }, '/docs'],
])('what leads elsewhere is a link', (props, href) => {
  renderKit(Button, props, { default: 'Go' });
  expect(screen.getByRole('link', { name: 'Go' }).getAttribute('href')).toBe(href);
});

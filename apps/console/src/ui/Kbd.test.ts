import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Kbd from './Kbd.vue';

test('a key is marked as one', async () => {
  renderKit(Kbd, {}, { default: 'Esc' });
  expect(screen.getByText('Esc').tagName).toBe('KBD');
  await expectAccessible();
});

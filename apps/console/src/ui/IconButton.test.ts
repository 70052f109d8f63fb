import { X } from '@lucide/vue';
import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import IconButton from './IconButton.vue';

test('an icon has a name', async () => {
  renderKit(IconButton, { icon: X, label: 'Dismiss' });
  expect(screen.getByRole('button', { name: 'Dismiss' })).toBeTruthy();
  await expectAccessible();
});

import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Stat from './Stat.vue';

test('a figure shows label, value and hint; a link names both', async () => {
  renderKit(Stat, { label: 'Online', value: '3 of 4', hint: 'now', to: { name: 'there' } });
  expect(screen.getByRole('link', { name: 'Online: 3 of 4' })).toBeTruthy();
  expect(screen.getByText('now')).toBeTruthy();
  await expectAccessible();
});

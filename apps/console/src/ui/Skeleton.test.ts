import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Skeleton from './Skeleton.vue';

test('waiting is announced in words', async () => {
  renderKit(Skeleton, { lines: 2, label: 'Verifying' });
  expect(screen.getByRole('status').textContent).toBe('Verifying');
  await expectAccessible();
});

import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import CopyableId from './CopyableId.vue';

test('a long id is shortened, whole on hover, and can be copied', async () => {
  const value = `agt_${'0'.repeat(26)}`;
  renderKit(CopyableId, { value, what: 'agent id' });
  expect(screen.getByTitle(value).textContent).toBe('agt_000000…000000');
  expect(screen.getByRole('button', { name: 'Copy agent id' })).toBeTruthy();
  await expectAccessible();
});

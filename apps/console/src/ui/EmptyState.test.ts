import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import EmptyState from './EmptyState.vue';

test('an empty place says what to do next', async () => {
  renderKit(EmptyState, { title: 'No fleets yet', text: 'Make one.' }, { default: 'action' });
  for (const text of ['No fleets yet', 'Make one.', 'action']) expect(screen.getByText(text)).toBeTruthy();
  await expectAccessible();
});

import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Card from './Card.vue';

test('a card with a title is a region of that name', async () => {
  renderKit(Card, { title: 'Trust', description: 'Why' }, { default: 'content' });
  expect(screen.getByRole('region', { name: 'Trust' }).textContent).toContain('content');
  await expectAccessible();
});

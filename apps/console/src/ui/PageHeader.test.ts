import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import PageHeader from './PageHeader.vue';

test('a page has a heading that can take the focus, and the way to it', async () => {
  renderKit(PageHeader, { title: 'Dock 7', trail: [{ label: 'Fleets', to: { name: 'there' } }] }, { actions: 'acts' });
  expect(screen.getByRole('heading', { level: 1, name: 'Dock 7' }).tabIndex).toBe(-1);
  expect(screen.getByRole('navigation', { name: 'Breadcrumb' }).textContent).toContain('Fleets');
  await expectAccessible();
});

import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import JsonView from './JsonView.vue';

test('members are shown by name, deep ones folded', async () => {
  const { container } = renderKit(JsonView, { value: { a: 1, b: { c: { d: '<x>' } }, e: [] }, openDepth: 2 });
  const folds = [...container.querySelectorAll('details')].map(({ open }) => open);
  expect(folds).toEqual([true, false]);
  expect(screen.getByText('"<x>"')).toBeTruthy();
  await expectAccessible();
});

test.each([null, 7, 'text', true, [], {}])('%o is shown as JSON writes it', (value) => {
  const { container } = renderKit(JsonView, { value });
  expect(container.textContent.trim()).toBe(JSON.stringify(value));
});

test('a huge object is cut, and says so', () => {
  const value = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`k${index}`, index]));
  renderKit(JsonView, { value: { inner: value } });
  expect(screen.getByText('… 100 more')).toBeTruthy();
});

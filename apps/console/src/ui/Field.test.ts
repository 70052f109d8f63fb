import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { h } from 'vue';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Field from './Field.vue';

const input = { default: ({ control }: { control: object }) => h('input', control) };

test('label and hint belong to the control', async () => {
  renderKit(Field, { label: 'Name', hint: 'Any words', optional: true }, input);
  expect(screen.getByRole('textbox', { name: 'Name (optional)', description: 'Any words' })).toBeTruthy();
  await expectAccessible();
});

test('an error takes the place of the hint and marks the control', async () => {
  renderKit(Field, { label: 'Name', hint: 'Any words', error: 'Too long' }, input);
  const field = screen.getByRole('textbox', { name: 'Name', description: 'Too long' });
  expect(field.getAttribute('aria-invalid')).toBe('true');
  expect(screen.queryByText('Any words')).toBeNull();
  await expectAccessible();
});

import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import CodeBlock from './CodeBlock.vue';

test('code is kept exactly, can be reached by keyboard and copied', async () => {
  renderKit(CodeBlock, { code: 'a\n  <b>', label: 'Command' });
  const block = screen.getByRole('region', { name: 'Command' });
  expect([block.textContent, block.tabIndex]).toEqual(['a\n  <b>', 0]);
  expect(screen.getByRole('button', { name: 'Copy Command' })).toBeTruthy();
  await expectAccessible();
});

import { fireEvent, screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { h } from 'vue';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Popover from './Popover.vue';

test('a popover opens from its button and has its name', async () => {
  renderKit(Popover, {}, { trigger: () => h('button', 'Choose'), default: 'content' });
  await fireEvent.click(screen.getByRole('button', { name: 'Choose' }));
  expect((await screen.findByRole('dialog', { name: 'Choose' })).textContent).toContain('content');
  await expectAccessible();
});

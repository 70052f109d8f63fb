import { fireEvent, screen, waitFor } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { defineComponent, h, ref } from 'vue';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Dialog from './Dialog.vue';

const Page = defineComponent(() => {
  const open = ref(false);
  const set = (value: boolean) => (open.value = value);
  return () => [
    h('button', { onClick: () => set(true) }, 'Open it'),
    h(
      Dialog,
      { open: open.value, 'onUpdate:open': set, title: 'A title', description: 'A description' },
      { default: () => h('input', { 'aria-label': 'First field' }) },
    ),
  ];
});

test('the focus goes to the content, stays inside, and returns where it was', async () => {
  renderKit(Page);
  const opener = screen.getByText('Open it');
  opener.focus();
  await fireEvent.click(opener);
  const dialog = await screen.findByRole('dialog', { name: 'A title', description: 'A description' });
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('First field')));
  await expectAccessible();
  await fireEvent.keyDown(dialog, { key: 'Escape' });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(opener));
});

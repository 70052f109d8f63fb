import { fireEvent, screen, waitFor } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { defineComponent, h } from 'vue';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import { useToasts } from '../lib/use-toasts.ts';
import ToastRegion from './ToastRegion.vue';

const Page = defineComponent(() => {
  const toasts = useToasts();
  return () => [h('button', { onClick: () => toasts.show('Fleet made') }, 'Do it'), h(ToastRegion)];
});

test('a message is announced and can be dismissed', async () => {
  renderKit(Page);
  await fireEvent.click(screen.getByText('Do it'));
  expect(screen.getByRole('status').textContent).toContain('Fleet made');
  await expectAccessible();
  await fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  await waitFor(() => expect(screen.queryByText('Fleet made')).toBeNull());
});

import { fireEvent, render, screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { defineComponent, h, ref } from 'vue';
import ErrorBoundary from './ErrorBoundary.vue';

test('a page that breaks is replaced by what failed, and can be tried again', async () => {
  const broken = ref(true);
  const Page = defineComponent(() => () => {
    if (broken.value) throw new Error('the page met something it did not expect');
    return h('p', 'all is well');
  });
  render(ErrorBoundary, { slots: { default: () => h(Page) } });
  expect((await screen.findByRole('alert')).textContent).toContain('the page met something it did not expect');
  broken.value = false;
  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('all is well')).toBeTruthy();
});

import { fireEvent, screen, waitFor } from '@testing-library/vue';
import { expect, test, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import { useToasts } from '../lib/use-toasts.ts';
import ToastRegion from './ToastRegion.vue';

const Page = defineComponent(() => {
  const toasts = useToasts();
  return () => [h('button', { onClick: () => toasts.show('Fleet made') }, 'Do it'), h(ToastRegion)];
});

test('the room that messages take is told to the page, and given back', async () => {
  const watched: { element: Element; resized: () => void }[] = [];
  vi.stubGlobal(
    'ResizeObserver',
    class {
      readonly resized: () => void;
      constructor(resized: () => void) {
        this.resized = resized;
      }
      observe(element: Element): void {
        watched.push({ element, resized: this.resized });
      }
      unobserve(): void {}
      disconnect(): void {}
    },
  );
  const page = renderKit(Page);
  const region = screen.getByRole('status');
  const room = () => document.documentElement.style.getPropertyValue('--toasts');
  for (const height of [64, 0]) {
    Object.defineProperty(region, 'offsetHeight', { configurable: true, value: height });
    for (const { element, resized } of watched) if (element === region) resized();
    expect(room()).toBe(`${height}px`);
  }
  page.unmount();
  expect(room()).toBe('');
  vi.unstubAllGlobals();
});

test('a message is announced and can be dismissed', async () => {
  renderKit(Page);
  await fireEvent.click(screen.getByText('Do it'));
  expect(screen.getByRole('status').textContent).toContain('Fleet made');
  await expectAccessible();
  await fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  await waitFor(() => expect(screen.queryByText('Fleet made')).toBeNull());
});

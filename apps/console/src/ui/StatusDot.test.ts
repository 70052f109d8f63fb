import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import StatusDot from './StatusDot.vue';

test('each tone has a shape of its own and words', async () => {
  const shapes = ['neutral', 'ok', 'warn', 'bad', 'accent'].map((tone) => {
    const kit = renderKit(StatusDot, { tone, label: `is ${tone}` });
    expect(screen.getByText(`is ${tone}`)).toBeTruthy();
    const shape = kit.container.querySelector('svg')!.innerHTML;
    kit.unmount();
    return shape;
  });
  expect(new Set(shapes).size).toBe(shapes.length);
  await expectAccessible();
});

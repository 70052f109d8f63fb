import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Meter from './Meter.vue';

const widths = () => [...screen.getByRole('img').children].map((part) => (part as HTMLElement).style.width);

test('parts are as wide as their share, and the label says it in words', async () => {
  const parts = [
    { label: 'ok', value: 3, tone: 'ok' },
    { label: 'none', value: 0, tone: 'warn' },
    { label: 'bad', value: 1, tone: 'bad' },
  ];
  renderKit(Meter, { label: '3 of 4', parts, total: 4 });
  expect(widths()).toEqual(['75%', '25%']);
  expect(screen.getByRole('img', { name: '3 of 4' })).toBeTruthy();
  await expectAccessible();
});

test('nothing of nothing is an empty bar', () => {
  renderKit(Meter, { label: 'none', parts: [{ label: 'ok', value: 1, tone: 'ok' }], total: 0 });
  expect(widths()).toEqual(['0%']);
});

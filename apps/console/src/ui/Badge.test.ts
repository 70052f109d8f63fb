import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Badge from './Badge.vue';

test.each(['neutral', 'ok', 'warn', 'bad', 'accent'])('a badge of tone %s shows its words', async (tone) => {
  renderKit(Badge, { tone }, { default: 'zone=3' });
  expect(screen.getByText('zone=3')).toBeTruthy();
  await expectAccessible();
});

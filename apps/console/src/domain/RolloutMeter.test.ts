import { render, screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import RolloutMeter from './RolloutMeter.vue';

const counts = { targeted: 4, eligible: 4, inProgress: 1, applied: 2, failed: 1 };

test.each([
  ['under way', counts, '2 applied, 1 in progress, 1 failed of 4', 3],
  ['that reached nobody', { ...counts, inProgress: 0, applied: 0, failed: 0 }, '0 applied of 4', 0],
])('a rollout %s is told in words and as a bar that says the same', (_, props, words, parts) => {
  render(RolloutMeter, { props: { counts: props } });
  expect(screen.getByRole('img', { name: words }).children).toHaveLength(parts);
});

import { render, screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import RolloutMeter from './RolloutMeter.vue';

const counts = { targeted: 4, eligible: 4, inProgress: 1, applied: 2, failed: 1 };

test.each([
  ['under way', false, '2 applied, 1 in progress, 1 failed of 4', 3],
  ['that has ended', true, '2 of 4 run it now', 1],
])('a rollout %s is told in words and as a bar that says the same', (_, over, words, parts) => {
  render(RolloutMeter, { props: { counts, over } });
  expect(screen.getByRole('img', { name: words }).children).toHaveLength(parts);
});

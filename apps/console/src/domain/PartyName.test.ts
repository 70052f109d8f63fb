import { render } from '@testing-library/vue';
import { expect, test } from 'vitest';
import PartyName from './PartyName.vue';

test.each([
  ['a name as it is', 'usr_01m7yj4k2qffqazabcgwkwth0e', 'Owner', 'Owner'],
  ['a part of the platform in words', 'rollout-engine', null, 'Rollout engine'],
  ['a long id by its ends', 'ses_01m7yj4k2qffqazabcgwkwth0e', null, 'ses_01m7yj…kwth0e'],
  ['a digest by its ends, as it is written', `sha256:${'0a'.repeat(32)}`, null, 'sha256:0a0…0a0a0a'],
])('shows %s', (_, id, name, words) => {
  const { container } = render(PartyName, { props: { party: { kind: 'user', id }, name } });
  expect(container.textContent).toBe(words);
});

import { expect, test } from 'vitest';
import { describeRaise, describeStage } from './describe-stage.ts';

const share = (percent: number) => ({ kind: 'share' as const, percent });
const group = { kind: 'group' as const, labels: { hall: 'h1' } };

test.each([
  [share(10), '10 % of the agents'],
  [group, 'Agents with hall=h1'],
])('a stage says whom it reaches', (stage, words) => {
  expect(describeStage(stage)).toBe(words);
});

test.each([
  ['was raised', share(10), 50.76, '10 % asked, raised to 51 % so that the gate has enough agents'],
  ['was raised by a fraction', share(50), 50.36, '50 % asked, raised to 50.36 % so that the gate has enough agents'],
  ['is what was asked', share(10), 10, undefined],
  ['is a group', group, null, undefined],
])('a stage that %s', (_, stage, effectivePercent, words) => {
  expect(describeRaise({ stage, effectivePercent })).toBe(words);
});

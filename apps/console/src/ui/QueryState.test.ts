import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import QueryState from './QueryState.vue';

const slots = { default: 'the data', empty: 'nothing yet' };
test.each([
  [{ pending: true, error: null }, 'Loading'],
  [{ pending: false, error: new Error('boom') }, 'This page failed'],
  [{ pending: false, error: null, empty: true }, 'nothing yet'],
  [{ pending: false, error: null, empty: false }, 'the data'],
])('%o shows one state: %s', async (props, text) => {
  renderKit(QueryState, props, slots);
  const shown = ['Loading', 'This page failed', 'nothing yet', 'the data'].filter((words) => screen.queryByText(words));
  expect(shown).toEqual([text]);
  await expectAccessible();
});

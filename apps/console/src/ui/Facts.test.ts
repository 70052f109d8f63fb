import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Facts from './Facts.vue';

test('facts are names with values; a slot replaces one, nothing is a dash', async () => {
  const facts = [
    { id: 'cpu', label: 'CPU', value: '8' },
    { id: 'gpu', label: 'GPU', value: null },
    { id: 'id', label: 'Id' },
  ];
  renderKit(Facts, { facts }, { id: 'from the slot' });
  expect(screen.getAllByRole('term').map(({ textContent }) => textContent)).toEqual(['CPU', 'GPU', 'Id']);
  expect(screen.getAllByRole('definition').map(({ textContent }) => textContent)).toEqual(['8', '—', 'from the slot']);
  await expectAccessible();
});

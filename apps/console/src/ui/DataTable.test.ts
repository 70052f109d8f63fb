import { screen, waitFor, within } from '@testing-library/vue';
import { expect, test, vi } from 'vitest';
import type { Component } from 'vue';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import DataTable from './DataTable.vue';

const columns = [
  { id: 'name', label: 'Name', fixed: true },
  { id: 'count', label: 'Count', align: 'right' },
];
const rowsOf = (count: number) => Array.from({ length: count }, (_, index) => ({ id: index, name: `row ${index}` }));
const rowKey = ({ id }: { id: number }) => id;
const slots = {
  'cell-name': (({ row }: { row: { name: string } }) => row.name) as never,
  'cell-count': (({ index }: { index: number }) => String(index)) as never,
};
const table = (props: object) =>
  renderKit(DataTable as Component, { id: 't', caption: 'Things', columns, rowKey, ...props }, slots);

test('a short table has a caption, column heads and a head for each row', async () => {
  table({ rows: rowsOf(2) });
  const shown = screen.getByRole('table', { name: 'Things' });
  expect(
    within(shown)
      .getAllByRole('columnheader')
      .map(({ textContent }) => textContent.trim()),
  ).toEqual(['Name', 'Count']);
  expect(within(shown).getByRole('rowheader', { name: 'row 1' })).toBeTruthy();
  await expectAccessible();
});

test('a tall table of 100,000 rows renders a screenful, and says how many there are', async () => {
  table({ rows: rowsOf(100_000), tall: true });
  const shown = screen.getByRole('table');
  await waitFor(() => expect(within(shown).getAllByRole('rowheader').length).toBeGreaterThan(10));
  expect(within(shown).getAllByRole('rowheader').length).toBeLessThan(60);
  expect(shown.getAttribute('aria-rowcount')).toBe('100001');
  await expectAccessible();
});

test('the next page is asked for only when there is one', async () => {
  const end = vi.fn();
  table({ rows: rowsOf(5), onEndReached: end });
  expect(end).not.toHaveBeenCalled();
  table({ rows: rowsOf(5), hasMore: true, onEndReached: end });
  await waitFor(() => expect(end).toHaveBeenCalled());
});

import { fireEvent, screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import ColumnPicker from './ColumnPicker.vue';

test('columns are shown and hidden, the naming one stays', async () => {
  const columns = [
    { id: 'name', label: 'Name', fixed: true },
    { id: 'place', label: 'Place', hiddenAtFirst: true },
  ];
  renderKit(ColumnPicker, { table: 't', columns });
  await fireEvent.click(screen.getByRole('button', { name: 'Columns' }));
  const [name, place] = (await screen.findAllByRole('checkbox')) as HTMLInputElement[];
  expect([name!.checked, name!.disabled, place!.checked]).toEqual([true, true, false]);
  await fireEvent.click(place!);
  expect(JSON.parse(localStorage.getItem('tensorguard.preferences')!).hiddenColumns).toEqual({ t: [] });
  await expectAccessible();
});

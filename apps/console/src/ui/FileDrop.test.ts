import { fireEvent, screen } from '@testing-library/vue';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import FileDrop from './FileDrop.vue';

const file = new File(['x'], 'model.tgsp');

test('a file is chosen or dropped; dropping nothing is nothing', async () => {
  const take = vi.fn();
  renderKit(FileDrop, { label: 'Choose a file', hint: 'or drop it', onFile: take });
  const input = screen.getByLabelText('Choose a file');
  Object.defineProperty(input, 'files', { value: [file] });
  await fireEvent.change(input);
  await fireEvent.drop(input.parentElement!, { dataTransfer: { files: [file] } });
  await fireEvent.drop(input.parentElement!, { dataTransfer: { files: [] } });
  expect(take.mock.calls).toEqual([[file], [file]]);
  await expectAccessible();
});

import { screen } from '@testing-library/vue';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import Stepper from './Stepper.vue';

test('it says what is done and where one is, not by colour alone', async () => {
  renderKit(Stepper, { label: 'Steps', steps: ['Release', 'Agents', 'Review'], current: 1 });
  const items = screen.getAllByRole('listitem');
  expect(items[0]!.textContent).toContain('(done)');
  expect(items.map((item) => item.getAttribute('aria-current'))).toEqual([null, 'step', null]);
  await expectAccessible();
});

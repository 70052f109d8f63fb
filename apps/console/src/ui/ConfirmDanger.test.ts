import { fireEvent, screen } from '@testing-library/vue';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import ConfirmDanger from './ConfirmDanger.vue';

const base = { open: true, title: 'Revoke?', blastRadius: 'Revokes 3 agents.', confirmLabel: 'Revoke 3 agents' };
const button = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Revoke 3 agents' });

test('the button works only with the exact name and a reason', async () => {
  const confirm = vi.fn();
  renderKit(ConfirmDanger, { ...base, phrase: 'Dock 7', onConfirm: confirm });
  expect(await screen.findByRole('dialog', { description: 'Revokes 3 agents.' })).toBeTruthy();
  await fireEvent.update(screen.getByLabelText('Reason'), '   ');
  await fireEvent.update(screen.getByLabelText(/Type “Dock 7”/), 'Dock 7');
  expect(button().disabled).toBe(true);
  await fireEvent.update(screen.getByLabelText('Reason'), ' leaked ');
  await fireEvent.update(screen.getByLabelText(/Type “Dock 7”/), 'Dock 7 ');
  expect(button().disabled).toBe(true);
  await fireEvent.submit(document.querySelector('form')!);
  expect(confirm).not.toHaveBeenCalled();
  await fireEvent.update(screen.getByLabelText(/Type “Dock 7”/), 'Dock 7');
  await fireEvent.submit(document.querySelector('form')!);
  expect(confirm).toHaveBeenCalledWith('leaked');
  await expectAccessible();
});

test('a refusal is shown where it happened', async () => {
  renderKit(ConfirmDanger, { ...base, reasoned: false, error: new Error('refused') });
  expect((await screen.findByRole('alert')).textContent).toContain('refused');
});

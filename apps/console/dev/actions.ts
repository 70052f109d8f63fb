import { fireEvent, screen, within } from '@testing-library/vue';

/** Clicks the button of a name, as soon as it is there. */
export async function press(name: string | RegExp, inside: HTMLElement = document.body): Promise<void> {
  await fireEvent.click(await within(inside).findByRole('button', { name }));
}

/** Types into the field of a label. */
export async function fill(label: string | RegExp, value: string): Promise<void> {
  await fireEvent.update(await screen.findByLabelText(label), value);
}

/** Opens a menu by its button and picks an item. */
export async function pickFromMenu(button: string | RegExp, item: string): Promise<void> {
  await fireEvent.keyDown(await screen.findByRole('button', { name: button }), { key: 'Enter' });
  await fireEvent.click(await screen.findByRole('menuitem', { name: item }));
}

/** The dialog that is open. */
export function dialog(): Promise<HTMLElement> {
  return screen.findByRole('dialog');
}

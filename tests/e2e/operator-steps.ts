import type { Locator, Page } from 'playwright-core';

/** Follows a link of the navigation, without a reload. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).first().click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** Opens the upload dialog and chooses a file in the browser's own chooser. */
export async function choosePackage(page: Page, path: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Upload a package' }).first().click();
  const dialog = page.getByRole('dialog');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    dialog.getByLabel('Choose a .tgsp file').click(),
  ]);
  await chooser.setFiles(path);
  return dialog;
}

/** Uploads a package as the next release of its line and closes the dialog. */
export async function uploadRelease(page: Page, path: string, release: string): Promise<void> {
  await goTo(page, 'Packages');
  const dialog = await choosePackage(page, path);
  await dialog.getByText('Verified and stored as').waitFor();
  await dialog.getByRole('link', { name: release }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}

/** What the wizard asks for, beyond its defaults. */
export interface RolloutChoice {
  /** Such as `text-direction #2`. */
  readonly release: string;
  readonly fleet: string;
  readonly soakSeconds: number;
  /** Called on the last step, before the rollout starts. */
  readonly onReview?: () => Promise<void>;
}

/** Goes through the wizard: a canary, then everybody. Ends on the rollout's page and gives its id. */
export async function startRollout(page: Page, choice: RolloutChoice): Promise<string> {
  const next = page.getByRole('button', { name: 'Next' });
  await page.getByRole('radio', { name: choice.release }).check();
  await next.click();
  await page.getByRole('checkbox', { name: choice.fleet }).check();
  await next.click();
  await page.getByRole('radio', { name: '10 %, then everybody' }).check();
  await next.click();
  await page.getByLabel('Soak time (seconds)').fill(String(choice.soakSeconds));
  await next.click();
  await choice.onReview?.();
  await page.getByRole('button', { name: 'Start rollout' }).click();
  await page.waitForURL('**/rollouts/rlt_*');
  await page.getByRole('heading', { level: 1, name: choice.release }).waitFor();
  return new URL(page.url()).pathname.split('/').at(-1)!;
}

/** An intervention as its dialog asks for it. */
export interface Confirmation {
  /** The button on the page that opens the dialog. */
  readonly action: string;
  /** The button that does it. */
  readonly confirm: string;
  readonly reason: string;
  /** What must be typed first, where there is no way back. */
  readonly phrase?: string;
  /** Called when the dialog is filled in. */
  readonly onFilled?: () => Promise<void>;
}

/** Opens a confirmation, says why, and confirms. */
export async function confirmAction(page: Page, choice: Confirmation): Promise<void> {
  await page.getByRole('button', { name: choice.action, exact: true }).click();
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: choice.confirm, exact: true });
  await dialog.getByLabel('Reason').fill(choice.reason);
  if (choice.phrase !== undefined) {
    if (await confirm.isEnabled()) throw new Error(`"${choice.confirm}" works before the name is typed`);
    await dialog.getByLabel(`Type “${choice.phrase}” to confirm`).fill(choice.phrase);
  }
  await choice.onFilled?.();
  await confirm.click();
  await dialog.waitFor({ state: 'detached' });
}

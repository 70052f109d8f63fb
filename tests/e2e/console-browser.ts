import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CHROMIUM_ARGS, chromiumPath } from '@tensorguard/testkit';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** Widths at which the console is looked at, CSS pixels. */
export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };
/** Where pictures for people go; not part of the repository. */
const SCREENSHOTS = join(import.meta.dirname, 'screenshots');

/** Where the picture of that name goes. */
export const screenshotPath = (name: string): string => join(SCREENSHOTS, `${name}.png`);

/** A browser with one tab open, as an operator has it. */
export interface ConsoleBrowser {
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors and warnings that any of its tabs logged. */
  readonly problems: string[];
}

/** Starts Chromium with a tab at desktop width. */
export async function openBrowser(): Promise<ConsoleBrowser> {
  await mkdir(SCREENSHOTS, { recursive: true });
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_ARGS] });
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce' });
  const problems: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  context.on('weberror', (error) => problems.push(error.error().message));
  return { browser, context, page: await context.newPage(), problems };
}

/** Takes pictures of what is on screen: light, dark, and as wide as a phone. */
export async function photograph(page: Page, name: string): Promise<void> {
  // A tab in the background paints late.
  await page.bringToFront();
  await shoot(page, `${name}-light`);
  await useTheme(page, 'dark');
  await shoot(page, `${name}-dark`);
  await useTheme(page, 'light');
  await page.setViewportSize(PHONE);
  await shoot(page, `${name}-phone`);
  await page.setViewportSize(DESKTOP);
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: screenshotPath(name), animations: 'disabled' });
}

async function useTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.locator(`html[data-theme=${theme}]`).waitFor();
}

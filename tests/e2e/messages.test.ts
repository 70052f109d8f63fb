import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startFixtureServer } from '../../apps/console/dev/fixture-server.ts';
import { fixtureId } from '../../apps/console/dev/fixtures/ids.ts';
import { buildConsole } from '../../scripts/start/build-console.ts';
import { DESKTOP, openBrowser, PHONE, photograph } from './console-browser.ts';

const AGENT_PATH = `/agents/${fixtureId('agent', 6)}`;
/** A page that ends with links. */
const ROLLOUT_PATH = `/rollouts/${fixtureId('rollout', 3)}`;
const ENTRY_PATH = '/audit?type=release.&entry=203';
const NARROWEST_WITH_SIDEBAR = { width: 1024, height: 700 };

/** Texts of the controls of an element that a message lies upon: they would answer to a click if it were not there. */
const COVERED = `(root) => {
  const messages = [...document.querySelectorAll('[role=status] > div')];
  if (messages.length === 0) throw new Error('no message is shown');
  const boxes = messages.map((message) => message.getBoundingClientRect());
  for (const message of messages) message.style.display = 'none';
  const covered = [...root.querySelectorAll('a[href], button, input, select, textarea')].filter((control) => {
    const box = control.getBoundingClientRect();
    return boxes.some((message) => {
      const [left, right] = [Math.max(box.left, message.left), Math.min(box.right, message.right)];
      const [top, bottom] = [Math.max(box.top, message.top), Math.min(box.bottom, message.bottom)];
      const meets = left < right && top < bottom;
      return meets && control.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
    });
  });
  for (const message of messages) message.style.display = '';
  return covered.map((control) => control.getAttribute('aria-label') ?? control.textContent);
}`;

describe('messages about what was done', () => {
  let server: Server;
  let browser: Browser;
  let page: Page;

  before(async () => {
    await buildConsole();
    server = await startFixtureServer();
    ({ browser, page } = await openBrowser());
  });
  after(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  const edit = () => page.getByRole('button', { name: 'Edit name and labels' }).click();
  const dialog = () => page.getByRole('dialog');
  /** Two messages at once: what was saved twice. */
  const saveTwice = async (): Promise<void> => {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${AGENT_PATH}`);
    for (let i = 0; i < 2; i++) {
      await edit();
      await dialog().getByRole('button', { name: 'Save' }).click();
      await dialog().waitFor({ state: 'hidden' });
    }
    await page.getByRole('status').getByText('changed').nth(1).waitFor();
  };
  /** Follows a link of the console without loading it anew. */
  const goInside = (path: string) =>
    page.evaluate(`history.pushState({}, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate'))`);
  const coveredIn = (selector: string): Promise<string[]> =>
    page.evaluate(`(${COVERED})(document.querySelector(${JSON.stringify(selector)}))`);

  for (const [name, size] of Object.entries({
    phone: PHONE,
    'small desktop': NARROWEST_WITH_SIDEBAR,
    desktop: DESKTOP,
  })) {
    test(`cover no action of a drawer or dialog: ${name}`, async () => {
      await page.setViewportSize(size);
      await saveTwice();
      await goInside(ENTRY_PATH);
      await dialog().getByRole('link', { name: 'Open as a page' }).waitFor();
      assert.deepEqual(await coveredIn('[role=dialog]'), []);
      await saveTwice();
      await edit();
      assert.deepEqual(await coveredIn('[role=dialog]'), []);
    });

    test(`cover nothing that a page ends with, once it is scrolled there: ${name}`, async () => {
      await page.setViewportSize(size);
      await saveTwice();
      await goInside(ROLLOUT_PATH);
      await page.getByRole('table', { name: 'Agents of the rollout' }).getByRole('link').first().waitFor();
      await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
      assert.deepEqual(await coveredIn('body'), []);
    });
  }

  test('are seen beside a drawer in light and dark and on a phone', async () => {
    await page.setViewportSize(DESKTOP);
    await saveTwice();
    await goInside(ENTRY_PATH);
    await dialog().waitFor();
    await photograph(page, 'messages-drawer');
  });
});

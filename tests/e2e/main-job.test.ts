import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { DESKTOP, openBrowser, PHONE, screenshotPath } from './console-browser.ts';
import { startLocal, type LocalPlatform } from './local-platform.ts';

/** Every page that is reached by its address alone. */
const ROUTES = [
  '/',
  '/fleets',
  '/agents',
  '/packages',
  '/packages?tab=releases',
  '/rollouts',
  '/rollouts/new',
  '/audit',
  '/access',
];

let local: LocalPlatform;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let problems: string[] = [];

before(async () => {
  local = await startLocal();
  ({ browser, context, page, problems } = await openBrowser());
});

after(async () => {
  await browser?.close();
  await local?.stop();
  await local?.remove();
});

describe('the main job on a fresh machine', () => {
  test('the printed link signs in, and the token leaves the address', async () => {
    await page.goto(local.signInLink);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    assert.ok(!page.url().includes('token='));
    await page.getByText('3 of 3').waitFor();
    await page.screenshot({ path: screenshotPath('overview') });
  });

  test('three agents run release 1', async () => {
    await page.getByRole('link', { name: 'Agents', exact: true }).first().click();
    for (const name of ['agent-1', 'agent-2', 'agent-3']) await page.getByRole('link', { name }).first().waitFor();
    await page.getByRole('link', { name: 'agent-2' }).first().click();
    await page.getByText('text-direction').first().waitFor();
    await page
      .getByText(/applied/i)
      .first()
      .waitFor();
    await page.screenshot({ path: screenshotPath('agent') });
  });

  test('the rollout shows its two stages as passed', async () => {
    await page.getByRole('link', { name: 'Rollouts', exact: true }).first().click();
    await page.locator('a[href^="/rollouts/rlt_"]').first().click();
    await page
      .getByText(/completed/i)
      .first()
      .waitFor();
    await page
      .getByText(/3 of 3|100 %/)
      .first()
      .waitFor();
    await page.screenshot({ path: screenshotPath('rollout') });
  });

  test('an entry of the log proves itself in the browser', async () => {
    await page.getByRole('link', { name: 'Audit trail', exact: true }).first().click();
    await page.goto(`${local.url}/audit?type=deployment.applied`);
    await page.locator('a[href^="/audit/"]').first().click();
    await page
      .getByText(/verified/i)
      .first()
      .waitFor();
    const text = (await page.textContent('body'))!;
    assert.match(text, /leaf hash/i);
    assert.match(text, /inclusion/i);
    assert.match(text, /checkpoint/i);
    assert.doesNotMatch(text, /\bfailed\b/i);
    await page.screenshot({ path: screenshotPath('entry') });
  });

  test('the page makes no request to another origin and logs no error', () => {
    assert.deepEqual(problems, []);
  });
});

describe('every page', () => {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  for (const scheme of ['light', 'dark'] as const) {
    for (const [device, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
      test(`is accessible and does not scroll sideways, ${scheme}, ${device}`, async () => {
        const own = await browser.newContext({
          viewport,
          colorScheme: scheme,
          reducedMotion: 'reduce',
          bypassCSP: true,
          storageState: await context.storageState(),
        });
        const tab = await own.newPage();
        const found: string[] = [];
        for (const route of [...ROUTES, ...(await detailRoutes(tab))]) {
          await tab.goto(local.url + route);
          await tab.getByRole('heading', { level: 1 }).first().waitFor();
          await tab.waitForLoadState('networkidle').catch(() => undefined);
          await tab.screenshot({ path: screenshotPath(`${scheme}-${device}${route.replace(/\W+/g, '-')}`) });
          const overflow = await tab.evaluate('document.documentElement.scrollWidth - window.innerWidth');
          if (Number(overflow) > 0) found.push(`${route}: ${String(overflow)} px too wide`);
          await tab.evaluate(await readFile(axe, 'utf8'));
          const results = await tab.evaluate<{ violations: { id: string; nodes: { target: string[] }[] }[] }>(
            "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })",
          );
          for (const { id, nodes } of results.violations)
            found.push(`${route}: ${id} at ${nodes[0]!.target.join(' ')}`);
        }
        await own.close();
        assert.deepEqual(found, []);
      });
    }
  }

  test('is reached by keyboard alone: skip link, navigation, command palette', async () => {
    await page.goto(local.url);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.keyboard.press('Tab');
    assert.match(await focusedText(), /skip/i);
    await page.keyboard.press('Control+k');
    await page
      .getByRole('dialog')
      .getByRole('combobox')
      .or(page.getByRole('dialog').getByRole('textbox'))
      .first()
      .waitFor();
    await page.keyboard.type('Rollouts');
    await page
      .getByRole('option', { name: /Rollouts/ })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/rollouts');
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.waitForURL('**/agents');
  });
});

describe('a second start', () => {
  test('continues where the first stopped, and Ctrl-C ends everything cleanly', async () => {
    assert.equal(await local.stop(), 0);
    const { dataDir, ports } = local as Awaited<ReturnType<typeof startLocal>>;
    const again = await startLocal({ dataDir, ports });
    try {
      assert.doesNotMatch(again.output(), /Enrolling|Packing|Rolling/);
      assert.match(again.output(), /answers on 3 agents/);
    } finally {
      assert.equal(await again.stop(), 0);
    }
  });
});

async function detailRoutes(tab: Page): Promise<string[]> {
  const routes: string[] = [];
  for (const [list, prefix] of [
    ['/agents', '/agents/agt_'],
    ['/packages?tab=releases', '/packages/releases/rel_'],
    ['/rollouts', '/rollouts/rlt_'],
    ['/audit', '/audit/'],
  ] as const) {
    await tab.goto(local.url + list);
    const link = tab.locator(`a[href^="${prefix}"]`).first();
    await link.waitFor();
    routes.push((await link.getAttribute('href'))!);
  }
  return routes;
}

async function focusedText(): Promise<string> {
  return String(await page.evaluate('document.activeElement?.textContent'));
}

/**
 * Takes a picture of every page at two widths in both themes, to be looked at, and runs axe on each.
 * `node apps/console/dev/screenshots.ts <folder> [name part]`
 */
import { mkdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startFixtureServer } from './fixture-server.ts';
import { fixtureId } from './fixtures/ids.ts';

const PAGES: Readonly<Record<string, string>> = {
  overview: '/',
  fleets: '/fleets',
  agents: '/agents',
  'agents-empty': '/agents?search=nothing-is-called-this',
  enrol: '/agents?enrol=open',
  agent: `/agents/${fixtureId('agent', 6)}`,
  lines: '/packages',
  releases: '/packages?tab=releases',
  publishers: '/packages?tab=publishers',
  upload: '/packages?upload=open',
  release: `/packages/releases/${fixtureId('release', 12)}`,
  rollouts: '/rollouts',
  rollout: `/rollouts/${fixtureId('rollout', 3)}`,
  'new-rollout': '/rollouts/new',
  audit: '/audit',
  'audit-drawer': '/audit?type=release.&entry=203',
  'audit-verify': '/audit?verify=open',
  entry: '/audit/203',
  access: '/access',
  'sign-in': '/sign-in',
  'not-found': '/nowhere/at/all',
  missing: `/agents/${fixtureId('agent', 99_999)}`,
};
const WIDTHS = [1440, 390] as const;
const THEMES = ['light', 'dark'] as const;
/** After the last request: charts draw, proofs verify. */
const SETTLE_MS = 500;

const [folder = join(tmpdir(), 'console-shots'), only = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const server = await startFixtureServer();
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const browser = await chromium.launch({
  executablePath: process.env['TG_CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
let problems = 0;
for (const width of WIDTHS) {
  for (const theme of THEMES) {
    // Axe is put into the page by the test, which the page's own policy would refuse.
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme });
    for (const [name, path] of Object.entries(PAGES).filter(([name]) => name.includes(only))) {
      const page = await context.newPage();
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of 404/.test(message.text())) {
          problems += 1;
          process.stdout.write(`${name} ${width} ${theme}: ${message.text()}\n`);
        }
      });
      page.on('pageerror', (error) => {
        problems += 1;
        process.stdout.write(`${name} ${width} ${theme}: ${error.message}\n`);
      });
      await page.goto(origin + path);
      await page.waitForLoadState('load');
      await page.waitForFunction(() => document.querySelectorAll('[role=status] .animate-pulse').length === 0);
      await page.waitForTimeout(SETTLE_MS);
      await page.screenshot({ path: join(folder, `${name}-${width}-${theme}.png`), fullPage: true });
      const findings = (await page.evaluate(
        `${axeSource}; axe.run(document, { runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice'] }).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).slice(0, 3).join(' | ')))`,
      )) as string[];
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (overflow > 0) findings.push(`page is ${overflow} px wider than the window`);
      problems += findings.length;
      for (const finding of findings) process.stdout.write(`${name} ${width} ${theme}: ${finding}\n`);
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
server.closeAllConnections();
server.close();
process.stdout.write(`${problems} problems\n`);

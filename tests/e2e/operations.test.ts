import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { classify } from '../integration/classify.ts';
import { flipBit } from '../integration/forge.ts';
import { newPublisher, PackageWorkshop } from '../integration/packages.ts';
import { eventually, PATIENCE_MS } from '../integration/rollouts.ts';
import { openBrowser, photograph } from './console-browser.ts';
import { startLocal, type LocalPlatform } from './local-platform.ts';
import { choosePackage, confirmAction, goTo, startRollout, uploadRelease } from './operator-steps.ts';

const FLEET = 'Local fleet';
const PUBLISHER = 'Release team';
/** Long enough that a slow machine can pause or abort before the next stage opens, seconds. */
const SOAK_SECONDS = 6;
/** Random bytes beside the model, sent slowly enough that the progress can be seen. */
const PADDING_BYTES = 3 * 1024 * 1024;
const SLOW_UPLOAD_BYTES_PER_SECOND = 2 * 1024 * 1024;

let local: LocalPlatform;
let browser: Browser;
let context: BrowserContext;
/** Where the operator works; after signing in it is never loaded anew until a test says so. */
let page: Page;
/** A tab that somebody else looks at: nothing is clicked there, so that only the live stream can change it. */
let watcher: Page;
let problems: string[] = [];
let workshop: PackageWorkshop;

before(async () => {
  local = await startLocal();
  ({ browser, context, page, problems } = await openBrowser());
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(local.signInLink);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.evaluate('globalThis.isFirstLoad = true');
  watcher = await context.newPage();
  watcher.setDefaultTimeout(PATIENCE_MS);
  await watcher.goto(`${local.url}/rollouts`);
  await watcher.evaluate('globalThis.isFirstLoad = true');
  await rowOf(watcher, 'text-direction #1').getByText('Completed').waitFor();
  await page.bringToFront();
});

after(async () => {
  await browser?.close();
  await local?.stop();
  await local?.remove();
});

// Each step builds on the ones before: after a failure the others would only wait in vain.
let isBroken = false;
beforeEach(() => assert.ok(!isBroken, 'an earlier step of the day failed'));
afterEach((t) => {
  isBroken ||= 'passed' in t && !t.passed;
});

describe('packages', () => {
  test('a publisher is trusted by its key file, and packages are encrypted to the key on the page', async () => {
    const publisher = newPublisher();
    await goTo(page, 'Packages');
    await page.getByRole('tab', { name: 'Publishers and keys' }).click();
    await page.getByRole('button', { name: 'Trust a publisher' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(PUBLISHER);
    await dialog.getByLabel('Public key', { exact: true }).fill(JSON.stringify(publisher.publicKey));
    await dialog.getByText(publisher.publicKey.keyId).waitFor();
    await photograph(page, 'ops-publisher');
    await dialog.getByRole('button', { name: 'Trust publisher' }).click();
    await rowOf(page, PUBLISHER).getByText('Trusted').waitFor();
    const recipient = await page.getByRole('region', { name: 'Packaging public key' }).innerText();
    workshop = new PackageWorkshop(local.dataDir, publisher, recipient.trim());
  });

  test('an upload shows its progress and becomes the next release, which can be inspected', async () => {
    const path = await workshop.pack({ version: '1.1.0', paddingBytes: PADDING_BYTES });
    await goTo(page, 'Packages');
    const network = await context.newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: SLOW_UPLOAD_BYTES_PER_SECOND };
    await network.send('Network.emulateNetworkConditions', slow);
    const dialog = await choosePackage(page, path);
    await dialog.getByText(/MiB of 3\.\d+ MiB sent \(\d/).waitFor();
    await photograph(page, 'ops-upload-progress');
    await dialog.getByText('Verified and stored as').waitFor();
    await network.detach();
    await photograph(page, 'ops-upload-done');

    await dialog.getByRole('link', { name: 'text-direction #2' }).click();
    await page.getByRole('heading', { level: 1, name: 'text-direction #2' }).waitFor();
    const files = page.getByRole('table', { name: 'Files' });
    await files.getByText('padding.bin').waitFor();
    await files.getByText('3.00 MiB').waitFor();
    await page.getByText(PUBLISHER).first().waitFor();
    await page.getByRole('button', { name: 'Verify again' }).click();
    await page.getByText('2 files, 3.55 MiB', { exact: true }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Release created' }).waitFor();
    await photograph(page, 'ops-release');
  });

  test('a package with one changed byte is refused with its reason, and only the audit trail keeps it', async () => {
    const genuine = Buffer.from(await readFile(await workshop.pack({ version: '6.6.6' })));
    const path = join(local.dataDir, 'changed.tgsp');
    await writeFile(path, flipBit(genuine, genuine.length - 1));
    await goTo(page, 'Packages');
    const dialog = await choosePackage(page, path);
    const alert = dialog.getByRole('alert');
    await alert.getByText('chunk_tampered').waitFor();
    const said = await alert.innerText();
    assert.match(said, /The package is refused/);
    assert.match(said, /A chunk is not authentic/);
    assert.match(said, /Get it again from the publisher/);
    await photograph(page, 'ops-upload-refused');
    await dialog.getByRole('button', { name: 'Close' }).first().click();

    await page.getByRole('tab', { name: 'Releases' }).click();
    await rowOf(page, 'text-direction #2').waitFor();
    assert.equal(await page.getByRole('link', { name: /^text-direction #\d+$/ }).count(), 2);
    assert.equal(await page.getByText('6.6.6').count(), 0);
    await goTo(page, 'Audit trail');
    await page.getByRole('link', { name: 'Package refused' }).first().click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('"chunk_tampered"', { exact: true }).waitFor();
    await photograph(page, 'ops-refused-entry');
    await page.keyboard.press('Escape');
    assert.deepEqual(takeProblems(/status of 422/), { expected: 1, others: [] });
  });
});

describe('a rollout to a canary and then to all', () => {
  const RELEASE = 'text-direction #2';

  test('is planned in the wizard and starts with one agent', async () => {
    await goTo(page, 'Packages');
    await page.getByRole('tab', { name: 'Releases' }).click();
    await page.getByRole('link', { name: RELEASE }).click();
    await page.getByRole('link', { name: 'Start a rollout' }).click();
    await startRollout(page, {
      release: RELEASE,
      fleet: FLEET,
      soakSeconds: SOAK_SECONDS,
      onReview: async () => {
        await page.getByText('Reaches up to 3 live agents in 1 fleet').waitFor();
        await photograph(page, 'ops-wizard-review');
      },
    });
    await rowOf(watcher, RELEASE).getByText('Running').waitFor();
    await stage(1).getByText('Soaking').waitFor();
    await stage(1).getByText('1 applied of 1').waitFor();
    await stage(2).getByText('Not reached').waitFor();
  });

  test('is paused: the canary keeps the release and nobody else gets it', async () => {
    await confirmAction(page, { action: 'Pause', confirm: 'Pause', reason: 'looking at the canary' });
    await page.getByText('Paused: looking at the canary').waitFor();
    await rowOf(watcher, RELEASE).getByText('Paused').waitFor();
    await photograph(page, 'ops-rollout-paused');
    assert.deepEqual(await releasesThatAnswer(), [1, 1, 2]);
  });

  test('is resumed and reaches everybody, live in both tabs', async () => {
    await confirmAction(page, { action: 'Resume', confirm: 'Resume', reason: 'the canary is well' });
    await rowOf(watcher, RELEASE).getByText('Running').waitFor();
    await stage(2).getByText('Passed', { exact: true }).waitFor();
    await stage(2).getByText('2 applied of 2').waitFor();
    await page.getByText('3 applied of 3').waitFor();
    await rowOf(watcher, RELEASE).getByText('Completed').waitFor();
    await page.locator('main canvas').waitFor();
    assert.deepEqual(await releasesThatAnswer(), [2, 2, 2]);
    await photograph(page, 'ops-rollout-completed');
  });
});

describe('a rollout that somebody stops', () => {
  const RELEASE = 'text-direction #3';

  test('is aborted: the canary keeps the release, the others never get it', async () => {
    await uploadRelease(page, await workshop.pack({ version: '1.2.0' }), RELEASE);
    await goTo(page, 'Rollouts');
    await page.getByRole('link', { name: 'Start a rollout' }).first().click();
    await startRollout(page, { release: RELEASE, fleet: FLEET, soakSeconds: SOAK_SECONDS });
    await stage(1).getByText('Soaking').waitFor();
    const abort = { action: 'Abort', confirm: 'Abort rollout', reason: 'wrong release notes' };
    await confirmAction(page, { ...abort, onFilled: () => photograph(page, 'ops-abort-dialog') });
    await page.getByText('Aborted: wrong release notes').waitFor();
    await stage(1).getByText('Not passed').waitFor();
    await rowOf(watcher, RELEASE).getByText('Aborted').waitFor();
    await stage(2).getByText('Not reached').waitFor();
    assert.deepEqual(await releasesThatAnswer(), [2, 2, 3]);
  });

  test('is rolled back: the canary answers with the release that it had before', async () => {
    await confirmAction(page, {
      action: 'Roll back',
      confirm: 'Roll back 1 agent',
      reason: 'not on a single device',
      phrase: RELEASE,
      onFilled: () => photograph(page, 'ops-rollback-dialog'),
    });
    await page.getByText('Rolled back: not on a single device').waitFor();
    await rowOf(watcher, RELEASE).getByText('Rolled back').waitFor();
    await eventually(async () => String(await releasesThatAnswer()) === '2,2,2', 'the release of before');
    await page.getByText('1 applied of 3').waitFor();
    await photograph(page, 'ops-rollout-rolled-back');
    assert.equal(await watcher.evaluate('globalThis.isFirstLoad'), true, 'the watching tab was loaded anew');
    await photograph(watcher, 'ops-rollouts');
    await page.bringToFront();
  });
});

describe('the kill switch', () => {
  let agentId: string;

  test('revokes one agent, which answers nothing from then on', async () => {
    await goTo(page, 'Agents');
    await page.getByRole('link', { name: 'agent-2' }).click();
    await page.getByRole('heading', { level: 1, name: 'agent-2' }).waitFor();
    agentId = new URL(page.url()).pathname.split('/').at(-1)!;
    const apiUrl = local.agentApis().get(agentId)!;
    assert.deepEqual(await classify(apiUrl), { status: 200, code: undefined, release: 2, label: 'upright' });
    await watcher.goto(page.url());
    await watcher.getByText('Online').first().waitFor();

    await confirmAction(page, {
      action: 'Revoke',
      confirm: 'Revoke 1 agent',
      reason: 'stolen from the dock',
      phrase: 'agent-2',
      onFilled: () => photograph(page, 'ops-revoke-dialog'),
    });
    const title = (tab: Page) => tab.getByRole('banner').or(tab.locator('main header')).getByText('Revoked').first();
    await title(page).waitFor();
    await title(watcher).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Revoke', exact: true }).count(), 0);
    await eventually(() => isSilent(apiUrl), 'an agent that answers nothing');
    await photograph(page, 'ops-agent-revoked');
  });

  test('leaves an entry whose proof this browser verifies', async () => {
    const entry = page.getByRole('listitem').filter({ hasText: 'Agent revoked' });
    await entry.getByRole('link', { name: 'Agent revoked' }).click();
    await page.getByRole('heading', { level: 1, name: 'Agent revoked' }).waitFor();
    await page.getByText('"stolen from the dock"', { exact: true }).waitFor();
    const steps = page.getByRole('list', { name: 'Verification in this browser' }).getByRole('listitem');
    await steps.first().waitFor();
    const outcomes = await steps.allInnerTexts();
    for (const checked of [/^The page shows/, /^Leaf hash/, /^Inclusion/, /^Ed25519 signature/]) {
      assert.match(outcomes.find((outcome) => checked.test(outcome)) ?? '', /: +Verified/);
    }
    assert.doesNotMatch(outcomes.join('\n'), /Failed/);
    await photograph(page, 'ops-revoked-entry');
  });

  test('the filters of the audit trail are in the address and survive a reload', async () => {
    await goTo(page, 'Audit trail');
    await page.getByRole('button', { name: 'Who and what' }).click();
    await page.getByLabel('About').fill(agentId);
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('button', { name: 'Type', exact: true }).click();
    await page.getByRole('checkbox', { name: 'Agent revoked' }).check();
    await page.getByRole('checkbox', { name: 'Agent enrolled' }).check();
    await page.keyboard.press('Escape');
    const { searchParams } = new URL(page.url());
    assert.equal(searchParams.get('about'), agentId);
    assert.equal(searchParams.get('type'), 'agent.revoked,agent.enrolled');

    const shown = async (): Promise<string[]> => {
      const links = page.getByRole('table').locator('a[href^="/audit/"]');
      await eventually(async () => (await links.count()) === 2, 'two entries');
      return links.allInnerTexts();
    };
    const before = await shown();
    assert.deepEqual(before.toSorted(), ['Agent enrolled', 'Agent revoked']);
    assert.equal(await page.evaluate('globalThis.isFirstLoad'), true, 'the page was loaded anew before');
    await page.reload();
    assert.deepEqual(await shown(), before);
    await page.getByRole('button', { name: /^Remove filter Type Agent revoked, Agent enrolled/ }).waitFor();
    await photograph(page, 'ops-audit-filtered');
  });
});

describe('the session', () => {
  test('a browser without one is sent to the sign-in page, and back to where it wanted to go', async () => {
    const stranger = await browser.newContext();
    try {
      const tab = await stranger.newPage();
      await tab.goto(`${local.url}/audit?type=agent.revoked`);
      await tab.getByRole('heading', { name: 'Sign in to TensorGuard' }).waitFor();
      assert.equal(new URL(tab.url()).searchParams.get('next'), '/audit?type=agent.revoked');
      await photograph(tab, 'ops-sign-in');
    } finally {
      await stranger.close();
    }
  });

  test('ends with signing out, in every tab and for whoever copied the cookie', async () => {
    assert.deepEqual(problems, []);
    const copied = await context.storageState();
    await page.getByRole('button', { name: /^Account/ }).click();
    await photograph(page, 'ops-account-menu');
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in**');
    await page.goto(`${local.url}/agents`);
    await page.getByRole('heading', { name: 'Sign in to TensorGuard' }).waitFor();
    await watcher.getByRole('heading', { name: 'Sign in to TensorGuard' }).waitFor();
    const thief = await browser.newContext({ storageState: copied });
    try {
      const answer = await thief.request.get(`${local.url}/v1/agents`);
      assert.equal(answer.status(), 401);
    } finally {
      await thief.close();
    }
  });
});

/** The row of a table that names something. */
function rowOf(tab: Page, name: string): Locator {
  return tab.getByRole('row').filter({ has: tab.getByText(name, { exact: true }) });
}

/** A stage of the rollout on screen, by its number. */
function stage(number: number): Locator {
  return page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: new RegExp(`^Stage ${number}:`) }) });
}

/** Numbers of the releases that the agents' local APIs answer with, ascending (0: none); each must be right about the picture. */
async function releasesThatAnswer(): Promise<number[]> {
  const answers = await Promise.all([...local.agentApis().values()].map((apiUrl) => classify(apiUrl, true)));
  for (const { label } of answers) assert.equal(label, 'upside down');
  return answers.map(({ release }) => release ?? 0).toSorted((a, b) => a - b);
}

/** Whether nothing answers a request for inference: the API says no, or the process has ended. */
async function isSilent(apiUrl: string): Promise<boolean> {
  try {
    return (await classify(apiUrl)).code === 'identity_revoked';
  } catch (error) {
    return error instanceof TypeError;
  }
}

/** Empties what the tabs logged: how many lines were expected, and the others. */
function takeProblems(expected: RegExp): { expected: number; others: string[] } {
  const taken = problems.splice(0);
  const others = taken.filter((problem) => !expected.test(problem));
  return { expected: taken.length - others.length, others };
}

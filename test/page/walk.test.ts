import { spawnSync } from 'node:child_process';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../integration/support/installation.ts';
import { expectAccessible, expectTabAccessible, openBrowser, shiftsOf, watchShifts } from './browser.ts';

const hasKustomize = ['kustomize', 'kubectl'].some(
  (program) => spawnSync(program, ['version', '--client'], { stdio: 'ignore' }).error === undefined,
);
const RENDERED = hasKustomize ? /^As kustomize v\S+ builds commit/ : /^not rendered: there is no kustomize/;
const MOST_SHIFT = 0.02;
/** Without a stream it would be the clock's turn, and while one is open that is every five seconds. */
const MOST_LIVE_MS = 2500;

let browser: Browser;
let context: BrowserContext;
let page: Page;
let towpath: Installation;
const complaints: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  towpath = await install();
  await towpath.cloud.ecr.putImage({ repository: 'checkout', tag: '1.1.0' });
  await towpath.until('1.1.0 waits for approval in prod', async () => {
    const { underWay } = await towpath.questions.stage('checkout', 'prod');
    return underWay?.takesVotes;
  });
  // axe is not the page's own script.
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, bypassCSP: true });
  page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  await watchShifts(page);
});
afterAll(async () => {
  await browser?.close();
  await towpath?.close();
});

/** One after another: each begins where the one before has ended. */
describe('a walk through the page', () => {
  it('finds the door shut without the link, and is told where that is', async () => {
    const stranger = await browser.newContext({ bypassCSP: true });
    for (const [hash, title] of [
      ['', 'Open Towpath by its link'],
      ['#token=guess', 'This link is no longer valid'],
    ] as const) {
      const door = await stranger.newPage();
      await door.goto(`${towpath.url}/${hash}`);
      await door.getByRole('heading', { name: title, level: 1 }).waitFor();
      await expectTabAccessible(door);
    }
    await stranger.close();
  });

  it('opens the link and sees the fleet', async () => {
    await page.goto(`${towpath.url}/#token=${towpath.token}`);
    await page.getByRole('link', { name: 'checkout' }).waitFor();
    await page.getByText('1 to approve').waitFor();
    expect(page.url()).not.toContain('token');
    await expectAccessible(page);
  });

  it('is told at once of what happens elsewhere', async () => {
    const carol = towpath.as('carol');
    const held = page.getByText('on hold by carol: somebody looks at it');
    const begin = performance.now();
    await carol.hold('catalog', 'dev', 'somebody looks at it');
    await held.waitFor();
    const ms = performance.now() - begin;
    console.log(`from an act elsewhere to the open page: ${Math.round(ms)} ms`);
    expect(ms).toBeLessThan(MOST_LIVE_MS);
    await carol.liftHold('catalog', 'dev', 'all is well');
    await held.waitFor({ state: 'detached' });
  });

  it('goes to the pipeline, and by keyboard to the promotion that waits', async () => {
    await page.getByText('1.1.0 waits for approval').click();
    await page.getByRole('heading', { name: 'checkout', level: 1 }).waitFor();
    await expectAccessible(page);
    await page.locator('.coming a.tag').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '1.1.0 to prod', level: 1 }).waitFor();
    await expectAccessible(page);
  });

  it('reads what it is about', async () => {
    const files = page.locator('.diff figure');
    expect(await files.count()).toBe(3);
    expect(await files.first().innerText()).toContain("+  newTag: '1.1.0'");
    await page.getByText('An approval is for this diff and no other.').waitFor();
    await page.getByText('passed it').waitFor();
    await page.getByText('May approve: alice, bob, carol').waitFor();
    expect(await page.locator('.waves h3').allInnerTexts()).toEqual(['Wave 1', 'Wave 2']);
  });

  it('sees what kustomize makes of it, or that there is none', async () => {
    await page.getByRole('button', { name: 'Rendered' }).click();
    await page.locator('.diff').getByText(RENDERED).waitFor();
    const shown = await page.locator('.diff figure').allInnerTexts();
    if (hasKustomize)
      expect(shown.map((text) => text.split('\n')[0])).toEqual(Array(3).fill('Deployment checkout/checkout'));
    else expect(shown).toEqual([]);
    await expectAccessible(page, async (tab) => {
      await tab.getByRole('button', { name: 'Rendered' }).click();
      await tab.locator('.diff').getByText(RENDERED).waitFor();
    });
    for (const text of shown) expect(text).toMatch(/\+ +image: .*checkout:1\.1\.0@sha256:/);
    await page.getByRole('button', { name: 'Lines' }).click();
    await page.getByText('An approval is for this diff and no other.').waitFor();
  });

  it('is asked once more before anything grave is done', async () => {
    for (const [button, verb] of [
      ['Reject 1.1.0 for prod', 'Reject'],
      ['Hold prod', 'Hold'],
      ['Stop prod', 'Stop prod'],
      ['Roll back prod', 'Roll back'],
    ] as const) {
      await page.getByRole('button', { name: button, exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('As', { exact: true }).selectOption('carol');
      expect(await dialog.getByRole('button', { name: verb }).isDisabled(), button).toBe(true);
      await dialog.getByLabel('Reason').fill('to see what it asks');
      expect(await dialog.getByRole('button', { name: verb }).isDisabled(), button).toBe(false);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    }
  });

  it('approves as one person: one of two', async () => {
    await page.getByRole('button', { name: 'Approve 1.1.0 for prod' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('As', { exact: true }).selectOption('alice');
    await dialog.getByRole('button', { name: 'Approve' }).click();
    await page.locator('.lead').getByText('1 of 2 approvals').waitFor();
    expect(await page.locator('.votes li > span:last-child').allInnerTexts()).toEqual([
      expect.stringContaining('alice approved'),
      'an approval is missing',
    ]);
  });

  it('is approved in Slack by somebody else, and prod moves while one looks', async () => {
    const slack = await context.newPage();
    await slack.goto(`${towpath.url}/slack#token=${towpath.token}`);
    await slack.getByRole('button', { name: '# C0CHECKOUTPROD' }).click();
    await slack.getByLabel('You are').selectOption({ label: 'bob' });
    await slack.getByRole('button', { name: 'Approve' }).click();
    const confirm = slack.getByRole('dialog').getByRole('button', { name: 'Approve' });
    await Promise.race([confirm.waitFor(), slack.getByText('2 of 2').first().waitFor()]);
    if (await confirm.isVisible()) await confirm.click();
    await page.bringToFront();
    await page.locator('.heading .pill', { hasText: 'promoted' }).waitFor({ timeout: 120_000 });
    expect(await page.locator('.votes li > span:last-child').allInnerTexts()).toEqual([
      expect.stringMatching(/^alice approved .* by console/),
      expect.stringMatching(/^bob approved .* by slack/),
    ]);
    await slack.close();
    await expectAccessible(page);
  });

  it('sees it in the ledger', async () => {
    await page.getByRole('link', { name: 'Ledger' }).click();
    await page.getByText('promoted to prod').first().waitFor();
    await expectAccessible(page);
  });

  it.each([
    ['Clusters', 'Clusters', '5 clusters, 0 silent'],
    ['Settings', 'Settings', 'Read from .towpath/settings.yaml'],
    ['Fleet', 'Fleet', '0 to approve'],
  ])('finds %s by its name', async (link, title, text) => {
    await page.getByRole('link', { name: link, exact: true }).click();
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    await page.getByText(text).waitFor();
    await expectAccessible(page);
  });

  it('follows the release from the fleet', async () => {
    await page.locator('[data-stage="prod"]').getByText('1.1.0').click();
    await page.locator('#stage-prod').waitFor();
    // Not the promotion of that name, which the page may still show from before.
    await page.locator('article.stage', { hasText: 'prod-us-1' }).locator('.current a').click();
    await page.getByRole('heading', { name: 'Release 1.1.0', level: 1 }).waitFor();
    expect(await page.locator('.track .pill').allInnerTexts()).toEqual(['promoted', 'promoted', 'promoted']);
    await expectAccessible(page);
  });

  it('was not moved by what came live, and made no complaint', async () => {
    const shifts = await shiftsOf(page);
    const sum = shifts.reduce((total, { value }) => total + value, 0);
    const moved = shifts.map(({ value, what }) => `${value.toFixed(4)} ${what}`).join('\n');
    console.log(`layout shift over the walk: ${sum.toFixed(4)} (less than ${MOST_SHIFT})`);
    expect(sum, moved).toBeLessThan(MOST_SHIFT);
    expect(complaints).toEqual([]);
  });
});

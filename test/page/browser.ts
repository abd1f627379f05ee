import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const KNOWN_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

export async function openBrowser(): Promise<Browser> {
  const executablePath = [process.env.CHROMIUM, ...KNOWN_PLACES].find((path) => path && existsSync(path));
  if (executablePath === undefined)
    throw new Error(
      [
        `No Chromium is at ${process.env.CHROMIUM ?? KNOWN_PLACES.join(', ')}.`,
        'Get one with: apt-get install chromium (or: npx playwright-core install chromium),',
        'then name it: CHROMIUM=/path/to/chromium npm run test:page',
      ].join('\n'),
    );
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

interface Axe {
  run(): Promise<{ violations: { impact: string; id: string; nodes: { html: string }[] }[] }>;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe calls serious or critical, as `color-contrast: <span ...>`. The page's own policy lets no script in. */
async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: Axe }).axe.run());
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

/**
 * What the page shows, in a tab of its own, so that nothing of this counts as moved.
 *
 * @param prepare brings the tab to where the page is, as far as its address does not say it
 */
export async function expectAccessible(
  page: Page,
  prepare: (tab: Page) => Promise<unknown> = async () => undefined,
): Promise<void> {
  const tab = await page.context().newPage();
  await tab.goto(page.url());
  const title = await page.locator('h1').innerText();
  await tab.getByRole('heading', { name: title, level: 1, exact: true }).waitFor();
  await tab.locator('.loading').waitFor({ state: 'detached' });
  await prepare(tab);
  await expectTabAccessible(tab);
  await tab.close();
}

/** Nothing serious for axe in dark and in light, and nothing wider than a narrow window, which the tab is left as. */
export async function expectTabAccessible(tab: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await tab.emulateMedia({ colorScheme });
    expect(await seriousFindings(tab), `axe on ${tab.url()}, ${colorScheme}`).toEqual([]);
  }
  await tab.setViewportSize({ width: 360, height: 780 });
  const tooWide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(tooWide, `pixels that ${tab.url()} is wider than 360`).toBeLessThanOrEqual(0);
}

/** One move of what stood there already: how much (as the platform counts it), and what moved. */
interface Shift {
  readonly value: number;
  readonly what: string;
}

interface Watched {
  shifts: Shift[];
}

interface ShiftEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { readonly node: Node | null }[];
}

/** Notes layout shifts that follow no input, from the first paint on. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watched = globalThis as unknown as Watched;
    watched.shifts = [];
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as unknown as ShiftEntry[]) {
        const elements = sources.map(({ node }) => (node instanceof Element ? node.outerHTML : ''));
        const what = `${location.hash}: ${elements.map((html) => html.slice(0, 90)).join(' | ')}`;
        if (!hadRecentInput) watched.shifts.push({ value, what });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

export const shiftsOf = (page: Page): Promise<Shift[]> =>
  page.evaluate(() => (globalThis as unknown as Watched).shifts);

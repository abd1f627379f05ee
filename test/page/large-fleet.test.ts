import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BuiltFile, buildUi } from '../../scripts/build-ui.ts';
import { openBrowser } from './browser.ts';
import { largeFleet } from './large-fleet.ts';

const ADDRESS = 'http://towpath.invalid';
const MOST_MS = 1000;
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
};

let browser: Browser;
let files: readonly BuiltFile[];
const folder = join(import.meta.dirname, '../../dist/ui');

beforeAll(async () => {
  files = await buildUi(folder);
  browser = await openBrowser();
});
afterAll(() => browser?.close());

it('shows 200 applications in 5 stages on 500 clusters at once', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const fleet = JSON.stringify(largeFleet());
  await page.route('**/*', (route) => {
    const name = new URL(route.request().url()).pathname.slice(1) || 'index.html';
    if (name === 'api/fleet') return route.fulfill({ body: fleet, contentType: 'application/json' });
    if (files.every((file) => file.name !== name)) return route.fulfill({ status: 404, body: '{}' });
    return route.fulfill({
      path: join(folder, name),
      contentType: TYPES[name.split('.').at(-1) ?? ''] ?? '',
    });
  });
  await page.addInitScript(() => {
    const look = (): void => {
      if (document.querySelectorAll('.fleet tbody tr').length === 200) performance.mark('fleet-shown');
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(`${ADDRESS}/#token=any`);
  await page.waitForFunction(() => performance.getEntriesByName('fleet-shown').length > 0);
  const ms = await page.evaluate(() => performance.getEntriesByName('fleet-shown')[0]?.startTime ?? 0);
  console.log(
    `first view of ${fleet.length} bytes of fleet: ${Math.round(ms)} ms (meant to be below ${MOST_MS})`,
  );
  expect(await page.locator('.fleet tbody td .cell').count()).toBe(1000);
});

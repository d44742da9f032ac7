import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startUi, variedItems } from '../../ui/start-ui.ts';
import { findChromium } from '../report/find-chromium.ts';
import { findAccessibilityProblems } from '../report/look-at-page.ts';

const executablePath = findChromium();
const why =
  'There is no Chromium on the path (FANFOLD_CHROMIUM may name one): not run are the tests of the page of fanfold ui in a browser.';

let ui: Awaited<ReturnType<typeof startUi>>;
let browser: Browser;
beforeAll(async () => {
  if (executablePath === undefined) return;
  [ui, browser] = await Promise.all([startUi(), chromium.launch({ executablePath, args: ['--no-sandbox'] })]);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await ui?.[Symbol.asyncDispose]();
});

/** Opens a page; whatever goes wrong in it is told in `problems`. */
async function open(path: string, look: { width: number; colorScheme: 'light' | 'dark' }) {
  const context = await browser.newContext({
    viewport: { width: look.width, height: 900 },
    colorScheme: look.colorScheme,
    // axe is put into the page, whose own policy lets nothing in.
    bypassCSP: true,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`${ui.url}${path}`);
  return { page, problems, [Symbol.asyncDispose]: () => context.close() };
}

const looks = [1_280, 390].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);
const percentOf = async (page: Page): Promise<number> =>
  Number.parseInt((await page.textContent('#percent')) ?? '', 10);

test('a run that goes on is shown as it goes on, in all looks, without a fault', async ({ skip }) => {
  if (executablePath === undefined) return skip(why);
  const run = await ui.client.start(
    { items: variedItems(2_000) },
    { runId: 'live', maxConcurrency: 3, toleratedFailurePercentage: 50 },
  );
  await using first = await open('/runs/varied/live', { width: 1_280, colorScheme: 'light' });
  const { page } = first;
  await page.waitForFunction('parseInt(document.querySelector("#percent").textContent) > 2');
  const before = await percentOf(page);
  expect(before).toBeLessThan(100);
  await page.waitForFunction(`parseInt(document.querySelector("#percent").textContent) > ${before + 2}`);
  expect(await page.textContent('#state')).toBe('running');
  await page.waitForSelector('#failures .message');
  expect(await page.textContent('#failures')).toContain('has no price');
  expect(await page.locator('#slowest tbody tr').count()).toBeGreaterThan(0);
  expect(await page.locator('#concurrency-chart path').count()).toBeGreaterThan(0);

  for (const look of looks) {
    await using opened = await open('/runs/varied/live', look);
    await opened.page.waitForSelector('#failures .message');
    expect(await opened.page.textContent('#state')).toBe('running');
    expect(await findAccessibilityProblems(opened.page), JSON.stringify(look)).toEqual([]);
    const width = await opened.page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(look.width);
    expect(opened.problems).toEqual([]);
  }

  // By the keyboard alone: the slider tells of one unit after the other.
  await page.focus('#unit-slider');
  await page.keyboard.press('ArrowRight');
  expect(await page.textContent('#unit-told')).toMatch(/^Unit 1: /);
  expect(await page.getAttribute('#unit-slider', 'aria-valuetext')).toMatch(/^Unit 1: /);

  await run.stop();
  await page.waitForSelector('#end:not([hidden])');
  expect(await page.textContent('#end')).toContain('fanfold retry live');
  expect(await page.textContent('#announcement')).toBe('The run was stopped');
  expect(await page.title()).toMatch(/^FAILED live/);
  expect(first.problems).toEqual([]);
}, 180_000);

test('what ended, failed and is listed reads as well', async ({ skip }) => {
  if (executablePath === undefined) return skip(why);
  const run = await ui.client.start({ items: variedItems(60, 1) }, { runId: 'over', maxConcurrency: 4 });
  await run.result();
  for (const look of looks) {
    await using opened = await open('/runs/varied/over', look);
    await opened.page.waitForSelector('#end:not([hidden])');
    await opened.page.locator('#failures summary').first().click();
    expect(await opened.page.textContent('#failures')).toContain('<img src=x onerror=');
    expect(await opened.page.locator('#failures img').count()).toBe(0);
    expect(await findAccessibilityProblems(opened.page), JSON.stringify(look)).toEqual([]);
    expect(await opened.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      look.width,
    );
    expect(opened.problems).toEqual([]);

    await using list = await open('/', look);
    await list.page.waitForSelector('#list a');
    expect(await findAccessibilityProblems(list.page), JSON.stringify(look)).toEqual([]);
    expect(await list.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width);
    await list.page.click('#list a[href="/runs/varied/over"]');
    await list.page.waitForSelector('#end:not([hidden])');
    expect(list.problems).toEqual([]);
  }
}, 180_000);

test('of a run that there is none the page says so, under its own policy, and a server that is gone is told', async ({
  skip,
}) => {
  if (executablePath === undefined) return skip(why);
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => problems.push(message.text()));
  await page.goto(`${ui.url}/runs/varied/nowhere`);
  await page.waitForSelector('#trouble:not([hidden])');
  expect(await page.textContent('#trouble')).toContain('there is no run nowhere of task varied');
  expect(await page.textContent('#connection')).toBe('live');
  expect(problems).toEqual([]);
  await ui.closeServer();
  // Not waitForFunction: what it polls is text, and the page's policy (which this context keeps) lets no text be run.
  await page.locator('#connection', { hasText: /^not connected/ }).waitFor();
  await context.close();
}, 60_000);

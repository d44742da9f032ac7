import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consoleLinks, makeReportPage } from '../../../core/report-page/index.ts';
import { hostileReport } from '../../core/report-page/reports/hostile-report.ts';
import {
  emptyRun,
  failedRun,
  hugeRun,
  largeRun,
  tinyRun,
  troubledRun,
} from '../../core/report-page/reports/run-reports.ts';
import { createFolder } from '../../support/create-folder.ts';
import { findChromium } from './find-chromium.ts';
import { lookAt } from './look-at-page.ts';
import { openReport } from './open-report.ts';

const reports = [
  ['a large run', largeRun, 6],
  ['a troubled run', troubledRun, 6],
  ['an empty run', emptyRun, 0],
  ['a failed run', failedRun, 6],
  ['a run of one item', tinyRun, 6],
  ['100,000 units', hugeRun, 6],
  ['hostile text', hostileReport, 6],
] as const;

const windows = [
  { width: 1280, height: 900 },
  { width: 820, height: 1180 },
  { width: 390, height: 844 },
].flatMap((viewport) => (['light', 'dark'] as const).map((colorScheme) => ({ viewport, colorScheme })));

const executablePath = findChromium();
const folder = await createFolder();
let browser: Browser | undefined;

beforeAll(async () => {
  // Chromium refuses its sandbox to root, which tests in a container often are.
  if (executablePath !== undefined)
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  await folder.remove();
});

describe.each(reports)('the page of %s', (_, makeReport, charts) => {
  let html: string;
  beforeAll(async () => {
    html = await makeReportPage(makeReport(), consoleLinks('eu-central-1'));
  });

  test.for(windows)('in $colorScheme at $viewport.width px', async (window, { skip }) => {
    if (browser === undefined) return skip('no Chromium is installed');
    await using opened = await openReport(browser, folder.path, html, window);
    expect(await lookAt(opened.page)).toEqual({
      emptyCharts: [],
      textOutOfPlace: [],
      accessibilityProblems: [],
      width: window.viewport.width,
    });
    expect(await opened.page.locator('figure').count()).toBe(charts);
    expect(opened.complaints).toEqual([]);
    expect(opened.requests).toEqual([]);
  });

  test('unfolds and scrolls inside its tables only, at 390 px', async ({ skip }) => {
    if (browser === undefined) return skip('no Chromium is installed');
    await using opened = await openReport(browser, folder.path, html, {
      viewport: { width: 390, height: 844 },
    });
    for (const summary of await opened.page.locator('summary').all()) await summary.click();
    expect((await lookAt(opened.page)).width).toBe(390);
    expect(opened.complaints).toEqual([]);
  });
});

test('what others wrote stays text: no element comes of it, and no address', async ({ skip }) => {
  if (browser === undefined) return skip('no Chromium is installed');
  const html = await makeReportPage(hostileReport(), consoleLinks('eu-central-1'));
  await using opened = await openReport(browser, folder.path, html, {});
  const { page } = opened;
  expect(await page.locator('script, img, iframe, object, [onerror]').count()).toBe(0);
  expect(await page.locator('h1').textContent()).toContain('<script>alert(1)</script>');
  const addresses = await page
    .locator('a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  for (const address of addresses) {
    expect(address).toMatch(
      /^(#[a-z-]+|failures\.jsonl|report\.json|https:\/\/eu-central-1\.console\.aws\.amazon\.com\/[!-~]*)$/,
    );
  }
});

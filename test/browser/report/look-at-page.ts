import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import * as z from 'zod';

const problems = z.array(z.string());

/** What is to be seen of a report at its present width: lists of what is wrong, empty if nothing is. */
export interface Look {
  emptyCharts: string[];
  textOutOfPlace: string[];
  accessibilityProblems: string[];
  /** CSS pixels that the document takes. */
  width: number;
}

/** Looks at a report's page as it is now. */
export async function lookAt(page: Page): Promise<Look> {
  return {
    emptyCharts: problems.parse(await ask(page, 'emptyCharts')),
    textOutOfPlace: problems.parse(await ask(page, 'textOutOfPlace')),
    accessibilityProblems: await findAccessibilityProblems(page),
    width: z.number().parse(await ask(page, 'width')),
  };
}

/** What axe-core says against any page, each with some of its elements; empty if nothing. */
export async function findAccessibilityProblems(page: Page): Promise<string[]> {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  await page.evaluate(readFileSync(axe, 'utf8'));
  return problems.parse(await ask(page, 'accessibilityProblems'));
}

async function ask(page: Page, what: string): Promise<unknown> {
  await page.evaluate(readFileSync(join(import.meta.dirname, 'in-page.js'), 'utf8'));
  return page.evaluate(`fanfoldLook.${what}()`);
}

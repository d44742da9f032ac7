import type * as z from 'zod';
import { FanfoldError } from '../errors/fanfold-error.ts';
import { refuseAll } from '../errors/problems.ts';
import { type PriceTable, priceTable } from './prices.ts';

/**
 * Reads a table of prices from JSON.
 * @param name what to call the text in a refusal, such as the file's name
 * @throws FanfoldError `InvalidUsage` naming everything that is wrong with it
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { readPrices } from 'fanfold/client';
 *
 * const prices = readPrices(await readFile('prices.json', 'utf8'), 'prices.json');
 * ```
 */
export function readPrices(text: string, name: string): PriceTable {
  const parsed = priceTable.safeParse(parseJson(text, name));
  if (parsed.success) return parsed.data;
  throw refuseAll('InvalidUsage', `${name} is no table of prices`, describeIssues(parsed.error));
}

/** What is wrong with a table of prices, a sentence each; none if it holds. */
export function describePriceProblems(prices: unknown): string[] {
  const { error } = priceTable.safeParse(prices);
  return error === undefined ? [] : describeIssues(error);
}

function describeIssues({ issues }: z.ZodError): string[] {
  return issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FanfoldError('InvalidUsage', `${name} is no JSON; write a table of prices into it`, { cause });
  }
}

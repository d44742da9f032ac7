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
  throw refuseAll(
    'InvalidUsage',
    `${name} is no table of prices`,
    parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join('.')}: ${message}`,
    ),
  );
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FanfoldError('InvalidUsage', `${name} is no JSON; write a table of prices into it`, { cause });
  }
}

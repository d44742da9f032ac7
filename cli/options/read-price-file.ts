import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { PriceTable } from '../../core/cost/prices.ts';
import { readPrices } from '../../core/cost/read-prices.ts';
import { isFanfoldError } from '../../core/errors/fanfold-error.ts';
import { showText } from '../format/show-text.ts';

/** Reads the file that `--prices` names; `problems` says all that is wrong with it. No file: the built-in prices. */
export async function readPriceFile(
  path: string | undefined,
  cwd: string,
): Promise<{ prices: PriceTable | undefined; problems: string[] }> {
  if (path === undefined) return { prices: undefined, problems: [] };
  try {
    const text = await readFile(resolve(cwd, path), 'utf8');
    return { prices: readPrices(text, `--prices ${showText(path)}`), problems: [] };
  } catch (error) {
    const problem = isFanfoldError(error)
      ? error.message
      : `--prices ${showText(path)} can't be read; it must be a JSON file of prices (see docs/report.md, Cost)`;
    return { prices: undefined, problems: [problem] };
  }
}

import type { ReportDetails } from '../contracts/report-details.ts';
import { FanfoldError } from '../errors/fanfold-error.ts';
import { type LineKind, lineKinds, makeLine } from './line-kinds.ts';
import type { PriceTable } from './prices.ts';

type Cost = ReportDetails['cost'];

/**
 * A report's cost at other prices: the quantities stay.
 * @throws FanfoldError `InvalidUsage` if it has a line that this version doesn't know
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { readPrices, repriceCost, type RunReport } from 'fanfold/client';
 *
 * export async function costInFrankfurt(report: RunReport): Promise<number> {
 *   const prices = readPrices(await readFile('eu-central-1.json', 'utf8'), 'eu-central-1.json');
 *   return repriceCost(report.cost, prices).usd;
 * }
 * ```
 */
export function repriceCost(cost: Cost, prices: PriceTable): Cost {
  const lines = cost.lines.map(({ what, quantity }) => makeLine(kindOf(what), quantity, prices));
  const usd = lines.reduce((sum, line) => sum + line.usd, 0);
  const { perMillionItemsUsd: each } = cost;
  return {
    region: prices.region,
    pricesAsOf: prices.asOf,
    lines,
    usd,
    perMillionItemsUsd: each === null || cost.usd === 0 ? null : (each / cost.usd) * usd,
  };
}

function kindOf(what: string): LineKind {
  const kind = Object.values(lineKinds).find((each) => each.what === what);
  if (kind !== undefined) return kind;
  throw new FanfoldError(
    'InvalidUsage',
    `The report's cost has a line "${what}" that this version has no price for; use the version that made the report`,
  );
}

import type { PlannedRow } from '../../aws/run-outputs/index.ts';
import type { ReportDetails } from '../../core/contracts/report-details.ts';
import type { SealResult } from '../../core/contracts/run-result.ts';
import { priceRun } from '../../core/cost/price-run.ts';
import { prices as listPrices } from '../../core/cost/prices.ts';
import type { RunTotals } from '../../core/report/run-totals.ts';
import { countMerges } from './count-merges.ts';
import type { ReportSurroundings } from './report-surroundings.ts';

/** What a run on AWS with the same counts and times costs: all its units, and the wall time of its last execution. */
export async function describeCost(
  { ledger, environment }: ReportSurroundings,
  row: PlannedRow,
  { totals, wallMs, end }: { totals: RunTotals; wallMs: number; end: Pick<SealResult, 'items' | 'dataset'> },
): Promise<ReportDetails['cost']> {
  const {
    FANFOLD_ARCHITECTURE: architecture = 'arm64',
    FANFOLD_TASK: task,
    FANFOLD_PRICES: prices = listPrices,
  } = environment;
  const usage = {
    architecture,
    units: { ...totals.usage, memoryMb: task.memoryMb },
    wallMs,
    merge: await countMerges(ledger, row),
    sourceObjects: row.source.length,
    dataset: { objects: end.dataset?.objects.length ?? 0, bytes: end.dataset?.bytes ?? 0 },
  };
  const lines = priceRun(usage, prices);
  const usd = lines.reduce((sum, line) => sum + line.usd, 0);
  const ran = end.items.succeeded + end.items.failed;
  return {
    region: prices.region,
    pricesAsOf: prices.asOf,
    lines,
    usd,
    perMillionItemsUsd: ran === 0 ? null : (usd / ran) * 1_000_000,
  };
}

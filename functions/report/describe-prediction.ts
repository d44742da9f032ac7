import type { PlannedRow } from '../../aws/run-outputs/index.ts';
import type { RunSettings } from '../../core/advice/index.ts';
import type { Prediction } from '../../core/contracts/report-details.ts';
import { prices as listPrices } from '../../core/cost/prices.ts';
import { predictFanOut, predictRun, type RunShape } from '../../core/prediction/index.ts';
import type { RunTotals } from '../../core/report/run-totals.ts';
import type { ReportSurroundings } from './report-surroundings.ts';

/** What is known of a run when its prediction is made. */
export interface PredictedRun {
  totals: RunTotals;
  settings: RunSettings;
  wallMs: number;
  /** What it costs by its receipts. */
  usd: number;
}

/**
 * What the last execution's pilot foretells of the units that were run, beside what they took: time of that execution's units, cost of all.
 * The time that the run took besides its units is not foretold: it is what it was.
 */
export async function describePrediction(
  { environment }: ReportSurroundings,
  row: PlannedRow,
  { totals, settings, wallMs, usd }: PredictedRun,
): Promise<Prediction | null> {
  const { pilot, firstInitAt, lastUnitEndedAt, last, committed } = totals;
  if (pilot === undefined || firstInitAt === undefined || lastUnitEndedAt === undefined) return null;
  const {
    FANFOLD_ARCHITECTURE: architecture = 'arm64',
    FANFOLD_TASK: task,
    FANFOLD_PRICES: prices = listPrices,
  } = environment;
  const fanOutMs = lastUnitEndedAt - firstInitAt;
  const { format, compress, folds, maxObjectBytes } = row.settings;
  const shape: RunShape = {
    ...committed,
    itemConcurrency: settings.itemConcurrency,
    // Nobody wrote it down: every environment there was.
    maxConcurrency: Math.max(1, settings.maxConcurrency.value || totals.environments.total),
    adaptive: settings.adaptiveConcurrency,
    childType: totals.usage.expressChildren > 0 ? 'EXPRESS' : 'STANDARD',
    memoryMb: task.memoryMb,
    architecture,
    sourceObjects: row.source.length,
    beatMs: totals.beatMs,
    besidesMs: Math.max(0, wallMs - fanOutMs),
    dataset: {
      encoded: format !== 'jsonl' || compress !== 'none',
      folds: folds ?? false,
      mostObjectBytes: maxObjectBytes,
    },
  };
  const predicted = await predictRun(pilot, shape, prices);
  return {
    pilot,
    predicted: { fanOutMs: predictFanOut(pilot, { ...shape, ...last }).fanOutMs, usd: predicted.usd },
    actual: { fanOutMs, usd },
    againstPilot: wallMs === 0 ? 0 : (pilot.itemMs * last.items) / wallMs,
  };
}

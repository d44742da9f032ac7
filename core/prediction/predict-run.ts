import type { CostLine, Pilot } from '../contracts/report-details.ts';
import { priceRun } from '../cost/price-run.ts';
import type { PriceTable } from '../cost/prices.ts';
import { type FanOutPrediction, predictFanOut } from './predict-fan-out.ts';
import { predictUsage, type RunShape } from './predict-usage.ts';
import type { ServiceRates } from './slots.ts';

/** How long a run's fan-out will take, and what the run will cost. */
export interface RunPrediction extends FanOutPrediction {
  usd: number;
  lines: CostLine[];
}

/**
 * Predicts a run from a pilot: its time by {@link predictFanOut}, its cost by the price list over the quantities of
 * {@link predictUsage}. Pure, and for a run in which nothing fails.
 * @param rates default: AWS's
 */
export async function predictRun(
  pilot: Pilot,
  shape: RunShape,
  prices: PriceTable,
  rates?: ServiceRates,
): Promise<RunPrediction> {
  const fanOut = predictFanOut(pilot, shape, rates);
  const lines = priceRun(await predictUsage(pilot, shape, fanOut), prices);
  return { ...fanOut, usd: lines.reduce((sum, { usd }) => sum + usd, 0), lines };
}

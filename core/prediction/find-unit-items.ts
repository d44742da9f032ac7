import type { Pilot } from '../contracts/report-details.ts';
import { type FanOutShape, predictFanOut } from './predict-fan-out.ts';
import type { ServiceRates } from './slots.ts';

/** A unit that takes longer loses much when it is lost. */
const longestUnitMs = 120_000;
/** Another size is worth a word if it takes this share of the time or less. */
const worthwhile = 0.8;

/**
 * Finds a size of units with which the fan-out would be clearly shorter: of doublings and halvings of the present one, the quickest whose
 * units take two minutes at most. Where several are as quick, the one with the fewest units. Undefined if none saves a fifth of the time.
 * @param mostItems that a unit may have, as its bytes allow
 * @returns items of a unit, to two figures
 */
export function findUnitItems(
  pilot: Pick<Pilot, 'itemMs' | 'ownMs' | 'startMs'>,
  shape: FanOutShape,
  mostItems: number,
  rates?: ServiceRates,
): number | undefined {
  const { items, units } = shape;
  if (units === 0) return undefined;
  const msOf = (unitItems: number) =>
    predictFanOut(pilot, { ...shape, units: Math.ceil(items / unitItems) }, rates);
  const nowMs = predictFanOut(pilot, shape, rates).fanOutMs;
  let best: { unitItems: number; fanOutMs: number } | undefined;
  for (const unitItems of listSizes(items / units, Math.min(items, mostItems))) {
    const { fanOutMs, unitMs } = msOf(unitItems);
    if (unitMs > longestUnitMs) continue;
    // A little longer with half as many units is as quick.
    if (best === undefined || fanOutMs <= best.fanOutMs * 1.02) best = { unitItems, fanOutMs };
  }
  return best !== undefined && best.fanOutMs <= worthwhile * nowMs ? best.unitItems : undefined;
}

/** Sizes from 1 to the most, the present one doubled and halved, the smallest first. */
function listSizes(now: number, most: number): number[] {
  const steps = Array.from({ length: 41 }, (_, at) => roundToTwo(now * 2 ** (at - 20)));
  return [...new Set(steps)].filter((size) => size >= 1 && size <= most);
}

function roundToTwo(value: number): number {
  return Number(Math.max(1, Math.round(value)).toPrecision(2));
}

import type { Pilot } from '../contracts/report-details.ts';
import { awsRates, openSlots, type ServiceRates } from './slots.ts';

/** How a run is fanned out. */
export interface FanOutShape {
  items: number;
  units: number;
  itemConcurrency: number;
  /** Units in flight at most. */
  maxConcurrency: number;
  /** Govern starts with fewer and climbs. Default true. */
  adaptive?: boolean | undefined;
  childType: 'STANDARD' | 'EXPRESS';
}

/** A fan-out as it would go. */
export interface FanOutPrediction {
  /** From the begin of the first unit to the end of the last. */
  fanOutMs: number;
  /** Of one unit, without what a new environment costs. */
  unitMs: number;
  /** Slots that get to run a unit, each in an environment of its own. */
  environments: number;
}

/** A unit of no length would end infinitely often. */
const leastUnitMs = 0.001;

/**
 * Predicts how long units take side by side.
 *
 * A unit takes `ownMs + (items / units) × itemMs / itemConcurrency`. There are min(units, maxConcurrency) slots; slot i opens when a
 * child may start (i / starts per second), Lambda has an environment for it (1,000 at once, then 100 more each second) and Govern's
 * climb has come to it, whichever is last. By the time T it has ended ⌊(T − open − startMs) / unit⌋ units. The fan-out ends at
 * the least T by which all slots together have ended all units, and children could be started for them. With equal slots that
 * are open from the begin: ⌈units / slots⌉ × unit + startMs.
 *
 * Not in it: units that take longer than the mean, retries, throttling.
 * @param rates default: {@link awsRates}
 */
export function predictFanOut(
  pilot: Pick<Pilot, 'itemMs' | 'ownMs' | 'startMs'>,
  shape: FanOutShape,
  rates: ServiceRates = awsRates(shape.childType),
): FanOutPrediction {
  const { items, units, itemConcurrency, maxConcurrency, adaptive = true } = shape;
  if (units === 0) return { fanOutMs: 0, unitMs: 0, environments: 0 };
  const unitMs = Math.max(leastUnitMs, pilot.ownMs + ((items / units) * pilot.itemMs) / itemConcurrency);
  const slots = Math.min(units, maxConcurrency);
  const opens = openSlots({ slots, maxConcurrency, adaptive, unitMs, rates });
  const lastStartMs = ((units - 1) / rates.startsPerSecond) * 1_000;
  const isDone = (at: number) => countEnded(opens, at - pilot.startMs, unitMs, units) >= units;
  // The first slot alone has done all of it by then.
  const fanOutMs = Math.max(lastStartMs + unitMs, findLeast(isDone, pilot.startMs + units * unitMs));
  return { fanOutMs, unitMs, environments: countAtWork(opens, fanOutMs - pilot.startMs, unitMs) };
}

/** Units that all slots have ended by a time; counted up to `most` only. */
function countEnded(opens: Float64Array, at: number, unitMs: number, most: number): number {
  let ended = 0;
  for (const open of opens) {
    if (at < open || ended >= most) return ended;
    ended += Math.floor(tolerant((at - open) / unitMs));
  }
  return ended;
}

function countAtWork(opens: Float64Array, at: number, unitMs: number): number {
  return opens.reduce((count, open) => count + (tolerant((at - open) / unitMs) >= 1 ? 1 : 0), 0);
}

/** Units that end just then have ended, however the sum was rounded. */
function tolerant(units: number): number {
  return units + 1e-9;
}

/** The least value from 0 on, by a billionth of `most`, from which on something holds; it holds at `most`. */
function findLeast(holds: (value: number) => boolean, most: number): number {
  let [low, high] = [0, most];
  while (high - low > most * 1e-9) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

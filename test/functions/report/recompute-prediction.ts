import type { RawReceipt } from './read-raw-run.ts';
import { sum } from './recompute.ts';

/** What a prediction of time is made from. */
export interface PilotTimes {
  itemMs: number;
  ownMs: number;
  startMs: number;
}

/** The units that began first, ten at most. */
export function pilotOf(receipts: readonly RawReceipt[]): RawReceipt[] {
  return receipts.toSorted((a, b) => a.timing.startedAt - b.timing.startedAt || a.unit - b.unit).slice(0, 10);
}

/**
 * Times of a pilot. A unit's own time is its handler's without its items', which run `slots` at once; as it is once processes
 * are warm: the mean of the lesser half. A new environment takes its init, and what its units' own times are more than that.
 */
export function pilotTimesOf(pilot: readonly RawReceipt[], slots: number): PilotTimes {
  const own = pilot.map(({ timing }) => {
    const rest = timing.handlerMs - timing.runMs / slots;
    return Math.max(0, rest);
  });
  const lesser = own.toSorted((a, b) => a - b).slice(0, (own.length + 1) >> 1);
  const ownMs = sum(lesser, (ms) => ms) / lesser.length;
  const extra = new Map<string, { ms: number; fresh: boolean }>();
  for (const [at, { environment, timing, forks }] of pilot.entries()) {
    const { ms, fresh } = extra.get(environment) ?? { ms: 0, fresh: false };
    extra.set(environment, {
      ms: ms + timing.initMs + (own[at] ?? 0) - ownMs,
      fresh: fresh || timing.initMs > 0 || forks > 0,
    });
  }
  const fresh = [...extra.values()].filter((environment) => environment.fresh);
  return {
    itemMs: sum(pilot, ({ timing }) => timing.runMs) / sum(pilot, ({ items }) => items.total),
    ownMs,
    startMs: sum(fresh, ({ ms }) => Math.max(0, ms)) / fresh.length,
  };
}

/**
 * A fan-out over few slots, unit by unit: a child starts each 10 ms, as STANDARD ones do, and each slot takes the next unit as soon as
 * it is free, the first one once its environment is up.
 * @returns `environments`: slots that ended a unit by then
 */
export function fanOutOf(
  { itemMs, ownMs, startMs }: PilotTimes,
  shape: { items: number; units: number; slots: number; itemConcurrency: number },
): { fanOutMs: number; unitMs: number; environments: number } {
  const { items, units, slots, itemConcurrency } = shape;
  const unitMs = ownMs + ((items / units) * itemMs) / itemConcurrency;
  const free = Array.from({ length: Math.min(units, slots) }, (_, slot) => ({
    slot,
    at: slot * 10 + startMs,
  }));
  const used = new Set<number>();
  let endedAt = 0;
  for (let unit = 0; unit < units; unit++) {
    const [next] = free.sort((a, b) => a.at - b.at || a.slot - b.slot);
    if (next === undefined) throw new Error('a fan-out has a slot');
    next.at += unitMs;
    used.add(next.slot);
    endedAt = Math.max(endedAt, next.at);
  }
  return { fanOutMs: Math.max(endedAt, (units - 1) * 10 + unitMs), unitMs, environments: used.size };
}

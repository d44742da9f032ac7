import type { SlotRates } from './item-cycle.ts';

/** What a slot has done since the beginning, had it been there all the time: the integral of its rates. */
export interface Meter {
  items: number;
  ok: number;
  failed: number;
  attempts: number;
  errors: number;
  throttles: number;
  itemMs: number;
  /** Time itself, ms. */
  ms: number;
}

/** A meter at zero. */
export function zeroMeter(): Meter {
  return { items: 0, ok: 0, failed: 0, attempts: 0, errors: 0, throttles: 0, itemMs: 0, ms: 0 };
}

/** The meter after some time at these rates. */
export function runMeter(meter: Meter, rates: SlotRates, ms: number): Meter {
  const seconds = ms / 1000;
  return {
    items: meter.items + rates.items * seconds,
    ok: meter.ok + rates.ok * seconds,
    failed: meter.failed + rates.failed * seconds,
    attempts: meter.attempts + rates.attempts * seconds,
    errors: meter.errors + rates.errors * seconds,
    throttles: meter.throttles + rates.throttles * seconds,
    itemMs: meter.itemMs + rates.itemMs * seconds,
    ms: meter.ms + ms,
  };
}

/** Adds `from` to `to`, weighted; time by a weight of its own (a unit's time isn't its slots'). */
export function addMeter(to: Meter, from: Meter, slots: number, units: number): void {
  to.items += from.items * slots;
  to.ok += from.ok * slots;
  to.failed += from.failed * slots;
  to.attempts += from.attempts * slots;
  to.errors += from.errors * slots;
  to.throttles += from.throttles * slots;
  to.itemMs += from.itemMs * slots;
  to.ms += from.ms * units;
}

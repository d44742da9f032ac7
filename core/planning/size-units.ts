/** Units per slot at least: with fewer, the last slow unit leaves the other slots idle for long. */
const unitsPerSlot = 4;
/** Items in a unit at most: beyond, a unit's own cost (some 20 ms) no longer counts. */
const mostItems = 5_000;

/** Bytes of its source that a unit reads at most. */
export const mostUnitBytes = 64 * 1024 ** 2;

/**
 * Items per unit: as wanted, or such that every slot has some units to run and a unit's own cost is small beside its
 * items'. @param items in the source @param slots units in flight at once
 */
export function sizeUnits(items: number, slots: number, wanted: number | 'auto'): number {
  if (wanted !== 'auto') return wanted;
  return Math.min(mostItems, Math.max(1, Math.ceil(items / (slots * unitsPerSlot))));
}

/** Ledger partitions for a run's units: one takes 1,000 writes/s, a unit makes about 3, and not all end at once. */
export function countShards(units: number): number {
  return Math.min(64, Math.max(1, Math.ceil(units / 500)));
}

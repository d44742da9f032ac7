import type { Level } from './window.ts';

/** How one level compares with the one before. Shares: 0.1 is 10 % more. */
export interface Comparison {
  concurrency: number;
  throughput: number;
  /**
   * Throughput's share of the units' share: 1 where each unit does as much as before, 0 where more units do the same
   * together, below 0 where they do less.
   */
  pay: number;
}

/** Compares two levels. */
export function comparePay(before: Level, after: Level): Comparison {
  const concurrency = before.running > 0 ? after.running / before.running - 1 : 0;
  const throughput =
    before.throughput > 0 ? after.throughput / before.throughput - 1 : after.throughput > 0 ? 1 : 0;
  return { concurrency, throughput, pay: concurrency === 0 ? 1 : throughput / concurrency };
}

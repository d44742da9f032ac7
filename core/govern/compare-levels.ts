import type { Level } from './window.ts';

/** With more of the attempts failed, what is left of them tells nothing of how long items take. */
const tellingErrors = 0.01;

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
  const throughput =
    before.throughput > 0 ? after.throughput / before.throughput - 1 : after.throughput > 0 ? 1 : 0;
  return compare(growthOf(before, after), throughput);
}

/**
 * Compares two levels of a climb. The first units of an environment spend much of their time on starting: what the earlier
 * level did is too little, and growth looks better than it is. Where nothing failed, the items' own times tell what more units
 * bring (Little's law); the worse of the two counts.
 */
export function compareClimb(before: Level, after: Level): Comparison {
  const seen = comparePay(before, after);
  const timed = before.latencyMs > 0 && after.latencyMs > 0;
  if (!timed || before.errorShare + after.errorShare > tellingErrors) return seen;
  const byItems = ((1 + seen.concurrency) * before.latencyMs) / after.latencyMs - 1;
  return compare(seen.concurrency, Math.min(seen.throughput, byItems));
}

function growthOf(before: Level, after: Level): number {
  return before.running > 0 ? after.running / before.running - 1 : 0;
}

function compare(concurrency: number, throughput: number): Comparison {
  return { concurrency, throughput, pay: concurrency === 0 ? 1 : throughput / concurrency };
}

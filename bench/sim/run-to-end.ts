import type { Decided } from './governor.ts';
import { type Moment, type RunSettings, Simulation } from './simulation.ts';

/** How a simulated run went. */
export interface Outcome {
  /** Until the last unit was committed. */
  seconds: number;
  /** Time for as many items that ended well: items that failed have still to be done, at the same pace. */
  comparableSeconds: number;
  /** Share of attempts at items that failed. */
  errorShare: number;
  /** Share of items that failed for good. */
  failedShare: number;
  /** Lambda time that is paid for. */
  lambdaSeconds: number;
  updates: number;
  backups: number;
  historyEvents: number;
  /** Most units that ran at once. */
  peak: number;
  moments: readonly Moment[];
  decided: readonly Decided[];
}

/** No run of ours takes longer: beyond, the model is stuck. */
const longestMs = 40 * 24 * 3_600_000;

/** Simulates a run until its last unit is committed. @throws Error if it never is */
export function runToEnd(settings: RunSettings): Outcome {
  const simulation = new Simulation(settings);
  while (!simulation.done) {
    simulation.step();
    if (simulation.nowMs > longestMs) {
      throw new Error(
        `${simulation.committed} of ${simulation.units} units were done after 40 simulated days`,
      );
    }
  }
  return readOutcome(simulation);
}

/** How a simulation that is done went. */
export function readOutcome(simulation: Simulation): Outcome {
  const { counts, governor, moments } = simulation;
  const items = counts.ok + counts.failed;
  const seconds = simulation.nowMs / 1000;
  return {
    seconds,
    comparableSeconds: (seconds * items) / counts.ok,
    errorShare: counts.errors / counts.attempts,
    failedShare: counts.failed / items,
    lambdaSeconds: simulation.unitMs / 1000,
    updates: governor.decided.length,
    backups: governor.backups,
    historyEvents: governor.historyEvents,
    peak: moments.reduce((peak, { running }) => Math.max(peak, running), 0),
    moments,
    decided: governor.decided,
  };
}

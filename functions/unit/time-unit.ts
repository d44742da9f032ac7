import type { Receipt } from '../../core/contracts/receipt.ts';
import type { UnitEvent } from '../../core/contracts/unit.ts';
import type { UnitInvocation } from './run-unit.ts';

/** What the ledger takes of an invocation's time, milliseconds. */
export interface LedgerTime {
  /** The claim and the look at the run's door. */
  claimMs: number;
  /** The claim's write alone: what another write of the row may take. */
  writeMs: number;
}

type InvocationTime = Pick<
  Receipt['timing'],
  'startedAt' | 'endedAt' | 'initMs' | 'queuedMs' | 'claimMs' | 'commitMs' | 'handlerMs'
>;

/**
 * Times an invocation that has a receipt to write now. The write that carries it is still to come and is taken to last as
 * long as the claim's did.
 */
export function timeInvocation(
  { startedAt, initMs }: UnitInvocation,
  { child }: UnitEvent,
  { claimMs, writeMs }: LedgerTime,
): InvocationTime {
  const endedAt = Date.now();
  return {
    startedAt,
    endedAt,
    initMs,
    // Clocks of Step Functions and of Lambda may differ by some milliseconds.
    ...(child && { queuedMs: tenths(Math.max(0, startedAt - Date.parse(child.startedAt) - initMs)) }),
    claimMs: tenths(claimMs),
    commitMs: tenths(writeMs),
    handlerMs: tenths(endedAt - startedAt + writeMs),
  };
}

/** Starts to measure; gives back milliseconds since then. */
export function startStopwatch(): () => number {
  const began = performance.now();
  return () => performance.now() - began;
}

/** Receipts are to be short. */
function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

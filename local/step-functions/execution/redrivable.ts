import { MAX_HISTORY_EVENTS, MAX_OPEN_MS, REDRIVABLE_PERIOD_MS } from '../limits.ts';

/** What decides whether an execution can be redriven. */
export interface RedriveCandidate {
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  /** Milliseconds since the epoch. */
  startDate: number;
  stopDate?: number | undefined;
  /** Length of its history. */
  events?: number | undefined;
}

/** ExecutionRedriven and one more event have to fit into the history. */
const MAX_EVENTS_BEFORE = MAX_HISTORY_EVENTS - 1;

/**
 * Why a STANDARD execution can't be redriven, in AWS's words; undefined when it can: it has ended without success, at
 * most 14 days ago, has been open for less than a year and has fewer than 24,999 events.
 */
export function whyNotRedrivable(candidate: RedriveCandidate, now: number): string | undefined {
  const { status, startDate, stopDate = now, events = 0 } = candidate;
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  if (events >= MAX_EVENTS_BEFORE) return 'Execution history event limit exceeded';
  if (now - startDate >= MAX_OPEN_MS) return 'Execution has exceeded the max execution time';
  if (now - stopDate > REDRIVABLE_PERIOD_MS) return 'Execution redrivable period exceeded';
  return undefined;
}

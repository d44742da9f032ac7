import { whyNotRedrivable } from '../execution/redrivable.ts';
import type { StartedStatus } from './child-index.ts';

/** What of a child decides whether its Map Run can redrive it. */
export interface RedriveFacts {
  startDate: number;
  stopDate?: number | undefined;
  /** Length of its history; undefined for EXPRESS children. */
  events?: number | undefined;
}

/**
 * Why a Map Run can't redrive a child, in AWS's words; undefined when it can. STANDARD children follow the rules of
 * executions; EXPRESS children are started again, which only a success rules out.
 */
export function whyNotRedrivableByMapRun(
  child: RedriveFacts & { status: StartedStatus },
  executionType: 'STANDARD' | 'EXPRESS',
  now: number,
): string | undefined {
  const status = child.status === 'PENDING_REDRIVE' ? 'RUNNING' : child.status;
  if (executionType === 'STANDARD') return whyNotRedrivable({ ...child, status }, now);
  if (status !== 'RUNNING' && status !== 'SUCCEEDED') return undefined;
  return `Execution is ${status} and cannot be redriven`;
}

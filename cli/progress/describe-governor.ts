import type { GovernorProgress } from '../../client/progress.ts';
import type { GovernAct } from '../../core/contracts/govern.ts';
import { formatCount } from '../format/numbers.ts';
import { formatDuration } from '../format/time.ts';

/** What governs a run, as facts: nothing while all that may run at once does, and nothing was done about it. */
export function describeGovernor({ limit, maxConcurrency, act }: GovernorProgress): string[] {
  if (act === undefined && limit >= maxConcurrency) return [];
  const facts = [`limit ${formatCount(limit)}`];
  const text = act && describeAct(act);
  return text === undefined ? facts : [...facts, text];
}

/** One thing that Govern did, and why: `throughput grew 12 % with 25 % more units → +16`. */
export function describeAct(act: GovernAct): string | undefined {
  switch (act.kind) {
    case 'limit':
      return act.reason.text;
    case 'backup':
      return `unit ${formatCount(act.unit)} got a backup copy after ${formatDuration(act.ranMs)}, the median is ${formatDuration(act.medianMs)}`;
    case 'rescue':
      return `unit ${formatCount(act.unit)} was started anew, silent for ${formatDuration(act.silentMs)}`;
    case 'end':
      // Told as the run's own ending.
      return undefined;
  }
}

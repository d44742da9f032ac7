import type { RunOutcome } from '../../client/run-outcome.ts';
import { commandsAfterWatch } from '../run/next-commands.ts';
import type { PlaceValues } from '../run/run-place.ts';
import { describeContinuation } from '../summary/describe-next.ts';

/** How to go on after a run, by commands that name the place that it is in. */
export function nextSteps(
  outcome: RunOutcome,
  { program, ...place }: PlaceValues & { program: string },
): string[] {
  const { runId, report } = outcome;
  const commands = commandsAfterWatch(program, runId, { ...place, planned: report !== null });
  if (outcome.status === 'FAILED') return describeContinuation(outcome.completionReason, commands);
  const files = [
    'To get the data set, its manifest and the failures into a folder:',
    `  ${commands.filesWith} --out <dir>`,
  ];
  if (outcome.report.items.failed === 0) return files;
  return ['Fix the cause, then run again what failed, and only that:', `  ${commands.retryWith}`, ...files];
}

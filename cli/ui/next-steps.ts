import type { RunOutcome } from '../../client/run-outcome.ts';
import { commandsAfterWatch } from '../run/next-commands.ts';
import { describeContinuation } from '../summary/describe-next.ts';

/** How to go on after a run on the local cloud. */
export function nextOnLocal(
  outcome: RunOutcome,
  { program, state }: { program: string; state: string | undefined },
): string[] {
  const { runId, report } = outcome;
  const commands = commandsAfterWatch(program, runId, { state, planned: report !== null });
  if (outcome.status === 'FAILED') return describeContinuation(outcome.completionReason, commands);
  const files = [
    'To get the data set, its manifest and the failures into a folder:',
    `  ${commands.filesWith} --out <dir>`,
  ];
  if (outcome.report.items.failed === 0) return files;
  return ['Fix the cause, then run again what failed, and only that:', `  ${commands.retryWith}`, ...files];
}

/** How to go on after a run on AWS: by the typed client, or by the state machine. */
export function nextOnAws({ runId, status, completionReason, report }: RunOutcome): string[] {
  if (completionReason === 'SOURCE_CHANGED')
    return ['Start a new run, with another run id, on what the source is now.'];
  const clean = status === 'SUCCEEDED' && report?.items.failed === 0;
  if (clean) return [];
  return [
    'Fix the cause and deploy it, then run what failed or never ran, and only that, by an execution with this input:',
    `  ${JSON.stringify({ version: 1, retry: true, runId })}`,
  ];
}

import type { RunOutcome } from '../../client/run-outcome.ts';
import type { StopAnswer } from '../../client/stop-run.ts';
import { wrapText } from '../format/wrap.ts';
import type { NextCommands } from '../run/next-commands.ts';
import { describeCounts } from '../summary/describe-counts.ts';
import { describeContinuation } from '../summary/describe-next.ts';

/** Text at the end of `fanfold stop`: what is done, and how to go on. */
export function renderStop(answer: StopAnswer, outcome: RunOutcome, next: NextCommands): string {
  const { runId, status, completionReason, report } = outcome;
  const items = report === null ? '' : ` Items: ${describeCounts(report.items)}.`;
  const lines = wrapText(`${describeEnd(answer, outcome)}${items}`, 100);
  const kept =
    report !== null && completionReason === 'STOPPED' ? [`What is done is kept, in run ${runId}.`] : [];
  if (status === 'SUCCEEDED') return `${lines.join('\n')}\n`;
  return `${[...lines, ...kept, '', ...describeContinuation(completionReason, next)].join('\n')}\n`;
}

function describeEnd(answer: StopAnswer, { runId, status, completionReason }: RunOutcome): string {
  const how = status === 'SUCCEEDED' ? status : `${status}, ${completionReason}`;
  if (answer === 'ended') return `Run ${runId} had ended already: ${how}.`;
  if (status === 'FAILED' && completionReason === 'STOPPED') return `Run ${runId} is stopped.`;
  return `Run ${runId} came to its end before it could be stopped: ${how}.`;
}

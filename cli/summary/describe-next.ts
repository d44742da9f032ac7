import type { CompletionReason } from '../../core/contracts/run-result.ts';
import type { RunResult } from '../run/run-result.ts';
import type { SummaryContext } from './summary-context.ts';

/** How to go on: what to type to continue a run that failed, or to get the files of one that succeeded. */
export function describeNext({ outcome, delivery }: RunResult, context: SummaryContext): string[] {
  const { continueWith, showPath } = context;
  const lines: string[] = [];
  if (delivery?.staleDataset !== undefined) {
    lines.push(`${showPath(delivery.staleDataset)} is of an earlier run: a failed run has no data set.`);
  }
  if (outcome.status === 'FAILED') lines.push(...describeContinuation(outcome.completionReason, context));
  else if (delivery === undefined)
    lines.push('To get these files into a folder:', `  ${continueWith} --out <dir>`);
  return lines;
}

function describeContinuation(reason: CompletionReason, context: SummaryContext): string[] {
  if (reason === 'SOURCE_CHANGED')
    return ['Start a new run on what the source is now: the same command, another --run-id.'];
  if (reason === 'TOLERANCE_EXCEEDED') {
    return [
      'To accept the failed items (what is committed is not run again), with a higher P:',
      `  ${context.continueWithoutTolerance} --tolerated-failure-percentage P`,
    ];
  }
  return ['To go on (what is committed is not run again):', `  ${context.continueWith}`];
}

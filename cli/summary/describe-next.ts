import type { CompletionReason } from '../../core/contracts/run-result.ts';
import { countOf } from '../format/numbers.ts';
import type { NextCommands } from '../run/next-commands.ts';
import type { RunResult } from '../run/run-result.ts';
import type { SummaryContext } from './summary-context.ts';

/** How to go on: what to type to continue a run that failed, or to get the files of one that succeeded. */
export function describeNext({ outcome, delivery }: RunResult, context: SummaryContext): string[] {
  const { retryWith, filesWith, showPath } = context;
  const lines: string[] = [];
  if (delivery !== undefined) {
    const { removed, strays } = delivery;
    if (removed.length > 0)
      lines.push(`Removed ${nameFiles(removed, showPath)} of the data set that lay there before.`);
    if (strays.length > 0) {
      const why = outcome.status === 'FAILED' ? 'a failed run has no data set' : 'no part of this data set';
      lines.push(
        `${nameFiles(strays, showPath)} ${strays.length === 1 ? 'is' : 'are'} of an earlier run: ${why}.`,
      );
    }
  }
  if (outcome.status === 'FAILED') {
    lines.push(...describeContinuation(outcome.completionReason, context));
    return lines;
  }
  if (outcome.report.items.failed > 0)
    lines.push('Fix the cause, then run again what failed, and only that:', `  ${retryWith}`);
  if (delivery === undefined) lines.push('To get these files into a folder:', `  ${filesWith} --out <dir>`);
  return lines;
}

function nameFiles(paths: readonly string[], showPath: SummaryContext['showPath']): string {
  const [first = '', ...more] = paths;
  return more.length === 0 ? showPath(first) : `${showPath(first)} and ${countOf(more.length, 'more file')}`;
}

/** How to go on with a run that failed. */
export function describeContinuation(reason: CompletionReason, context: NextCommands): string[] {
  if (reason === 'SOURCE_CHANGED')
    return ['Start a new run on what the source is now: the same command, another --run-id.'];
  if (reason === 'TOLERANCE_EXCEEDED') {
    return [
      'Fix the cause, then run what failed or never ran, and only that:',
      `  ${context.retryWith}`,
      'Or accept the failed items (what is committed is not run again), with a higher P:',
      `  ${context.acceptWith} --tolerated-failure-percentage P`,
    ];
  }
  if (context.continueWith === undefined)
    return ['Its items were not found yet. To go on, start it again by the command that started it.'];
  return ['To go on (what is committed is not run again):', `  ${context.continueWith}`];
}

import type { DescribeExecutionOutput, MapRunItemCounts } from '@aws-sdk/client-sfn';
import type { Invocation } from './killer.ts';
import type { ExpectedEnd, TaskEnd } from './oracle.ts';
import type { Schedule } from './schedule.ts';

/** What Step Functions says of an execution that has ended, and which invocations there were. */
export interface ObservedEnd {
  execution: DescribeExecutionOutput;
  /** Undefined: it had no Map Run. */
  counts: MapRunItemCounts | undefined;
  children: readonly DescribeExecutionOutput[];
  invocations: readonly Invocation[];
}

/**
 * Compares how an execution ended with how it should have.
 * @returns what differs, one sentence each
 */
export function checkEnd(schedule: Schedule, expected: ExpectedEnd, observed: ObservedEnd): string[] {
  const { execution, counts } = observed;
  const problems: string[] = [];
  const check = (what: string, got: unknown, wanted: unknown): void => {
    if (JSON.stringify(got) === JSON.stringify(wanted)) return;
    problems.push(`${what} is ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`);
  };
  check('the status', execution.status, expected.status);
  check('the error', execution.error, expected.error);
  check('the first task’s invocations', invocationsOf(observed, 'first'), attempts(expected.first));
  if (expected.children === undefined) {
    check('the map run', counts, undefined);
    return problems;
  }
  if (counts === undefined) return [...problems, 'there is no map run'];
  if (expected.status === 'SUCCEEDED') {
    check('the output', execution.output, JSON.stringify({ caught: expected.first.caught ?? 'nothing' }));
    const failed = expected.children.filter(({ error }) => error !== undefined).length;
    check('the failed children', counts.failed, failed);
    check('the succeeded children', counts.succeeded, expected.children.length - failed);
  } else if ((counts.failed ?? 0) <= schedule.toleratedFailureCount) {
    problems.push(
      `only ${counts.failed} children failed, of which ${schedule.toleratedFailureCount} are tolerated`,
    );
  }
  const { pending = 0, running = 0, succeeded = 0, failed = 0, timedOut = 0, aborted = 0 } = counts;
  check('the sum of the counts', pending + running + succeeded + failed + timedOut + aborted, counts.total);
  check('the total', counts.total, schedule.items.length);
  check('the running and timed out children', running + timedOut, 0);
  for (const child of observed.children) {
    const at = Number(
      JSON.parse(child.input ?? '{}')
        .key.split('.')
        .at(-1),
    );
    const wanted = expected.children[at];
    if (wanted !== undefined) checkChild(child, at, wanted, schedule, observed, check);
  }
  return problems;
}

/** A child that ended by itself ended as it had to; a STANDARD one may be stopped once too many others have failed. */
function checkChild(
  child: DescribeExecutionOutput,
  at: number,
  wanted: TaskEnd,
  { childType }: Schedule,
  observed: ObservedEnd,
  check: (what: string, got: unknown, wanted: unknown) => void,
): void {
  if (child.status === 'ABORTED' && childType === 'STANDARD' && observed.execution.status === 'FAILED')
    return;
  check(`the status of child ${at}`, child.status, wanted.error === undefined ? 'SUCCEEDED' : 'FAILED');
  check(`the error of child ${at}`, child.error, wanted.error);
  check(`the invocations of child ${at}`, invocationsOf(observed, String(at)), attempts(wanted));
  if (wanted.error !== undefined) return;
  const output = JSON.parse(child.output ?? 'null');
  if (wanted.caught !== undefined) check(`the output of child ${at}`, output, { caught: wanted.caught });
  else check(`the attempt of child ${at}`, output.attempt, wanted.invocations - 1);
}

function invocationsOf({ invocations }: ObservedEnd, who: string): number[] {
  const own = invocations.filter(({ key }) => key.split('.').at(-1) === who);
  return own.map(({ attempt }) => attempt).sort((a, b) => a - b);
}

/** Attempts 0 to n - 1, each once. */
function attempts({ invocations }: TaskEnd): number[] {
  return Array.from({ length: invocations }, (_, at) => at);
}

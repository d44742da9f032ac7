import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkEnd, type ObservedEnd } from '../../../bench/crashes/check-end.ts';
import { endOfExecution, endOfTask } from '../../../bench/crashes/oracle.ts';
import { type Schedule, sampleSchedules, schedules } from '../../../bench/crashes/schedule.ts';

const exit = { kind: 'exit', status: 1 } as const;
const flaky = { kind: 'throw' } as const;

describe('the end of a task', () => {
  test('each retrier has attempts of its own', () => {
    const retriers = [
      { errors: ['Runtime.ExitError'], maxAttempts: 1 },
      { errors: ['States.TaskFailed'], maxAttempts: 1 },
    ];

    const end = endOfTask([exit, flaky, exit], { retriers, caught: undefined });

    expect(end).toEqual({ error: 'Runtime.ExitError', caught: undefined, invocations: 3 });
  });

  test('an error that no retrier names is caught or is the end', () => {
    const retriers = [{ errors: ['Flaky'], maxAttempts: 2 }];

    expect(endOfTask([exit], { retriers, caught: ['States.ALL'] })).toEqual({
      error: undefined,
      caught: 'Runtime.ExitError',
      invocations: 1,
    });
    expect(endOfTask([exit], { retriers, caught: ['Sandbox.Timedout'] }).error).toBe('Runtime.ExitError');
  });
});

test('the same seed gives the same schedules', () => {
  expect(sampleSchedules(7, 20)).toEqual(sampleSchedules(7, 20));
  expect(sampleSchedules(7, 20)).not.toEqual(sampleSchedules(8, 20));
});

test('whatever the schedule, what it leads to passes, and another status, error or attempt does not', () => {
  fc.assert(
    fc.property(schedules, (schedule) => {
      const observed = observe(schedule);
      const check = (changes: Partial<ObservedEnd>) =>
        checkEnd(schedule, endOfExecution(schedule), { ...observed, ...changes });

      expect(check({})).toEqual([]);
      const status = observed.execution.status === 'FAILED' ? 'SUCCEEDED' : 'FAILED';
      expect(check({ execution: { ...observed.execution, status } })).not.toEqual([]);
      expect(check({ execution: { ...observed.execution, error: 'Other' } })).not.toEqual([]);
      expect(check({ invocations: observed.invocations.slice(1) })).not.toEqual([]);
    }),
  );
});

/** What a cloud says that does exactly what the oracle does. */
function observe(schedule: Schedule): ObservedEnd {
  const { first, children, status, error } = endOfExecution(schedule);
  const ends = [['first', first] as const, ...(children ?? []).map((end, at) => [String(at), end] as const)];
  const failed = children?.filter((child) => child.error !== undefined).length ?? 0;
  const total = children?.length ?? 0;
  return {
    execution: {
      executionArn: 'arn',
      stateMachineArn: 'arn',
      startDate: new Date(0),
      status,
      error,
      ...(status === 'SUCCEEDED' ? { output: JSON.stringify({ caught: first.caught ?? 'nothing' }) } : {}),
    },
    counts:
      children === undefined
        ? undefined
        : {
            total,
            failed,
            succeeded: total - failed,
            pending: 0,
            running: 0,
            timedOut: 0,
            aborted: 0,
            resultsWritten: 0,
          },
    children: (children ?? []).map((child, at) => ({
      executionArn: 'arn',
      stateMachineArn: 'arn',
      startDate: new Date(0),
      input: JSON.stringify({ key: `run.${at}` }),
      status: child.error === undefined ? ('SUCCEEDED' as const) : ('FAILED' as const),
      error: child.error,
      output: JSON.stringify(
        child.caught === undefined ? { attempt: child.invocations - 1 } : { caught: child.caught },
      ),
    })),
    invocations: ends.flatMap(([who, end]) =>
      Array.from({ length: end.invocations }, (_, attempt) => ({ key: `run.${who}`, attempt })),
    ),
  };
}

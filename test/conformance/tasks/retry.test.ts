import { expect } from 'vitest';
import { FunctionFailure, json, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { invoke, only } from '../states.ts';

const cloud = useCloud();

/** A function that fails by these errors in turn, and then returns how often it ran. */
function failing(name: string, ...errors: string[]): void {
  let runs = 0;
  cloud.functions[name] = () => {
    const error = errors[runs];
    runs += 1;
    if (error !== undefined) throw new FunctionFailure(error, 'as told');
    return runs;
  };
}

const retrier = (ErrorEquals: string[], rest: object = {}) => ({ ErrorEquals, IntervalSeconds: 1, ...rest });

fact(
  'a retry is a TaskFailed and another TaskScheduled in the same visit of the state',
  FROM.errors,
  async () => {
    failing('once', 'A');
    const { executionArn } = await cloud.run(only(invoke('once', { Retry: [retrier(['A'])] })));
    expect((await cloud.history(executionArn)).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskFailed',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  },
);

fact('Arguments of a retry see RetryCount', FROM.context, async () => {
  const seen: unknown[] = [];
  cloud.functions.seen = (count) => {
    seen.push(count);
    if (seen.length < 2) throw new FunctionFailure('A', 'again');
  };
  const given = { FunctionName: 'seen', Payload: '{% $states.context.State.RetryCount %}' };
  await cloud.run(only(invoke('seen', { Arguments: given, Retry: [retrier(['A'])] })));
  expect(seen).toEqual([0, 1]);
});

fact('MaxAttempts of 0 means that an error is never retried', FROM.errors, async () => {
  failing('never', 'A');
  const retry = [retrier(['A'], { MaxAttempts: 0 }), retrier(['States.ALL'])];
  expect(await cloud.run(only(invoke('never', { Retry: retry })))).toMatchObject({
    status: 'FAILED',
    error: 'A',
  });
});

fact('each retrier counts its own attempts', FROM.language('Retrying after error'), async () => {
  failing('each', 'A', 'B');
  const retry = [retrier(['A'], { MaxAttempts: 1 }), retrier(['B'], { MaxAttempts: 1 })];
  const { output } = await cloud.run(only(invoke('each', { Retry: retry })));
  expect(json(output).Payload).toBe(3);
});

fact('the first retrier that names the error counts', FROM.language('Retrying after error'), async () => {
  failing('first', 'A', 'A');
  const retry = [retrier(['A'], { MaxAttempts: 1 }), retrier(['States.ALL'], { MaxAttempts: 5 })];
  expect(await cloud.run(only(invoke('first', { Retry: retry })))).toMatchObject({
    status: 'FAILED',
    error: 'A',
  });
});

for (const [title, given, problem] of [
  ['MaxDelaySeconds above IntervalSeconds', { MaxDelaySeconds: 1 }, 'MaxDelaySeconds'],
  ['a BackoffRate of at least 1', { BackoffRate: 0.5 }, 'BackoffRate'],
  ['NONE or FULL as JitterStrategy', { JitterStrategy: 'HALF' }, 'JitterStrategy'],
  ['an IntervalSeconds of at least 1', { IntervalSeconds: 0 }, 'IntervalSeconds'],
] as const) {
  fact(`a retrier must have ${title}`, FROM.errors, async () => {
    const created = cloud.createMachine(only(invoke('f', { Retry: [retrier(['A'], given)] })));
    await expect(created).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringContaining(problem),
    });
  });
}

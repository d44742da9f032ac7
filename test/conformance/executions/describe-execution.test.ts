import { DescribeStateMachineForExecutionCommand, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { only, pass } from '../states.ts';

const cloud = useCloud();
const page = FROM.api('DescribeExecution');

fact('an execution that runs has no stopDate and no output', page, async () => {
  const executionArn = await cloud.startExecution(
    await cloud.createMachine(only({ Type: 'Wait', Seconds: 600 })),
    { a: 1 },
  );
  const execution = await cloud.describe(executionArn);
  expect(execution).toMatchObject({
    status: 'RUNNING',
    input: '{"a":1}',
    inputDetails: { included: true },
    redriveCount: 0,
  });
  expect([execution.stopDate, execution.output]).toEqual([undefined, undefined]);
  expect(execution).toMatchObject({
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
  });
});

fact(
  'one that succeeded can’t be redriven, one that failed can',
  FROM.stackd('redrive_execution.json'),
  async () => {
    expect(await cloud.run(pass(1))).toMatchObject({
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
    expect(await cloud.run({ StartAt: 'F', States: { F: { Type: 'Fail' } } })).toMatchObject({
      redriveStatus: 'REDRIVABLE',
    });
  },
);

fact(
  'a machine’s TimeoutSeconds make it TIMED_OUT, without error and cause',
  FROM.localStack('timeouts/test_timeouts.snapshot.json'),
  async () => {
    const execution = await cloud.run({ ...only({ Type: 'Wait', Seconds: 600 }), TimeoutSeconds: 1 });
    expect(execution).toMatchObject({ status: 'TIMED_OUT', redriveStatus: 'REDRIVABLE' });
    expect([execution.error, execution.cause, execution.output]).toEqual([undefined, undefined, undefined]);
    expect((await cloud.history(execution.executionArn)).at(-1)).toMatchObject({
      type: 'ExecutionTimedOut',
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
  },
);

fact(
  'an execution keeps the definition that it started with',
  FROM.api('DescribeStateMachineForExecution'),
  async () => {
    const stateMachineArn = await cloud.createMachine(only({ Type: 'Wait', Seconds: 1, Output: 'old' }));
    const executionArn = await cloud.startExecution(stateMachineArn);
    const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...pass('new') });
    await cloud.sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
    const of = await cloud.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(json(of.definition).States.Only.Output).toBe('old');
    expect((await cloud.finished(executionArn)).output).toBe('"old"');
  },
);

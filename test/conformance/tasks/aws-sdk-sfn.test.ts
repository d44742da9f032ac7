import { expect } from 'vitest';
import { json, until, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { call, only, pass } from '../states.ts';

const cloud = useCloud();

fact(
  'startExecution takes and gives PascalCase, and a time with its milliseconds as a text',
  FROM.awsSdk,
  async () => {
    const StateMachineArn = await cloud.createMachine(pass('{% $states.input.n %}'));
    const start = call('sfn:startExecution', { StateMachineArn, Name: 'child', Input: '{"n":7}' });
    const { output } = await cloud.run(only(start));
    const { ExecutionArn, StartDate, ...rest } = json(output);
    expect(rest).toEqual({});
    expect(StartDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);
    expect(await cloud.finished(ExecutionArn)).toMatchObject({ name: 'child', output: '7' });
  },
);

fact('a missing state machine is Sfn.StateMachineDoesNotExistException', FROM.awsSdk, async () => {
  const StateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:nothing';
  const execution = await cloud.run(only(call('sfn:startExecution', { StateMachineArn })));
  expect(execution).toMatchObject({ status: 'FAILED', error: 'Sfn.StateMachineDoesNotExistException' });
});

fact('an execution may wait for another one by describeExecution, Choice and Wait', FROM.awsSdk, async () => {
  const StateMachineArn = await cloud.createMachine(only({ Type: 'Wait', Seconds: 1, Output: 'done' }));
  const arn = { ExecutionArn: '{% $states.input.ExecutionArn %}' };
  const execution = await cloud.run({
    StartAt: 'Start',
    States: {
      Start: call('sfn:startExecution', { StateMachineArn }, { Next: 'Look' }),
      Look: call('sfn:describeExecution', arn, { Output: '{% $states.result %}', Next: 'Over?' }),
      'Over?': {
        Type: 'Choice',
        Choices: [{ Condition: "{% $states.input.Status = 'RUNNING' %}", Next: 'Pause' }],
        Default: 'Done',
      },
      Pause: { Type: 'Wait', Seconds: 1, Next: 'Look' },
      Done: { Type: 'Succeed', Output: '{% $parse($states.input.Output) %}' },
    },
  });
  expect(execution.output).toBe('"done"');
});

fact('stopExecution of another execution', FROM.awsSdk, async () => {
  const machine = await cloud.createMachine(only({ Type: 'Wait', Seconds: 600 }));
  const ExecutionArn = await cloud.startExecution(machine);
  await cloud.run(only(call('sfn:stopExecution', { ExecutionArn, Error: 'Enough' })));
  const stopped = await until(async () => {
    const execution = await cloud.describe(ExecutionArn);
    return execution.status === 'RUNNING' ? undefined : execution;
  });
  expect(stopped).toMatchObject({ status: 'ABORTED', error: 'Enough' });
});

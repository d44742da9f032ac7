import { expect } from 'vitest';
import { json, roleArn, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { invoke, only, pass } from '../states.ts';

const cloud = useCloud();
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

fact('$states.context tells of the execution, the machine and the state', FROM.context, async () => {
  const machine = await cloud.createMachine(pass('{% $states.context %}'), 'context');
  const arn = await cloud.startExecution(machine, { a: 1 }, 'run-1');
  const { output } = await cloud.finished(arn);
  expect(json(output)).toEqual({
    Execution: {
      Id: arn,
      Input: { a: 1 },
      Name: 'run-1',
      RoleArn: roleArn,
      StartTime: expect.stringMatching(TIME),
      RedriveCount: 0,
    },
    StateMachine: { Id: machine, Name: 'context' },
    State: { Name: 'Only', EnteredTime: expect.stringMatching(TIME) },
  });
});

const told = 'told of recordings on AWS, github.com/radkawar/stackd docs/stepfunctions.md, read 2026-11';
for (const [type, state] of [
  ['Task', invoke('echo')],
  ['Map', { Type: 'Map', Items: [], ItemProcessor: { StartAt: 'In', States: { In: { Type: 'Succeed' } } } }],
  ['Parallel', { Type: 'Parallel', Branches: [{ StartAt: 'In', States: { In: { Type: 'Succeed' } } }] }],
] as const) {
  fact(`a ${type} has a RetryCount, as it can be retried`, told, async () => {
    cloud.functions.echo = (event) => event;
    const { output } = await cloud.run(only({ ...state, Output: '{% $states.context.State.RetryCount %}' }));
    expect(output).toBe('0');
  });
}

fact('$states.input is the state’s input, $states.result a task’s result', FROM.jsonata, async () => {
  cloud.functions.double = (n) => n * 2;
  const state = invoke('double', { Output: ['{% $states.input %}', '{% $states.result.Payload %}'] });
  expect(json((await cloud.run(only(state), 4)).output)).toEqual([4, 8]);
});

fact(
  'there is no $states.result where nothing was called, and no $states.errorOutput without an error',
  FROM.jsonata,
  async () => {
    const output = ['{% $exists($states.result) %}', '{% $exists($states.errorOutput) %}'];
    expect(json((await cloud.run(pass(output))).output)).toEqual([false, false]);
  },
);

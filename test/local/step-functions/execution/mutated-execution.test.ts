import { CreateStateMachineCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Json } from '../../../../local/step-functions/json.ts';
import { returned, roleArn, TestCloud } from '../helpers/cloud.ts';
import { mutationsOf } from '../helpers/mutations.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
  cloud.functions.f = (event) => returned(event);
});
afterAll(() => cloud.remove());

/** States that don't take long, whatever their values. */
const MACHINE: Json = {
  QueryLanguage: 'JSONata',
  StartAt: 'Pass',
  States: {
    Pass: {
      Type: 'Pass',
      Assign: { x: [1, 2], y: '{% $states.input %}' },
      Output: { a: ['{% $x %}'] },
      Next: 'Choice',
    },
    Choice: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $count($x) = 2 %}', Next: 'Invoke' }],
      Default: 'Done',
    },
    Invoke: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'f', Payload: { a: '{% $states.input %}' } },
      Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}', Next: 'Done' }],
      Output: '{% $states.result.Payload %}',
      Next: 'Sdk',
    },
    Sdk: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:s3:listBuckets',
      Arguments: { MaxBuckets: 5 },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }],
      Next: 'Parallel',
    },
    Parallel: {
      Type: 'Parallel',
      Arguments: '{% $x %}',
      Branches: [
        { StartAt: 'In', States: { In: { Type: 'Pass', Output: '{% $states.input[0] %}', End: true } } },
      ],
      Output: '{% $states.result %}',
      Next: 'Map',
    },
    Map: {
      Type: 'Map',
      Items: '{% $x %}',
      ItemSelector: { i: '{% $states.context.Map.Item.Index %}', v: '{% $states.context.Map.Item.Value %}' },
      ItemProcessor: {
        StartAt: 'Each',
        States: { Each: { Type: 'Pass', Output: '{% $states.input.v %}', End: true } },
      },
      Next: 'Done',
    },
    Done: { Type: 'Succeed', Output: '{% $states.input %}' },
  },
};

it('whatever machine is taken, its execution ends, and not by a defect of the engine', async () => {
  let ran = 0;
  await fc.assert(
    fc.asyncProperty(mutationsOf(MACHINE), fc.jsonValue(), async (machine, input) => {
      const name = `m${ran}`;
      const create = new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(machine) });
      const created = await cloud.sfn.send(create).catch((error: unknown) => error);
      if (created instanceof Error) {
        expect(created.name).toBe('InvalidDefinition');
        return;
      }
      ran += 1;
      const arn = `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
      const executionArn = await cloud.start(arn, input);
      const timer = setTimeout(() => void cloud.sfn.send(new StopExecutionCommand({ executionArn })), 3_000);
      const { status, cause } = await cloud.finished(executionArn);
      clearTimeout(timer);
      expect(['SUCCEEDED', 'FAILED', 'ABORTED', 'TIMED_OUT']).toContain(status);
      expect(cause ?? '').not.toContain('Internal error');
    }),
    { numRuns: 150 },
  );
  expect(ran).toBeGreaterThan(10);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMachine } from '../../../../local/step-functions/definition/parse-machine.ts';
import type { Json } from '../../../../local/step-functions/json.ts';
import { mutationsOf } from '../helpers/mutations.ts';

/** A good machine with every type of state and most fields. */
const MACHINE: Json = {
  QueryLanguage: 'JSONata',
  Comment: 'all',
  Version: '1.0',
  TimeoutSeconds: 60,
  StartAt: 'Pass',
  States: {
    Pass: {
      Type: 'Pass',
      Assign: { x: 1, y: '{% $states.input %}' },
      Output: { a: ['{% 1 %}'] },
      Next: 'Wait',
    },
    Wait: { Type: 'Wait', Seconds: '{% 0 %}', Next: 'Choice' },
    Choice: {
      Type: 'Choice',
      Choices: [{ Condition: '{% true %}', Assign: { z: 1 }, Output: 1, Next: 'Invoke' }],
      Default: 'Fail',
    },
    Fail: { Type: 'Fail', Error: 'E', Cause: '{% "C" %}' },
    Invoke: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: 'f', Payload: { token: '{% $states.context.Task.Token %}' } },
      TimeoutSeconds: 9,
      HeartbeatSeconds: 3,
      Retry: [
        {
          ErrorEquals: ['A'],
          IntervalSeconds: 2,
          MaxAttempts: 1,
          BackoffRate: 1.5,
          MaxDelaySeconds: 9,
          JitterStrategy: 'FULL',
        },
      ],
      Catch: [
        { ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}', Assign: { e: 1 }, Next: 'Fail' },
      ],
      Next: 'Sdk',
    },
    Sdk: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:dynamodb:putItem',
      Arguments: { TableName: 't', Item: { id: { S: 'i' }, list: { L: [{ M: { n: { N: '1' } } }] } } },
      Next: 'Parallel',
    },
    Parallel: {
      Type: 'Parallel',
      Arguments: { a: 1 },
      Branches: [{ StartAt: 'In', States: { In: { Type: 'Pass', End: true } } }],
      Next: 'Map',
    },
    Map: {
      Type: 'Map',
      Items: '{% [1] %}',
      ItemSelector: { i: '{% $states.context.Map.Item.Index %}' },
      MaxConcurrency: 2,
      ItemProcessor: { StartAt: 'Each', States: { Each: { Type: 'Pass', End: true } } },
      Next: 'Distributed',
    },
    Distributed: {
      Type: 'Map',
      Label: 'label',
      ToleratedFailureCount: 1,
      ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { b: 1 } },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'Child',
        States: {
          Child: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f', End: true },
        },
      },
      Next: 'Succeed',
    },
    Succeed: { Type: 'Succeed', Output: '{% $x %}' },
  },
};

describe('parseMachine()', () => {
  it('takes the machine as it is', () => {
    expect(parseMachine(JSON.stringify(MACHINE), 'm').problems).toEqual([]);
  });

  it('has a sentence for whatever is wrong in it, and never breaks', () => {
    fc.assert(
      fc.property(mutationsOf(MACHINE), (machine) => {
        const { machine: parsed, problems } = parseMachine(JSON.stringify(machine), 'm');
        expect(parsed === undefined).toBe(problems.length > 0);
        for (const { message, path } of problems) {
          expect(message.length).toBeGreaterThan(5);
          expect(path).toMatch(/^\//);
        }
      }),
      { numRuns: 400 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { createSdkCaller } from '../../../../local/step-functions/aws-sdk/sdk-caller.ts';
import { parseMachine } from '../../../../local/step-functions/definition/parse-machine.ts';
import { Document } from '../../../../local/step-functions/document.ts';
import { Breather } from '../../../../local/step-functions/execution/breather.ts';
import { Cancellation } from '../../../../local/step-functions/execution/cancellation.ts';
import type { Execution } from '../../../../local/step-functions/execution/execution.ts';
import { CountingRecorder } from '../../../../local/step-functions/execution/history.ts';
import { runExecution } from '../../../../local/step-functions/execution/run-execution.ts';
import { TaskTokens } from '../../../../local/step-functions/execution/task-tokens.ts';
import { EXPRESS_TIMEOUT_MS } from '../../../../local/step-functions/limits.ts';
import { ManualClock } from '../helpers/manual-clock.ts';

function execution(clock: ManualClock, recorder = new CountingRecorder()): Execution {
  return {
    arn: 'arn',
    name: 'name',
    machine: { arn: 'machine', name: 'machine', roleArn: 'role' },
    input: new Document({}),
    startDate: clock.now(),
    redriveCount: 0,
    redriveDate: undefined,
    recorder,
    budget: { bytes: 0 },
    services: {
      account: { region: 'us-east-1', accountId: '000000000000' },
      clock,
      breather: new Breather(),
      lambda: {
        invoke: async () => ({
          outcome: 'failed',
          functionError: 'Unhandled',
          payload: '{"errorType":"Flaky"}',
        }),
      },
      sdk: createSdkCaller(
        { dynamodb: undefined, lambda: undefined, s3: undefined, sfn: undefined },
        'us-east-1',
      ),
      tokens: new TaskTokens(),
      deletedMachines: new Set(),
      mapRuns: {
        run: async () => {
          throw new Error('no Map Runs here');
        },
      },
    },
  };
}

function compile(states: object, startAt: string) {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: startAt, States: states });
  const { machine, problems } = parseMachine(definition, 'm');
  if (machine === undefined) throw new Error(JSON.stringify(problems));
  return machine;
}

describe('runExecution()', () => {
  it('times an EXPRESS execution out after five minutes', async () => {
    const clock = new ManualClock();
    const machine = compile({ Wait: { Type: 'Wait', Seconds: 301, End: true } }, 'Wait');
    const result = runExecution(execution(clock), machine, new Cancellation(), {
      timeoutMs: EXPRESS_TIMEOUT_MS,
    });
    await clock.advance(299_999);
    expect(clock.waiting).toBe(2);
    await clock.advance(1);
    expect(await result).toMatchObject({ status: 'TIMED_OUT', error: undefined, cause: undefined });
    expect(clock.waiting).toBe(0);
  });

  it('waits between retries as its retrier says', async () => {
    const clock = new ManualClock();
    const machine = compile(
      {
        Try: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'f' },
          Retry: [
            {
              ErrorEquals: ['Flaky'],
              IntervalSeconds: 3,
              BackoffRate: 10,
              MaxAttempts: 2,
              MaxDelaySeconds: 20,
            },
          ],
          End: true,
        },
      },
      'Try',
    );
    const result = runExecution(execution(clock), machine, new Cancellation());
    expect(await clock.nextWait()).toBe(3_000);
    await clock.advance(3_000);
    expect(await clock.nextWait()).toBe(20_000);
    await clock.advance(20_000);
    expect(await result).toMatchObject({ status: 'FAILED', error: 'Flaky' });
  });

  it('says nothing more when the local cloud closes', async () => {
    const clock = new ManualClock();
    const closing = new Cancellation();
    const recorder = new CountingRecorder();
    const machine = compile({ Wait: { Type: 'Wait', Seconds: 301, End: true } }, 'Wait');
    const result = runExecution(execution(clock, recorder), machine, new Cancellation(closing));
    await clock.nextWait();
    closing.cancel({ kind: 'closing' });
    expect(await result).toMatchObject({ status: 'CLOSED', position: { state: 'Wait' } });
    expect(clock.waiting).toBe(0);
    // ExecutionStarted and WaitStateEntered.
    expect(recorder.add()).toBe(3);
  });
});

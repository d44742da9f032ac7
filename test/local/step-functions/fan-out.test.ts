import { DescribeMapRunCommand, ListExecutionsCommand, ListMapRunsCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failed, json, returned, TestCloud } from './helpers/cloud.ts';

const invoke = (functionName: string, payload: string, rest: object) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: functionName, Payload: payload },
  ...rest,
});

/** The shape of fanfold's own machine: plan, fan out over the plan's file, seal, report. */
const definition = (executionType: 'STANDARD' | 'EXPRESS') => ({
  TimeoutSeconds: 3600,
  StartAt: 'Plan',
  States: {
    Plan: invoke('plan', '{% $states.input %}', {
      Assign: { plan: '{% $states.result.Payload %}' },
      Output: '{% $states.result.Payload %}',
      Next: 'HasUnits',
    }),
    HasUnits: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $plan.units > 0 %}', Next: 'FanOut' }],
      Default: 'Report',
    },
    FanOut: {
      Type: 'Map',
      Label: 'FanOut',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSONL' },
        Arguments: { Bucket: '{% $plan.bucket %}', Key: '{% $plan.key %}' },
      },
      ItemSelector: {
        unit: '{% $states.context.Map.Item.Value %}',
        index: '{% $states.context.Map.Item.Index %}',
        source: '{% $states.context.Map.Item.Source %}',
        run: '{% $states.context.Execution.Name %}',
        timeout: '{% $plan.timeout %}',
      },
      MaxConcurrency: '{% $plan.maxConcurrency %}',
      ToleratedFailurePercentage: '{% $plan.percentage %}',
      ToleratedFailureCount: '{% $plan.count %}',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
        StartAt: 'RunUnit',
        States: {
          RunUnit: invoke('unit', '{% $states.input %}', {
            TimeoutSeconds: '{% $states.input.timeout %}',
            Retry: [
              {
                ErrorEquals: ['Busy'],
                IntervalSeconds: 1,
                MaxAttempts: 5,
                BackoffRate: 1,
                JitterStrategy: 'FULL',
              },
            ],
            Catch: [
              {
                ErrorEquals: ['Soft'],
                Output: { caught: '{% $states.errorOutput.Error %}' },
                Next: 'Recorded',
              },
            ],
            Output: '{% $states.result.Payload %}',
            End: true,
          }),
          Recorded: { Type: 'Pass', End: true },
        },
      },
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Arguments: { Bucket: '{% $plan.bucket %}', Prefix: 'runs/r1/map' },
      },
      Next: 'Seal',
    },
    Seal: invoke('seal', '{% $states.input %}', { Output: '{% $states.result.Payload %}', Next: 'Report' }),
    Report: invoke('report', '{% $states.input %}', { Output: '{% $states.result.Payload %}', Next: 'Good' }),
    Good: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input.ok %}', Next: 'Done' }],
      Default: 'Failed',
    },
    Done: { Type: 'Succeed' },
    Failed: {
      Type: 'Fail',
      Error: '{% $states.input.error %}',
      Cause: "{% 'because ' & $states.input.error %}",
    },
  },
});

describe.each(['STANDARD', 'EXPRESS'] as const)('a fan out with %s children', (executionType) => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await TestCloud.start();
    await cloud.createBucket('data');
    const units = Array.from({ length: 20 }, (_, id) => JSON.stringify({ id }));
    await cloud.putObject('data', 'units.jsonl', `${units.join('\n')}\n`);
    const tried = new Set<number>();
    cloud.functions.plan = (input) =>
      returned({
        units: 20,
        bucket: 'data',
        key: 'units.jsonl',
        timeout: 30,
        maxConcurrency: 4,
        percentage: 5,
        count: 20,
        ...input,
      });
    cloud.functions.unit = ({ unit }) => {
      if (unit.id === 3) return failed('Hard', 'no way');
      if (unit.id === 4) return failed('Soft', 'maybe');
      if (unit.id === 5 && !tried.has(5)) {
        tried.add(5);
        return failed('Busy', 'later');
      }
      return returned({ done: unit.id });
    };
    cloud.functions.seal = (input) => returned({ ok: true, manifest: input });
    cloud.functions.report = (input) => returned(input);
  });
  afterAll(() => cloud.remove());

  it('runs every unit, exports the results and hands the manifest on', async () => {
    const arn = await cloud.createMachine('fan-out', definition(executionType));
    const executionArn = await cloud.start(arn, {}, 'r1');
    const execution = await cloud.finished(executionArn);

    expect(execution.status, execution.cause).toBe('SUCCEEDED');
    const { manifest } = json(execution.output);
    expect(manifest.ResultWriterDetails.Bucket).toBe('data');
    const files = json(await cloud.getObject('data', manifest.ResultWriterDetails.Key));
    expect(Object.keys(files)).toEqual(['DestinationBucket', 'MapRunArn', 'ResultFiles']);
    expect(files.ResultFiles.PENDING).toEqual([]);
    const succeeded = json(await cloud.getObject('data', files.ResultFiles.SUCCEEDED[0].Key));
    expect(succeeded).toHaveLength(19);
    const outputs = succeeded.map(({ Output }: { Output: string }) => json(Output));
    expect(outputs).toContainEqual({ caught: 'Soft' });
    expect(outputs).toContainEqual({ done: 5 });
    const [failure] = json(await cloud.getObject('data', files.ResultFiles.FAILED[0].Key));
    expect(failure).toMatchObject({ Error: 'Hard', Status: 'FAILED' });
    expect(json(failure.Input)).toEqual({
      unit: { id: 3 },
      index: 3,
      source: 's3://data/units.jsonl',
      run: 'r1',
      timeout: 30,
    });

    const { mapRuns } = await cloud.sfn.send(new ListMapRunsCommand({ executionArn }));
    const mapRunArn = mapRuns?.[0]?.mapRunArn;
    expect(mapRunArn).toBe(manifest.MapRunArn);
    const mapRun = await cloud.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
    expect(mapRun).toMatchObject({
      status: 'SUCCEEDED',
      maxConcurrency: 4,
      toleratedFailurePercentage: 5,
      toleratedFailureCount: 20,
      itemCounts: { succeeded: 19, failed: 1, total: 20, pending: 0, running: 0, resultsWritten: 20 },
    });
    const children = await cloud.sfn.send(new ListExecutionsCommand({ mapRunArn, statusFilter: 'FAILED' }));
    expect(children.executions).toHaveLength(1);
    const child = await cloud.describe(children.executions?.[0]?.executionArn ?? '');
    expect(child).toMatchObject({ status: 'FAILED', error: 'Hard', mapRunArn });

    expect((await cloud.history(executionArn)).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ChoiceStateEntered',
      'ChoiceStateExited',
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapRunSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ChoiceStateEntered',
      'ChoiceStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('fails when more fail than is tolerated, with the results still exported', async () => {
    const arn = await cloud.createMachine('fan-out', definition(executionType));
    const executionArn = await cloud.start(arn, { percentage: 0, count: 0, maxConcurrency: 1 }, 'r2');
    const execution = await cloud.finished(executionArn);

    expect(execution).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
    });
    const { mapRuns } = await cloud.sfn.send(new ListMapRunsCommand({ executionArn }));
    const mapRunArn = mapRuns?.[0]?.mapRunArn;
    const mapRun = await cloud.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
    expect(mapRun.status).toBe('FAILED');
    expect(mapRun.itemCounts?.failed).toBe(1);
    expect(mapRun.itemCounts?.total).toBe(20);
    expect(mapRun.itemCounts?.resultsWritten).toBe(20);
    expect(mapRun.itemCounts?.pending).toBeGreaterThan(10);
    const id = mapRunArn?.split(':').at(-1);
    const manifest = json(await cloud.getObject('data', `runs/r1/map/${id}/manifest.json`));
    const pending = json(await cloud.getObject('data', manifest.ResultFiles.PENDING[0].Key));
    expect(pending).toHaveLength(mapRun.itemCounts?.pending ?? -1);
    expect(Object.keys(pending[0])).toEqual(['Input', 'InputDetails', 'Status']);
    expect((await cloud.history(executionArn)).slice(-3).map(({ type }) => type)).toEqual([
      'MapRunFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  it('fails with the expressions of a Fail state', async () => {
    const arn = await cloud.createMachine('fan-out', definition(executionType));
    cloud.functions.report = () => returned({ ok: false, error: 'Sad' });
    const execution = await cloud.finished(await cloud.start(arn, { units: 0 }, 'r3'));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Sad', cause: 'because Sad' });
  });
});

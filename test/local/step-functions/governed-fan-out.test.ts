import {
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LambdaInvocation } from '../../../local/ports.ts';
import { failed, json, returned, TestCloud, until } from './helpers/cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
  await cloud.createBucket('data');
});
afterAll(() => cloud.remove());

const task = (FunctionName: string, Payload: unknown, rest: object) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName, Payload },
  ...rest,
});

type ExecutionType = 'STANDARD' | 'EXPRESS';
const types = ['STANDARD', 'EXPRESS'] as const;

/** A unit that is halved, as it were, when it dies, and goes on when it says that something is left. */
const unitStates = {
  Begin: { Type: 'Pass', Assign: { deaths: 0, unit: '{% $states.input %}' }, Next: 'RunUnit' },
  RunUnit: task(
    'unit',
    { unit: '{% $unit %}', deaths: '{% $deaths %}' },
    {
      TimeoutSeconds: '{% $unit.timeout %}',
      Assign: { left: '{% $states.result.Payload.left %}' },
      Output: '{% $states.result.Payload %}',
      Catch: [
        {
          ErrorEquals: ['Died', 'States.Timeout'],
          Assign: { deaths: '{% $deaths + 1 %}', lastError: '{% $states.errorOutput.Error %}' },
          Output: { died: true },
          Next: 'Died?',
        },
      ],
      Next: 'Left?',
    },
  ),
  'Left?': {
    Type: 'Choice',
    Choices: [
      {
        Condition: '{% $left > 0 %}',
        Assign: { unit: '{% $merge([$unit, {"from": $left}]) %}' },
        Next: 'RunUnit',
      },
    ],
    Default: 'Committed',
  },
  'Died?': {
    Type: 'Choice',
    Choices: [{ Condition: '{% $deaths <= $unit.maxDeaths %}', Next: 'RunUnit' }],
    Default: 'GivenUp',
  },
  Committed: { Type: 'Pass', Output: { deaths: '{% $deaths %}', receipt: '{% $states.input %}' }, End: true },
  GivenUp: { Type: 'Fail', Error: '{% $lastError %}', Cause: "{% 'died ' & $string($deaths) & ' times' %}" },
};

const fanOut = (executionType: ExecutionType, rest: object = {}) => ({
  Type: 'Map',
  Label: 'FanOut',
  Items: '{% $states.input.units %}',
  ItemSelector: {
    id: '{% $states.context.Map.Item.Index %}',
    behaviour: '{% $states.context.Map.Item.Value %}',
    timeout: '{% $limits.timeout %}',
    maxDeaths: '{% $limits.maxDeaths %}',
  },
  MaxConcurrency: '{% $limits.concurrency %}',
  ToleratedFailureCount: '{% $limits.tolerated %}',
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
    StartAt: 'Begin',
    States: unitStates,
  },
  ResultWriter: {
    Resource: 'arn:aws:states:::s3:putObject',
    Arguments: { Bucket: 'data', Prefix: 'map' },
  },
  End: true,
  ...rest,
});

/** Plan, then the fan out beside a loop that governs it, then a report. */
const machine = (executionType: ExecutionType) => ({
  StartAt: 'Plan',
  States: {
    Plan: { Type: 'Pass', Assign: { limits: '{% $states.input.limits %}', run: 'r1' }, Next: 'Work' },
    Work: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'FanOut', States: { FanOut: fanOut(executionType) } },
        {
          StartAt: 'Govern',
          States: {
            Govern: task(
              'govern',
              { run: '{% $run %}', execution: '{% $states.context.Execution.Id %}' },
              {
                Assign: { pause: '{% $states.result.Payload.pause %}' },
                Output: '{% $states.result.Payload %}',
                Next: 'Done?',
              },
            ),
            'Done?': {
              Type: 'Choice',
              Choices: [{ Condition: '{% $states.input.done %}', Next: 'Governed' }],
              Default: 'Pause',
            },
            Pause: { Type: 'Wait', Seconds: '{% $pause %}', Next: 'Govern' },
            Governed: { Type: 'Pass', Output: { governed: '{% $run %}' }, End: true },
          },
        },
      ],
      Catch: [
        {
          ErrorEquals: ['ToleratedFailureThresholdExceeded'],
          Assign: { reason: '{% $states.errorOutput.Cause %}' },
          Output: { error: '{% $states.errorOutput.Error %}', run: '{% $run %}' },
          Next: 'TooMany',
        },
        { ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}', Next: 'Other' },
      ],
      Assign: { result: '{% $states.result[0] %}' },
      Output: '{% $states.result[1] %}',
      Next: 'Report',
    },
    TooMany: { Type: 'Pass', Output: { caught: '{% $states.input %}', reason: '{% $reason %}' }, End: true },
    Other: { Type: 'Fail', Error: '{% $states.input.Error %}', Cause: '{% $states.input.Cause %}' },
    Report: {
      Type: 'Pass',
      Output: {
        govern: '{% $states.input %}',
        map: '{% $result %}',
        redrives: '{% $states.context.Execution.RedriveCount %}',
      },
      End: true,
    },
  },
});

const limits = { timeout: 60, maxDeaths: 2, concurrency: 0, tolerated: 0 };
let names = 0;
const create = (definition: object) => {
  names += 1;
  return cloud.createMachine(`governed-${names}`, definition);
};

const held = new Set<string>();
const started: string[] = [];
let governCalls = 0;
let govern: (call: number) => LambdaInvocation = () => returned({ done: true, pause: 0 });
beforeEach(() => {
  held.clear();
  started.length = 0;
  governCalls = 0;
  govern = () => returned({ done: true, pause: 0 });
  cloud.functions.govern = () => {
    governCalls += 1;
    return govern(governCalls);
  };
  cloud.functions.unit = async ({ unit, deaths }) => {
    const { behaviour } = unit;
    started.push(behaviour);
    if (behaviour === 'hang' && deaths === 0) await new Promise((resolve) => setTimeout(resolve, 1_500));
    await until(() => (held.has(behaviour) ? undefined : true));
    if (behaviour === 'die once' && deaths === 0) return failed('Died', 'of it');
    if (behaviour === 'die always') return failed('Died', 'of it');
    if (behaviour === 'fail') return failed('Failed', 'of it');
    if (behaviour === 'go on' && unit.from !== 7) return returned({ left: 7 });
    return returned({ left: 0, from: unit.from ?? 0 });
  };
});

async function mapRunOf(executionArn: string): Promise<string> {
  return await until(async () => {
    const { mapRuns } = await cloud.sfn.send(new ListMapRunsCommand({ executionArn }));
    return mapRuns?.[0]?.mapRunArn;
  });
}

const describeMapRun = (mapRunArn: string) => cloud.sfn.send(new DescribeMapRunCommand({ mapRunArn }));

const ended = (mapRunArn: string) =>
  until(async () => {
    const mapRun = await describeMapRun(mapRunArn);
    return mapRun.status === 'RUNNING' ? undefined : mapRun;
  });

async function manifestOf(mapRunArn: string) {
  const { ResultFiles } = json(
    await cloud.getObject('data', `map/${mapRunArn.split(':').at(-1)}/manifest.json`),
  );
  const read = async (kind: string) =>
    ResultFiles[kind].length === 0 ? [] : json(await cloud.getObject('data', ResultFiles[kind][0].Key));
  return { succeeded: await read('SUCCEEDED'), failed: await read('FAILED'), pending: await read('PENDING') };
}

describe.each(types)('a governed fan out with %s children', (executionType) => {
  it('runs its units beside a loop of Task, Choice and Wait', async () => {
    govern = (call) => returned({ done: call === 4, pause: call === 1 ? 1 : 0 });
    const input = { limits: { ...limits, timeout: 1 }, units: ['plain', 'die once', 'go on', 'hang'] };
    const execution = await cloud.finished(await cloud.start(await create(machine(executionType)), input));
    expect(execution.status, execution.cause).toBe('SUCCEEDED');
    expect(governCalls).toBe(4);
    const output = json(execution.output);
    expect(output).toMatchObject({ govern: { governed: 'r1' }, redrives: 0 });
    const { succeeded } = await manifestOf(output.map.MapRunArn);
    const outputs = succeeded.map((record: { Input: string; Output: string }) => [
      json(record.Input).behaviour,
      json(record.Output),
    ]);
    expect(Object.fromEntries(outputs)).toEqual({
      plain: { deaths: 0, receipt: { left: 0, from: 0 } },
      'die once': { deaths: 1, receipt: { left: 0, from: 0 } },
      'go on': { deaths: 0, receipt: { left: 0, from: 7 } },
      hang: { deaths: 1, receipt: { left: 0, from: 0 } },
    });
  });

  it('fails a unit whose deaths are too many, by the name of its last error', async () => {
    const input = { limits: { ...limits, tolerated: 1 }, units: ['die always', 'plain'] };
    const execution = await cloud.finished(await cloud.start(await create(machine(executionType)), input));
    expect(execution.status).toBe('SUCCEEDED');
    const { failed: failures } = await manifestOf(json(execution.output).map.MapRunArn);
    expect(failures).toMatchObject([{ Error: 'Died', Cause: 'died 3 times', Status: 'FAILED' }]);
    expect(started.filter((behaviour) => behaviour === 'die always')).toHaveLength(3);
  });

  it('ends with the error that its governor throws, caught by name, and its Map Run is ABORTED', async () => {
    held.add('slow');
    let over = false;
    govern = () =>
      over
        ? failed('ToleratedFailureThresholdExceeded', 'too many items')
        : returned({ done: false, pause: 0 });
    const input = {
      limits: { ...limits, concurrency: 2 },
      units: ['slow', 'slow', 'plain', 'plain', 'plain'],
    };
    const executionArn = await cloud.start(await create(machine(executionType)), input);
    await until(() => (started.length === 2 ? true : undefined));
    const mapRunArn = await mapRunOf(executionArn);
    over = true;
    const execution = await cloud.finished(executionArn);
    expect(execution.status, execution.cause).toBe('SUCCEEDED');
    const { caught, reason } = json(execution.output);
    expect(caught).toEqual({ error: 'ToleratedFailureThresholdExceeded', run: 'r1' });
    expect(json(reason)).toMatchObject({
      errorType: 'ToleratedFailureThresholdExceeded',
      errorMessage: 'too many items',
    });
    // EXPRESS children can't be stopped: the run waits for them, also after its parent has ended.
    if (executionType === 'EXPRESS') {
      expect((await describeMapRun(mapRunArn)).status).toBe('RUNNING');
      held.clear();
    }
    const mapRun = await ended(mapRunArn);
    held.clear();
    expect(mapRun.status).toBe('ABORTED');
    expect(mapRun.stopDate).toBeInstanceOf(Date);
    expect(mapRun.itemCounts).toMatchObject({
      pending: 3,
      running: 0,
      total: 5,
      resultsWritten: 5,
      ...(executionType === 'STANDARD' ? { aborted: 2, succeeded: 0 } : { aborted: 0, succeeded: 2 }),
    });
    expect(started).toEqual(['slow', 'slow']);
    const files = await manifestOf(mapRunArn);
    expect(files.pending).toHaveLength(3);
    if (executionType === 'STANDARD') {
      const Cause = `The map run execution [${mapRunArn}] which was managing this resource was aborted`;
      expect(files.failed).toMatchObject([
        { Status: 'ABORTED', Cause },
        { Status: 'ABORTED', Cause },
      ]);
      expect(files.failed[0].Error).toBeUndefined();
      const { executions } = await cloud.sfn.send(
        new ListExecutionsCommand({ mapRunArn, statusFilter: 'ABORTED' }),
      );
      expect(executions).toHaveLength(2);
    } else {
      expect(files.succeeded).toHaveLength(2);
    }
    const eventTypes = (await cloud.history(executionArn)).map(({ type }) => type);
    expect(eventTypes).toContain('MapStateAborted');
    expect(eventTypes).toContain('ParallelStateFailed');
    expect(eventTypes).not.toContain('MapRunSucceeded');
    await expect(
      cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 })),
    ).rejects.toMatchObject({ name: 'ValidationException', reason: 'CANNOT_UPDATE_COMPLETED_MAP_RUN' });
  });

  it('ends with StopExecution, Map Run and governor included, and can be redriven', async () => {
    held.add('slow');
    let done = false;
    govern = () => returned({ done, pause: 600 });
    const input = { limits: { ...limits, concurrency: 2 }, units: ['plain', 'slow', 'slow', 'plain'] };
    const executionArn = await cloud.start(await create(machine(executionType)), input);
    await until(() => (started.length === 3 && governCalls === 1 ? true : undefined));
    const mapRunArn = await mapRunOf(executionArn);
    await cloud.sfn.send(new StopExecutionCommand({ executionArn }));
    if (executionType === 'EXPRESS') held.clear();
    const mapRun = await ended(mapRunArn);
    expect(mapRun).toMatchObject({ status: 'ABORTED', itemCounts: { pending: 1, total: 4 } });
    held.clear();
    expect((await manifestOf(mapRunArn)).pending).toHaveLength(1);
    expect(started).toEqual(['plain', 'slow', 'slow']);
    expect(governCalls).toBe(1);
    // The governor's Wait begins again, with Seconds as they were: it is stopped once more in there.
    done = true;
    await cloud.sfn.send(new RedriveExecutionCommand({ executionArn }));
    await until(async () => ((await describeMapRun(mapRunArn)).redriveCount === 1 ? true : undefined));
    const redriven = await ended(mapRunArn);
    expect(redriven).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 1,
      itemCounts: { succeeded: 4, aborted: 0, total: 4 },
    });
    expect((await cloud.describe(executionArn)).status).toBe('RUNNING');
    await cloud.sfn.send(new StopExecutionCommand({ executionArn }));
    expect((await describeMapRun(mapRunArn)).status).toBe('SUCCEEDED');
  });

  it('finishes on a redrive what failed, and its governor goes on where it stood', async () => {
    let broken = true;
    const unit = cloud.functions.unit;
    cloud.functions.unit = (event) =>
      event.unit.behaviour === 'repaired' && broken
        ? failed('Failed', 'not yet')
        : (unit?.(event) ?? failed('Failed', 'no unit'));
    govern = () => returned({ done: !broken, pause: 0 });
    const input = { limits: { ...limits, concurrency: 1 }, units: ['plain', 'repaired', 'plain'] };
    const executionArn = await cloud.start(await create(machine(executionType)), input);
    const first = await cloud.finished(executionArn);
    // Other is a Fail state behind Catch: its redrive would only fail again.
    expect(first).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    await cloud.sfn.send(new RedriveExecutionCommand({ executionArn }));
    expect(await cloud.finished(executionArn)).toMatchObject({ status: 'FAILED', redriveCount: 1 });

    const uncaught = json(JSON.stringify(machine(executionType)));
    delete uncaught.States.Work.Catch;
    delete uncaught.States.TooMany;
    delete uncaught.States.Other;
    started.length = 0;
    const other = await cloud.start(await create(uncaught), input);
    expect((await cloud.finished(other)).error).toBe('States.ExceedToleratedFailureThreshold');
    broken = false;
    const before = started.length;
    await cloud.sfn.send(new RedriveExecutionCommand({ executionArn: other }));
    const execution = await cloud.finished(other);
    expect(execution.status, execution.cause).toBe('SUCCEEDED');
    expect(json(execution.output)).toMatchObject({ govern: { governed: 'r1' }, redrives: 1 });
    expect(started.slice(before)).toEqual(['repaired', 'plain']);
    expect(await describeMapRun(await mapRunOf(other))).toMatchObject({
      redriveCount: 1,
      itemCounts: { succeeded: 3, total: 3 },
    });
  });
});

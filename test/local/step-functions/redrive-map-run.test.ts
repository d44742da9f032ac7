import {
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failed, json, returned, TestCloud, until } from './helpers/cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
  await cloud.createBucket('data');
});
afterAll(() => cloud.remove());

type ExecutionType = 'STANDARD' | 'EXPRESS';
const types = ['STANDARD', 'EXPRESS'] as const;

/** Items that fail, and items whose calls wait, as long as they are in here. */
const broken = new Set<number>();
const held = new Set<number>();
const prepared: number[] = [];
const called: number[] = [];
const contexts: { n: number; count: number; time?: string }[] = [];
beforeEach(() => {
  for (const list of [prepared, called, contexts]) list.length = 0;
  broken.clear();
  held.clear();
  cloud.functions.prepare = (event) => {
    prepared.push(event.n);
    return returned(event);
  };
  cloud.functions.unit = async ({ n, count, time }) => {
    called.push(n);
    contexts.push({ n, count, ...(time === null ? {} : { time }) });
    await until(() => (held.has(n) ? undefined : true));
    return broken.has(n) ? failed('Broken', String(n)) : returned(n * 10);
  };
});

const lambda = (FunctionName: string, Payload: unknown, rest: object) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName, Payload },
  Output: '{% $states.result.Payload %}',
  ...rest,
});

const child = {
  Prepare: lambda('prepare', '{% $states.input %}', {
    Assign: { seen: '{% $states.input.n %}' },
    Next: 'Unit',
  }),
  Unit: lambda(
    'unit',
    {
      n: '{% $seen %}',
      count: '{% $states.context.Execution.RedriveCount %}',
      time: '{% $exists($states.context.Execution.RedriveTime) ? $states.context.Execution.RedriveTime : null %}',
    },
    { End: true },
  ),
};

const map = (executionType: ExecutionType, rest: object, states: object = child) => ({
  Type: 'Map',
  Label: 'Map',
  ItemSelector: { n: '{% $states.context.Map.Item.Value %}' },
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
    StartAt: Object.keys(states)[0],
    States: states,
  },
  ...('Next' in rest ? {} : { End: true }),
  ...rest,
});

const writer = (Prefix: string) => ({
  ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'data', Prefix } },
});

let machines = 0;
async function create(states: object): Promise<string> {
  machines += 1;
  return await cloud.createMachine(`m-${machines}`, { StartAt: Object.keys(states)[0], States: states });
}

const redrive = (executionArn: string) => cloud.sfn.send(new RedriveExecutionCommand({ executionArn }));

async function mapRunsOf(executionArn: string) {
  const { mapRuns } = await cloud.sfn.send(new ListMapRunsCommand({ executionArn }));
  return (mapRuns ?? []).map(({ mapRunArn }) => mapRunArn ?? '');
}

const describeMapRun = (mapRunArn: string) => cloud.sfn.send(new DescribeMapRunCommand({ mapRunArn }));

async function theMapRunOf(executionArn: string): Promise<string> {
  return await until(async () => (await mapRunsOf(executionArn))[0]);
}

async function childrenOf(mapRunArn: string, filter: object = {}) {
  const { executions } = await cloud.sfn.send(new ListExecutionsCommand({ mapRunArn, ...filter }));
  const described = await Promise.all(
    (executions ?? []).map(({ executionArn }) => cloud.describe(executionArn ?? '')),
  );
  return described.map((one) => ({ ...one, n: json(one.input).n as number })).sort((a, b) => a.n - b.n);
}

const key = (mapRunArn: string, prefix: string, rest: string) =>
  `${prefix}/${mapRunArn.split(':').at(-1)}/${rest}`;

async function manifestOf(mapRunArn: string, prefix: string, folder = '') {
  const { ResultFiles } = json(
    await cloud.getObject('data', key(mapRunArn, prefix, `${folder}manifest.json`)),
  );
  const read = async (kind: string): Promise<{ n: number; [member: string]: unknown }[]> => {
    const texts = await Promise.all(
      ResultFiles[kind].map(({ Key }: { Key: string }) => cloud.getObject('data', Key)),
    );
    return texts.flatMap((text) =>
      json(text).map((record: { Input: string }) => ({ ...record, n: json(record.Input).n })),
    );
  };
  return {
    ResultFiles,
    succeeded: await read('SUCCEEDED'),
    failed: await read('FAILED'),
    pending: await read('PENDING'),
  };
}

describe.each(types)('a redriven Map Run with %s children', (executionType) => {
  it('runs what failed or never started, under the same ARN, and leaves what succeeded', async () => {
    broken.add(2);
    const prefix = `results-${executionType}`;
    const machine = await create({
      Before: { Type: 'Pass', Assign: { v: 'kept' }, Next: 'Map' },
      Map: map(executionType, {
        Items: [0, 1, 2, 3, 4],
        MaxConcurrency: 1,
        ...writer(prefix),
        Next: 'After',
      }),
      After: { Type: 'Pass', Output: { v: '{% $v %}', result: '{% $states.input %}' }, End: true },
    });
    const executionArn = await cloud.start(machine);
    expect((await cloud.finished(executionArn)).error).toBe('States.ExceedToleratedFailureThreshold');
    const mapRunArn = await theMapRunOf(executionArn);
    const before = await describeMapRun(mapRunArn);
    expect(before).toMatchObject({
      status: 'FAILED',
      redriveCount: 0,
      itemCounts: { succeeded: 2, failed: 1, pending: 2, total: 5, resultsWritten: 5, pendingRedrive: 0 },
    });
    const childrenBefore = await childrenOf(mapRunArn);
    expect(childrenBefore[2]).toMatchObject({ status: 'FAILED', redriveStatus: 'REDRIVABLE_BY_MAP_RUN' });
    const firstManifest = await cloud.getObject('data', key(mapRunArn, prefix, 'manifest.json'));
    const eventsBefore = (await cloud.history(executionArn)).length;

    broken.clear();
    await redrive(executionArn);
    const execution = await cloud.finished(executionArn);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(json(execution.output)).toEqual({
      v: 'kept',
      result: {
        MapRunArn: mapRunArn,
        ResultWriterDetails: { Bucket: 'data', Key: key(mapRunArn, prefix, 'Redrive-1/manifest.json') },
      },
    });
    expect(await mapRunsOf(executionArn)).toEqual([mapRunArn]);
    const after = await describeMapRun(mapRunArn);
    expect(after).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 1,
      startDate: before.startDate,
      itemCounts: {
        succeeded: 5,
        failed: 0,
        pending: 0,
        aborted: 0,
        total: 5,
        resultsWritten: 5,
        pendingRedrive: 0,
      },
      executionCounts: { succeeded: 5, total: 5, failuresNotRedrivable: 0 },
    });
    expect(after.redriveDate).toBeInstanceOf(Date);

    // STANDARD children go on from the state that failed, EXPRESS ones start anew.
    expect(called).toEqual([0, 1, 2, 2, 3, 4]);
    expect(prepared).toEqual(executionType === 'STANDARD' ? [0, 1, 2, 3, 4] : [0, 1, 2, 2, 3, 4]);
    expect(contexts.map(({ count }) => count)).toEqual([0, 0, 0, 1, 0, 0]);
    expect(contexts[3]?.time === undefined).toBe(executionType === 'EXPRESS');
    const childrenAfter = await childrenOf(mapRunArn);
    expect(childrenAfter).toHaveLength(5);
    expect({ ...childrenAfter[0], $metadata: 0 }).toEqual({ ...childrenBefore[0], $metadata: 0 });
    const again = childrenAfter[2];
    expect(again).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1, output: '20', mapRunArn });
    expect(again?.executionArn).toBe(childrenBefore[2]?.executionArn);
    expect(again?.error).toBeUndefined();
    if (executionType === 'STANDARD') {
      expect(again?.startDate).toEqual(childrenBefore[2]?.startDate);
      expect(again?.redriveDate).toBeInstanceOf(Date);
      const history = await cloud.history(again?.executionArn ?? '');
      const redriven = history.findIndex(({ type }) => type === 'ExecutionRedriven');
      expect(history.slice(redriven - 1, redriven + 2).map(({ type }) => type)).toEqual([
        'ExecutionFailed',
        'ExecutionRedriven',
        'TaskScheduled',
      ]);
      const entered = history.findLast(({ type }) => type === 'TaskStateEntered');
      expect(history[redriven + 1]?.previousEventId).toBe(entered?.id);
    } else {
      expect(again?.redriveDate).toBeUndefined();
      expect(again?.startDate?.getTime()).toBeGreaterThan(childrenBefore[2]?.startDate?.getTime() ?? 0);
    }
    const [redriven, others] = [
      await childrenOf(mapRunArn, { redriveFilter: 'REDRIVEN' }),
      await childrenOf(mapRunArn, { redriveFilter: 'NOT_REDRIVEN' }),
    ];
    expect(redriven.map(({ n }) => n)).toEqual([2]);
    expect(others.map(({ n }) => n)).toEqual([0, 1, 3, 4]);

    // The events of the parent, and both generations of results.
    const events = (await cloud.history(executionArn)).slice(eventsBefore);
    const started = (await cloud.history(executionArn)).find(({ type }) => type === 'MapStateStarted');
    expect(events.map(({ type, previousEventId, id }) => [type, previousEventId, id])).toEqual([
      ['ExecutionRedriven', eventsBefore, eventsBefore + 1],
      ['MapRunRedriven', started?.id, eventsBefore + 2],
      ['MapRunSucceeded', eventsBefore + 2, eventsBefore + 3],
      ['MapStateSucceeded', eventsBefore + 3, eventsBefore + 4],
      ['MapStateExited', eventsBefore + 2, eventsBefore + 5],
      ['PassStateEntered', eventsBefore + 5, eventsBefore + 6],
      ['PassStateExited', eventsBefore + 6, eventsBefore + 7],
      ['ExecutionSucceeded', eventsBefore + 7, eventsBefore + 8],
    ]);
    expect(events[1]?.mapRunRedrivenEventDetails).toEqual({ mapRunArn, redriveCount: 1 });
    expect(await cloud.getObject('data', key(mapRunArn, prefix, 'manifest.json'))).toBe(firstManifest);
    const first = await manifestOf(mapRunArn, prefix);
    expect(first.pending.map(({ n }) => n)).toEqual([3, 4]);
    const second = await manifestOf(mapRunArn, prefix, 'Redrive-1/');
    expect(second.succeeded.map(({ n }) => n).sort()).toEqual([0, 1, 2, 3, 4]);
    expect(second.ResultFiles.SUCCEEDED.map(({ Key }: { Key: string }) => Key)).toEqual([
      key(mapRunArn, prefix, 'SUCCEEDED_0.json'),
      key(mapRunArn, prefix, 'Redrive-1/SUCCEEDED_0.json'),
    ]);
    expect(second.ResultFiles).toMatchObject({ FAILED: [], PENDING: [] });
    if (executionType === 'STANDARD') {
      const counts = second.succeeded.map(({ n, RedriveCount }) => [n, RedriveCount]).sort();
      const dates = second.succeeded.filter(({ RedriveDate }) => RedriveDate !== undefined);
      expect(dates).toMatchObject([{ n: 2, RedriveDate: again?.redriveDate?.toISOString() }]);
      expect(counts).toEqual([
        [0, 0],
        [1, 0],
        [2, 1],
        [3, 0],
        [4, 0],
      ]);
    }
  });

  it('may fail again and again, each time under its own tolerance', async () => {
    for (const n of [0, 3]) broken.add(n);
    const prefix = `again-${executionType}`;
    const machine = await create({
      Map: map(executionType, { Items: [0, 1, 2, 3], MaxConcurrency: 1, ...writer(prefix) }),
    });
    const executionArn = await cloud.start(machine);
    await cloud.finished(executionArn);
    const mapRunArn = await theMapRunOf(executionArn);
    broken.delete(0);
    await redrive(executionArn);
    expect((await cloud.finished(executionArn)).error).toBe('States.ExceedToleratedFailureThreshold');
    expect(await describeMapRun(mapRunArn)).toMatchObject({
      status: 'FAILED',
      redriveCount: 1,
      itemCounts: { succeeded: 3, failed: 1, pending: 0, total: 4, resultsWritten: 4 },
    });
    const middle = await manifestOf(mapRunArn, prefix, 'Redrive-1/');
    expect(middle.failed.map(({ n }) => n)).toEqual([3]);
    expect(middle.succeeded.map(({ n }) => n).sort()).toEqual([0, 1, 2]);
    broken.clear();
    await redrive(executionArn);
    expect((await cloud.finished(executionArn)).status).toBe('SUCCEEDED');
    const last = await manifestOf(mapRunArn, prefix, 'Redrive-2/');
    expect(last.succeeded.map(({ n }) => n).sort()).toEqual([0, 1, 2, 3]);
    expect(last.failed).toEqual([]);
    expect(called).toEqual([0, 0, 1, 2, 3, 3]);
  });

  it('gives the results in the state, in order, when nothing is exported', async () => {
    broken.add(1);
    const machine = await create({ Map: map(executionType, { Items: [0, 1, 2], MaxConcurrency: 1 }) });
    const executionArn = await cloud.start(machine);
    await cloud.finished(executionArn);
    broken.clear();
    await redrive(executionArn);
    expect(json((await cloud.finished(executionArn)).output)).toEqual([0, 10, 20]);
  });

  it('comes after StopExecution, when the stopped run has come to its end', async () => {
    for (const n of [0, 1]) held.add(n);
    const prefix = `stopped-${executionType}`;
    const machine = await create({
      Map: map(
        executionType,
        {
          Items: [0, 1, 2, 3],
          MaxConcurrency: 2,
          ItemBatcher: { MaxItemsPerBatch: 1 },
          ...writer(prefix),
        },
        {
          Unbatch: { Type: 'Pass', Output: '{% $states.input.Items[0] %}', Next: 'Prepare' },
          ...child,
        },
      ),
    });
    const executionArn = await cloud.start(machine);
    await until(() => (called.length === 2 ? true : undefined));
    const mapRunArn = await theMapRunOf(executionArn);
    await cloud.sfn.send(new StopExecutionCommand({ executionArn }));
    await redrive(executionArn);
    held.clear();
    const execution = await cloud.finished(executionArn);
    expect(execution, execution.cause).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(await mapRunsOf(executionArn)).toEqual([mapRunArn]);
    expect(await describeMapRun(mapRunArn)).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 1,
      itemCounts: { succeeded: 4, aborted: 0, total: 4 },
    });
    // EXPRESS children could not be stopped and have succeeded meanwhile.
    expect([...called].sort()).toEqual(executionType === 'STANDARD' ? [0, 0, 1, 1, 2, 3] : [0, 1, 2, 3]);
  });

  it('holds children back in PENDING_REDRIVE over MaxConcurrency, and UpdateMapRun lets them go', async () => {
    for (const n of [0, 1, 2, 3]) broken.add(n);
    const machine = await create({
      Map: map(executionType, { Items: [0, 1, 2, 3], ToleratedFailureCount: 3, MaxConcurrency: 4 }),
    });
    const executionArn = await cloud.start(machine);
    await cloud.finished(executionArn);
    const mapRunArn = await theMapRunOf(executionArn);
    const { itemCounts: ended } = await describeMapRun(mapRunArn);
    expect(ended).toMatchObject({ failed: 4, succeeded: 0 });
    // What UpdateMapRun sets belongs to the run: it holds for its redrives too.
    broken.clear();
    for (const n of [0, 1, 2, 3]) held.add(n);
    await redrive(executionArn);
    await until(() => (called.length === 8 ? true : undefined));
    await cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 }));
    await cloud.sfn.send(new StopExecutionCommand({ executionArn }));
    held.clear();
    await until(async () => ((await describeMapRun(mapRunArn)).status === 'RUNNING' ? undefined : true));
    if (executionType === 'EXPRESS') return;

    held.add(0);
    await redrive(executionArn);
    await until(() => (called.length === 9 ? true : undefined));
    expect(await describeMapRun(mapRunArn)).toMatchObject({
      status: 'RUNNING',
      redriveCount: 2,
      maxConcurrency: 1,
      itemCounts: { running: 1, pendingRedrive: 3, failed: 0, aborted: 0, total: 4, resultsWritten: 0 },
    });
    const waiting = await childrenOf(mapRunArn, { statusFilter: 'PENDING_REDRIVE' });
    expect(waiting.map(({ n, status }) => [n, status])).toEqual([1, 2, 3].map((n) => [n, 'PENDING_REDRIVE']));
    // A run that ends first leaves them as they were.
    await cloud.sfn.send(new StopExecutionCommand({ executionArn }));
    await until(async () => ((await describeMapRun(mapRunArn)).status === 'ABORTED' ? true : undefined));
    expect((await describeMapRun(mapRunArn)).itemCounts).toMatchObject({
      pendingRedrive: 0,
      aborted: 4,
      total: 4,
    });
    expect(await childrenOf(mapRunArn, { statusFilter: 'PENDING_REDRIVE' })).toEqual([]);

    await redrive(executionArn);
    await until(() => (called.length === 10 ? true : undefined));
    await cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 4 }));
    await until(() => (called.length === 13 ? true : undefined));
    held.clear();
    expect((await cloud.finished(executionArn)).status).toBe('SUCCEEDED');
  });

  it('reads its source again when it could not be read, under the same ARN', async () => {
    const name = `late-${executionType}.jsonl`;
    const machine = await create({
      Map: map(executionType, {
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          Arguments: { Bucket: 'data', Key: name },
          ReaderConfig: { InputType: 'JSONL' },
        },
        ...writer(`late-${executionType}`),
      }),
    });
    const executionArn = await cloud.start(machine);
    expect((await cloud.finished(executionArn)).error).toBe('States.ItemReaderFailed');
    const mapRunArn = await theMapRunOf(executionArn);
    await cloud.putObject('data', name, '0\n1\n');
    await redrive(executionArn);
    expect((await cloud.finished(executionArn)).status).toBe('SUCCEEDED');
    expect(await mapRunsOf(executionArn)).toEqual([mapRunArn]);
    // Once all of it has been read, the source doesn't matter any more.
    broken.add(1);
    const other = await cloud.start(machine);
    await cloud.finished(other);
    await cloud.putObject('data', name, '5\n6\n7\n');
    broken.clear();
    called.length = 0;
    await redrive(other);
    expect((await cloud.finished(other)).status).toBe('SUCCEEDED');
    expect(called.includes(5)).toBe(false);
    expect((await describeMapRun(await theMapRunOf(other))).itemCounts).toMatchObject({
      succeeded: 2,
      total: 2,
    });
  });

  it('is a new Map Run after States.DataLimitExceeded or a failed expression', async () => {
    for (const rest of [
      { ItemSelector: { n: '{% $states.context.Map.Item.Value %}', x: '{% $states.input.nothing %}' } },
      { ItemSelector: { n: 0, x: "{% $pad('', 300000, 'x') %}" } },
    ]) {
      const machine = await create({ Map: map(executionType, { Items: [0], ...rest }) });
      const executionArn = await cloud.start(machine);
      await cloud.finished(executionArn);
      await redrive(executionArn);
      await cloud.finished(executionArn);
      const runs = await mapRunsOf(executionArn);
      expect(runs).toHaveLength(2);
      expect((await describeMapRun(runs[0] ?? '')).redriveCount).toBe(0);
    }
  });

  it('refuses to redrive a child by itself', async () => {
    broken.add(0);
    const machine = await create({ Map: map(executionType, { Items: [0] }) });
    const executionArn = await cloud.start(machine);
    await cloud.finished(executionArn);
    const [only] = await childrenOf(await theMapRunOf(executionArn));
    await expect(redrive(only?.executionArn ?? '')).rejects.toMatchObject(
      executionType === 'STANDARD'
        ? { name: 'ValidationException', message: 'Labeled Execution ARNs are not supported for this API.' }
        : { name: 'InvalidArn', message: "Invalid Arn: 'Resource type not valid in this context: express'" },
    );
  });
});

describe('a redriven STANDARD child', () => {
  it('is left as it is when its history is full, and counts as failed', async () => {
    const states = {
      Which: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input.n = 0 %}', Next: 'Ping' }],
        Default: 'Pong',
      },
      Ping: { Type: 'Pass', Next: 'Which' },
      Pong: { Type: 'Pass', End: true },
    };
    const machine = await create({
      Map: map('STANDARD', { Items: [0, 1], ToleratedFailureCount: 0, MaxConcurrency: 1 }, states),
    });
    const executionArn = await cloud.start(machine);
    expect((await cloud.finished(executionArn)).error).toBe('States.ExceedToleratedFailureThreshold');
    const mapRunArn = await theMapRunOf(executionArn);
    const [full] = await childrenOf(mapRunArn);
    expect(full).toMatchObject({
      error: 'States.Runtime',
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution history event limit exceeded',
    });
    await redrive(executionArn);
    expect((await cloud.finished(executionArn)).error).toBe('States.ExceedToleratedFailureThreshold');
    expect((await describeMapRun(mapRunArn)).itemCounts).toMatchObject({
      failed: 1,
      failuresNotRedrivable: 1,
      pendingRedrive: 0,
      total: 2,
    });
    expect((await childrenOf(mapRunArn))[0]).toMatchObject({ redriveCount: 0, status: 'FAILED' });
  });

  it('keeps the variables of its loops', async () => {
    broken.add(0);
    const states = {
      Count: { Type: 'Pass', Assign: { rounds: 0 }, Next: 'Loop' },
      Loop: { Type: 'Pass', Assign: { rounds: '{% $rounds + 1 %}' }, Next: 'Again' },
      Again: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $rounds < 3 %}', Next: 'Loop' }],
        Default: 'Unit',
      },
      Unit: lambda(
        'unit',
        { n: '{% $states.input.n %}', count: 0, time: null },
        {
          Output: { rounds: '{% $rounds %}' },
          End: true,
        },
      ),
    };
    const machine = await create({ Map: map('STANDARD', { Items: [0] }, states) });
    const executionArn = await cloud.start(machine);
    await cloud.finished(executionArn);
    broken.clear();
    await redrive(executionArn);
    expect(json((await cloud.finished(executionArn)).output)).toEqual([{ rounds: 3 }]);
  });

  it('redrives the Map Run that it started itself', async () => {
    broken.add(2);
    const inner = map('EXPRESS', { Label: 'Inner', Items: '{% $states.input.n %}', MaxConcurrency: 1 });
    const machine = await create({ Map: map('STANDARD', { Items: [[0, 1, 2, 3]] }, { Inner: inner }) });
    const executionArn = await cloud.start(machine);
    await cloud.finished(executionArn);
    broken.clear();
    await redrive(executionArn);
    expect(json((await cloud.finished(executionArn)).output)).toEqual([[0, 10, 20, 30]]);
    expect(called).toEqual([0, 1, 2, 2, 3]);
    const outer = await cloud.sfn.send(
      new ListExecutionsCommand({ mapRunArn: await theMapRunOf(executionArn) }),
    );
    const innerRuns = await mapRunsOf(outer.executions?.[0]?.executionArn ?? '');
    expect(innerRuns).toHaveLength(1);
    expect((await describeMapRun(innerRuns[0] ?? '')).redriveCount).toBe(1);
  });
});

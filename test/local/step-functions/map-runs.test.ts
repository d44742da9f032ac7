import { gzipSync, zstdCompressSync } from 'node:zlib';
import {
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failed, json, returned, TestCloud, until } from './helpers/cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
  await cloud.createBucket('data');
});
afterAll(() => cloud.remove());

type ExecutionType = 'STANDARD' | 'EXPRESS';
const types = ['STANDARD', 'EXPRESS'] as const;
let machines = 0;

const echo = { Echo: { Type: 'Pass', End: true } };
const call = {
  Call: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: 'unit', Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    End: true,
  },
};

function mapMachine(executionType: ExecutionType, states: object, rest: object): object {
  return {
    StartAt: 'Map',
    States: {
      Map: {
        Type: 'Map',
        Label: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
          StartAt: Object.keys(states)[0],
          States: states,
        },
        End: true,
        ...rest,
      },
    },
  };
}

const nextName = () => {
  machines += 1;
  return `map-${machines}`;
};

const reader = (key: string, config: object) => ({
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    Arguments: { Bucket: 'data', Key: key },
    ReaderConfig: config,
  },
});

const writer = (prefix: string, config?: object) => ({
  ResultWriter: {
    Resource: 'arn:aws:states:::s3:putObject',
    Arguments: { Bucket: 'data', Prefix: prefix },
    ...(config === undefined ? {} : { WriterConfig: config }),
  },
});

async function mapRunOf(executionArn: string | undefined) {
  const mapRunArn = await until(async () => {
    const { mapRuns } = await cloud.sfn.send(new ListMapRunsCommand({ executionArn }));
    return mapRuns?.[0]?.mapRunArn;
  });
  return await cloud.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
}

const describeMapRun = (mapRunArn: string | undefined) =>
  cloud.sfn.send(new DescribeMapRunCommand({ mapRunArn }));

async function resultsOf(executionArn: string | undefined, prefix: string) {
  const { mapRunArn } = await mapRunOf(executionArn);
  const id = mapRunArn?.split(':').at(-1);
  const manifest = json(await cloud.getObject('data', `${prefix}/${id}/manifest.json`));
  const read = async (kind: string) => {
    const files = manifest.ResultFiles[kind];
    return files.length === 0 ? undefined : await cloud.getObject('data', files[0].Key);
  };
  return {
    manifest,
    succeeded: await read('SUCCEEDED'),
    failed: await read('FAILED'),
    pending: await read('PENDING'),
  };
}

/** A function whose calls wait until they are let go. */
function gate() {
  const waiting: (() => void)[] = [];
  let open = false;
  cloud.functions.unit = async (event) => {
    if (!open) await new Promise<void>((resolve) => waiting.push(resolve));
    return event?.fail === true ? failed('Failed', 'asked for') : returned(event);
  };
  return {
    waiting,
    reached: (count: number) => until(() => (waiting.length >= count ? true : undefined)),
    release(count = Number.MAX_SAFE_INTEGER) {
      if (count === Number.MAX_SAFE_INTEGER) open = true;
      for (const resolve of waiting.splice(0, count)) resolve();
    },
  };
}

describe.each(types)('a Map Run with %s children', (executionType) => {
  it('reads CSV, JSON with a pointer, and compressed JSONL', async () => {
    await cloud.putObject('data', 'in.csv', 'a|b\n1|2\n3|\n');
    const csv = reader('in.csv', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: 'PIPE' });
    const fromCsv = await cloud.run(nextName(), mapMachine(executionType, echo, csv));
    expect(json(fromCsv.output)).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '' },
    ]);
    await cloud.putObject('data', 'in.json', JSON.stringify({ deep: { items: { x: 1, y: [2] } } }));
    const pointer = {
      ...reader('in.json', { InputType: 'JSON', ItemsPointer: '/deep/items' }),
      ItemSelector: {
        key: '{% $states.context.Map.Item.Key %}',
        value: '{% $states.context.Map.Item.Value %}',
        source: '{% $states.context.Map.Item.Source %}',
      },
    };
    const fromJson = await cloud.run(nextName(), mapMachine(executionType, echo, pointer));
    expect(json(fromJson.output)).toEqual([
      { key: 'x', value: 1, source: 's3://data/in.json' },
      { key: 'y', value: [2], source: 's3://data/in.json' },
    ]);
    await cloud.putObject('data', 'in.jsonl.gz', gzipSync('1\n2\n3\n'));
    await cloud.putObject('data', 'in.jsonl.zstd', zstdCompressSync(Buffer.from('4\n5\n6\n')));
    for (const [key, expected] of [
      ['in.jsonl.gz', [1, 2]],
      ['in.jsonl.zstd', [4, 5]],
    ] as const) {
      const lines = reader(key, { InputType: 'JSONL', MaxItems: 2 });
      const fromLines = await cloud.run(nextName(), mapMachine(executionType, echo, lines));
      expect(json(fromLines.output)).toEqual(expected);
    }
  });

  it('takes items from the state, in order, and gives them their context', async () => {
    const definition = mapMachine(
      executionType,
      {
        Context: {
          Type: 'Pass',
          Output: { input: '{% $states.input %}', context: '{% $states.context %}' },
          End: true,
        },
      },
      {
        Items: '{% $states.input.list %}',
        ItemSelector: {
          i: '{% $states.context.Map.Item.Index %}',
          v: '{% $states.context.Map.Item.Value %}',
          s: '{% $states.context.Map.Item.Source %}',
          parent: '{% $states.context.Execution.Name %}',
        },
      },
    );
    const name = nextName();
    const arn = await cloud.createMachine(name, definition);
    const execution = await cloud.finished(await cloud.start(arn, { list: ['a', 'b'] }, 'parent'));
    const [first, second] = json(execution.output);
    expect(first.input).toEqual({ i: 0, v: 'a', s: 'STATE_DATA', parent: 'parent' });
    expect(second.input.v).toBe('b');
    expect(Object.keys(first.context)).toEqual(['Execution', 'StateMachine', 'State']);
    expect(first.context.StateMachine).toEqual({ Id: `${arn}/Map`, Name: name });
    expect(first.context.Execution.Id).toMatch(
      executionType === 'STANDARD'
        ? new RegExp(`:execution:${name}/Map:[0-9a-f-]{36}$`)
        : new RegExp(`:express:${name}/Map:[0-9a-f-]{36}:[0-9a-f-]{36}$`),
    );
    const events = await cloud.history(execution.executionArn ?? '');
    expect(events.map(({ type, previousEventId }) => [type, previousEventId])).toEqual([
      ['ExecutionStarted', 0],
      ['MapStateEntered', 0],
      ['MapStateStarted', 2],
      ['MapRunStarted', 3],
      ['MapRunSucceeded', 4],
      ['MapStateSucceeded', 5],
      ['MapStateExited', 4],
      ['ExecutionSucceeded', 7],
    ]);
    expect(events[2]?.mapStateStartedEventDetails).toEqual({ length: 2 });
  });

  it('succeeds without items', async () => {
    const execution = await cloud.run(
      nextName(),
      mapMachine(executionType, echo, { Items: [], ...writer('empty') }),
    );
    expect(execution.status, execution.cause).toBe('SUCCEEDED');
    const { manifest } = await resultsOf(execution.executionArn, 'empty');
    expect(manifest.ResultFiles).toEqual({ FAILED: [], PENDING: [], SUCCEEDED: [] });
  });

  it('batches items and counts them as items', async () => {
    const definition = mapMachine(
      executionType,
      { Items: { Type: 'Pass', Output: '{% $states.input.Items %}', End: true } },
      {
        Items: [1, 2, 3],
        ItemSelector: { v: '{% $states.context.Map.Item.Value %}' },
        ItemBatcher: { MaxItemsPerBatch: '{% 2 %}', BatchInput: { tag: '{% $states.input.tag %}' } },
        ...writer('batches', { Transformation: 'COMPACT', OutputType: 'JSON' }),
      },
    );
    const execution = await cloud.run(nextName(), definition, { tag: 't' });
    const mapRun = await mapRunOf(execution.executionArn);
    expect(mapRun.itemCounts).toMatchObject({ total: 3, succeeded: 3, resultsWritten: 3 });
    expect(mapRun.executionCounts).toMatchObject({ total: 2, succeeded: 2, resultsWritten: 2 });
    const { succeeded } = await resultsOf(execution.executionArn, 'batches');
    expect(json(succeeded)).toContainEqual([{ v: 1 }, { v: 2 }]);
    expect(json(succeeded)).toContainEqual([{ v: 3 }]);
    const { mapRunArn } = mapRun;
    const { executions } = await cloud.sfn.send(new ListExecutionsCommand({ mapRunArn }));
    expect(executions?.map(({ itemCount }) => itemCount)).toEqual([1, 2]);
    const child = await cloud.describe(executions?.[1]?.executionArn ?? '');
    expect(json(child.input)).toEqual({ BatchInput: { tag: 't' }, Items: [{ v: 1 }, { v: 2 }] });
  });

  it('exports the records of AWS, and flattened lines', async () => {
    cloud.functions.unit = (event) => (event.n === 2 ? failed('Bad', 'two') : returned([event.n, 'x']));
    const items = { Items: [{ n: 1 }, { n: 2 }], ToleratedFailureCount: 1 };
    const none = await cloud.run(
      nextName(),
      mapMachine(executionType, call, { ...items, ...writer('none/') }),
    );
    const { manifest, succeeded, failed: failures } = await resultsOf(none.executionArn, 'none');
    expect(succeeded?.startsWith('[{"ExecutionArn":"arn:aws:states:')).toBe(true);
    const [record] = json(succeeded);
    const redrive =
      executionType === 'STANDARD' ? ['RedriveCount', 'RedriveStatus', 'RedriveStatusReason'] : [];
    const keys = ['ExecutionArn', 'Input', 'InputDetails', 'Name', 'Output', 'OutputDetails'];
    expect(Object.keys(record)).toEqual([
      ...keys,
      ...redrive,
      'StartDate',
      'StateMachineArn',
      'Status',
      'StopDate',
    ]);
    expect(record).toMatchObject({ Input: '{"n":1}', Output: '[1,"x"]', Status: 'SUCCEEDED' });
    const [failure] = json(failures);
    expect(Object.keys(failure).slice(0, 3)).toEqual(['Cause', 'Error', 'ExecutionArn']);
    expect(failure.Output).toBeUndefined();
    expect(failure.RedriveStatus).toBe(executionType === 'STANDARD' ? 'REDRIVABLE_BY_MAP_RUN' : undefined);
    expect(manifest.ResultFiles.SUCCEEDED[0].Key).toMatch(/^none\/[0-9a-f-]{36}\/SUCCEEDED_0.json$/);
    expect(manifest.ResultFiles.SUCCEEDED[0].Size).toBe(succeeded?.length);

    const config = { Transformation: 'FLATTEN', OutputType: 'JSONL' };
    const flat = await cloud.run(
      nextName(),
      mapMachine(executionType, call, { ...items, ...writer('flat', config) }),
    );
    const files = await resultsOf(flat.executionArn, 'flat');
    expect(files.succeeded).toBe('1\n"x"\n');
    expect(json(files.failed)).toMatchObject({ Error: 'Bad', Status: 'FAILED' });
    expect(files.manifest.ResultFiles.FAILED[0].Key).toMatch(/FAILED_0.jsonl$/);
  });

  it('can hand the results on in the state, formatted', async () => {
    const config = { ResultWriter: { WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSON' } } };
    const flat = await cloud.run(
      nextName(),
      mapMachine(executionType, echo, { Items: [[1], [2, 3], 4], ...config }),
    );
    expect(json(flat.output)).toEqual([1, 2, 3, 4]);
    const large = await cloud.run(
      nextName(),
      mapMachine(
        executionType,
        { P: { Type: 'Pass', Output: "{% $pad('', 200000, 'x') %}", End: true } },
        { Items: [1, 2] },
      ),
    );
    expect(large).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  it('fails when its source cannot be read, and can be caught', async () => {
    const missing = reader('nowhere.jsonl', { InputType: 'JSONL' });
    const execution = await cloud.run(
      nextName(),
      mapMachine(executionType, echo, { ...missing, ...writer('m') }),
    );
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
    expect(execution.cause).toContain('s3://data/nowhere.jsonl');
    expect(execution.cause).toContain('NoSuchKey');
    const negative = reader('in.csv', { InputType: 'JSONL', MaxItems: '{% -1 %}' });
    const caught = await cloud.run(nextName(), {
      StartAt: 'Map',
      States: {
        ...json(
          JSON.stringify(
            mapMachine(executionType, echo, {
              ...negative,
              Catch: [{ ErrorEquals: ['States.ItemReaderFailed'], Next: 'Caught' }],
            }),
          ),
        ).States,
        Caught: { Type: 'Succeed' },
      },
    });
    expect(json(caught.output)).toEqual({
      Error: 'States.ItemReaderFailed',
      Cause: 'field MaxItems must be positive',
    });
  });

  it('fails on results that cannot be written', async () => {
    const nowhere = { ...writer('x') };
    nowhere.ResultWriter.Arguments.Bucket = 'no-such-bucket';
    const execution = await cloud.run(
      nextName(),
      mapMachine(executionType, echo, { Items: [1], ...nowhere }),
    );
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.ResultWriterFailed' });
    expect((await mapRunOf(execution.executionArn)).status).toBe('FAILED');
  });

  it.each([
    [{ ToleratedFailureCount: '{% -1 %}' }, 'ToleratedFailureCount cannot be negative.', 'MapStateStarted'],
    [
      { ToleratedFailurePercentage: '{% 100.5 %}' },
      'ToleratedFailurePercentage must be between 0 and 100.',
      'MapStateStarted',
    ],
  ])('refuses %j', async (rest, cause, before) => {
    const execution = await cloud.run(nextName(), mapMachine(executionType, echo, { Items: [1], ...rest }));
    expect(execution).toMatchObject({
      error: 'States.Runtime',
      cause: `An error occurred while executing the state 'Map' (entered at the event id #2). ${cause}`,
    });
    const eventTypes = (await cloud.history(execution.executionArn ?? '')).map(({ type }) => type);
    expect(eventTypes).toContain(before);
    expect(eventTypes).not.toContain('MapRunStarted');
  });

  it('starts no more than MaxConcurrency, which can be changed while it runs', async () => {
    const units = gate();
    const definition = mapMachine(executionType, call, {
      Items: '{% $range(1, 30, 1) %}',
      MaxConcurrency: '{% $states.input.max %}',
    });
    const arn = await cloud.createMachine(nextName(), definition);
    const executionArn = await cloud.start(arn, { max: 3 });
    await units.reached(3);
    const { mapRunArn } = await mapRunOf(executionArn);
    expect((await describeMapRun(mapRunArn)).itemCounts).toMatchObject({
      running: 3,
      pending: 27,
      total: 30,
    });
    await cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 5 }));
    await units.reached(5);
    expect(await describeMapRun(mapRunArn)).toMatchObject({ maxConcurrency: 5, itemCounts: { running: 5 } });
    // Lowered: what runs goes on, nothing new starts until there is room.
    await cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 }));
    units.release(4);
    await until(async () =>
      (await describeMapRun(mapRunArn)).itemCounts?.succeeded === 4 ? true : undefined,
    );
    expect((await describeMapRun(mapRunArn)).itemCounts?.running).toBe(1);
    await cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 0 }));
    await units.reached(26);
    units.release();
    expect((await cloud.finished(executionArn)).status).toBe('SUCCEEDED');
    await expect(
      cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 })),
    ).rejects.toMatchObject({ name: 'ValidationException', reason: 'CANNOT_UPDATE_COMPLETED_MAP_RUN' });
  });

  it('fails at once when UpdateMapRun takes the tolerance away', async () => {
    const units = gate();
    const definition = mapMachine(executionType, call, {
      Items: '{% [{"fail": true}, {}, {}] %}',
      ToleratedFailurePercentage: 100,
    });
    const arn = await cloud.createMachine(nextName(), definition);
    const executionArn = await cloud.start(arn);
    await units.reached(3);
    units.release(1);
    const { mapRunArn } = await mapRunOf(executionArn);
    await until(async () => ((await describeMapRun(mapRunArn)).itemCounts?.failed === 1 ? true : undefined));
    await cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, toleratedFailurePercentage: 10 }));
    if (executionType === 'EXPRESS') units.release();
    const execution = await cloud.finished(executionArn);
    expect(execution.error).toBe('States.ExceedToleratedFailureThreshold');
    units.release();
    // STANDARD children are stopped, EXPRESS children can't be.
    expect((await describeMapRun(mapRunArn)).itemCounts).toMatchObject(
      executionType === 'STANDARD'
        ? { failed: 1, aborted: 2, succeeded: 0 }
        : { failed: 1, aborted: 0, succeeded: 2 },
    );
  });

  it('runs the percentage against all items, not against those that have ended', async () => {
    cloud.functions.unit = (event) => (event.fail ? failed('F', 'f') : returned(1));
    const run = async (percentage: number) =>
      await cloud.run(
        nextName(),
        mapMachine(executionType, call, {
          Items: '{% $map([1..10], function($i) { {"fail": $i <= 2} }) %}',
          MaxConcurrency: 1,
          ToleratedFailurePercentage: percentage,
        }),
      );
    // The first two of ten fail: all of what has ended by then, but only 20 percent of all.
    expect((await run(20)).status).toBe('SUCCEEDED');
    expect(await run(19.9)).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
  });

  it('ends with its parent: StopExecution', async () => {
    const units = gate();
    const definition = mapMachine(executionType, call, {
      Items: '{% $range(1, 5, 1) %}',
      MaxConcurrency: 2,
      ...writer('stopped'),
    });
    const arn = await cloud.createMachine(nextName(), definition);
    const executionArn = await cloud.start(arn);
    await units.reached(2);
    const { mapRunArn } = await mapRunOf(executionArn);
    await cloud.sfn.send(new StopExecutionCommand({ executionArn }));
    expect((await cloud.describe(executionArn)).status).toBe('ABORTED');
    if (executionType === 'EXPRESS') {
      expect((await describeMapRun(mapRunArn)).status).toBe('RUNNING');
      units.release();
    }
    const mapRun = await until(async () => {
      const found = await describeMapRun(mapRunArn);
      return found.status === 'RUNNING' ? undefined : found;
    });
    units.release();
    expect(mapRun.status).toBe('ABORTED');
    expect(mapRun.itemCounts).toMatchObject(
      executionType === 'STANDARD'
        ? { aborted: 2, pending: 3, succeeded: 0, resultsWritten: 5 }
        : { aborted: 0, pending: 3, succeeded: 2, resultsWritten: 5 },
    );
    const files = await resultsOf(executionArn, 'stopped');
    expect(json(files.pending)).toHaveLength(3);
    expect(json(executionType === 'STANDARD' ? files.failed : files.succeeded)).toHaveLength(2);
  });

  it('ends with its parent: TimeoutSeconds', async () => {
    const units = gate();
    const definition = { TimeoutSeconds: 1, ...mapMachine(executionType, call, { Items: [1] }) };
    const execution = await cloud.run(nextName(), definition);
    expect(execution.status).toBe('TIMED_OUT');
    units.release();
    const { mapRunArn } = await mapRunOf(execution.executionArn);
    await until(async () => ((await describeMapRun(mapRunArn)).status === 'ABORTED' ? true : undefined));
  });

  it('is a new Map Run for every retry of the Map', async () => {
    let calls = 0;
    cloud.functions.unit = () => {
      calls += 1;
      return calls === 1 ? failed('Once', 'only') : returned(calls);
    };
    const definition = mapMachine(executionType, call, {
      Items: [1],
      Retry: [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], JitterStrategy: 'FULL' }],
    });
    const execution = await cloud.run(nextName(), definition);
    expect(json(execution.output)).toEqual([2]);
    const { executionArn } = execution;
    const { mapRuns } = await cloud.sfn.send(new ListMapRunsCommand({ executionArn }));
    expect(mapRuns).toHaveLength(2);
    const eventTypes = (await cloud.history(executionArn ?? '')).map(({ type }) => type);
    expect(eventTypes.filter((type) => type === 'MapStateStarted')).toHaveLength(2);
    expect(eventTypes.filter((type) => type === 'MapStateFailed')).toHaveLength(0);
  });

  it('lists its children in pages, the newest first', async () => {
    const definition = mapMachine(executionType, echo, {
      Items: '{% $range(0, 24, 1) %}',
      MaxConcurrency: 1,
    });
    const execution = await cloud.run(nextName(), definition);
    const { mapRunArn } = await mapRunOf(execution.executionArn);
    const inputs: number[] = [];
    let nextToken: string | undefined;
    do {
      const command = { mapRunArn, maxResults: 10, nextToken };
      const page = await cloud.sfn.send(new ListExecutionsCommand(command));
      for (const { executionArn } of page.executions ?? []) {
        inputs.push(json((await cloud.describe(executionArn ?? '')).input));
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(inputs).toEqual(Array.from({ length: 25 }, (_, index) => 24 - index));
    const filter = { mapRunArn, statusFilter: 'FAILED' as const };
    expect((await cloud.sfn.send(new ListExecutionsCommand(filter))).executions).toEqual([]);
    const { executionArn } = execution;
    const stateMachineArn = execution.stateMachineArn;
    const { executions } = await cloud.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions?.map((listed) => listed.executionArn)).toEqual([executionArn]);
  });
});

describe('a STANDARD child', () => {
  it('has a history and a definition, and can be stopped alone', async () => {
    const units = gate();
    const definition = mapMachine('STANDARD', call, { Items: [1, 2] });
    const arn = await cloud.createMachine(nextName(), definition);
    const parent = await cloud.start(arn);
    await units.reached(2);
    const { mapRunArn } = await mapRunOf(parent);
    const running = { mapRunArn, statusFilter: 'RUNNING' as const };
    const { executions } = await cloud.sfn.send(new ListExecutionsCommand(running));
    const executionArn = executions?.[0]?.executionArn ?? '';
    expect(await cloud.describe(executionArn)).toMatchObject({ status: 'RUNNING', mapRunArn, input: '2' });
    expect((await cloud.history(executionArn)).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
    ]);
    await cloud.sfn.send(new StopExecutionCommand({ executionArn, error: 'Mine' }));
    units.release();
    // An aborted child is no failure.
    expect((await cloud.finished(parent)).status).toBe('SUCCEEDED');
    expect((await describeMapRun(mapRunArn)).itemCounts).toMatchObject({ aborted: 1, succeeded: 1 });
    expect(await cloud.describe(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Mine' });
    expect((await cloud.history(executionArn)).at(-1)?.type).toBe('ExecutionAborted');
    const machine = await cloud.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(machine).toMatchObject({ stateMachineArn: `${arn}/Map`, label: 'Map', mapRunArn });
    expect(Object.keys(json(machine.definition))).toEqual(['StartAt', 'States']);
  });
});

describe('an EXPRESS child', () => {
  it('has neither history nor stop', async () => {
    const execution = await cloud.run(nextName(), mapMachine('EXPRESS', echo, { Items: [1] }));
    const { mapRunArn } = await mapRunOf(execution.executionArn);
    const { executions } = await cloud.sfn.send(new ListExecutionsCommand({ mapRunArn }));
    const executionArn = executions?.[0]?.executionArn ?? '';
    expect(await cloud.describe(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '1' });
    const refused = {
      name: 'InvalidArn',
      message: "Invalid Arn: 'Resource type not valid in this context: express'",
    };
    await expect(cloud.sfn.send(new GetExecutionHistoryCommand({ executionArn }))).rejects.toMatchObject(
      refused,
    );
    await expect(cloud.sfn.send(new StopExecutionCommand({ executionArn }))).rejects.toMatchObject(refused);
  });
});

describe('a Map Run in a STANDARD child', () => {
  it('belongs to the child', async () => {
    const inner = mapMachine('EXPRESS', echo, { Label: 'Inner', Items: '{% $states.input %}' });
    const states = { In: json(JSON.stringify(inner)).States.Map };
    const outer = mapMachine('STANDARD', states, { Label: 'Outer', Items: [[1, 2], [3]] });
    const execution = await cloud.run(nextName(), outer);
    expect(json(execution.output)).toEqual([[1, 2], [3]]);
    const { mapRunArn } = await mapRunOf(execution.executionArn);
    const { executions } = await cloud.sfn.send(new ListExecutionsCommand({ mapRunArn }));
    const child = await mapRunOf(executions?.[0]?.executionArn);
    expect(child.itemCounts?.total).toBe(1);
  });
});

describe('UpdateMapRun and DescribeMapRun', () => {
  const mapRunArn = 'arn:aws:states:us-east-1:000000000000:mapRun:m/Map:00000000-0000-4000-8000-000000000000';

  it('say when there is no such Map Run, or the ARN is none', async () => {
    const refused = { name: 'ResourceNotFound', resourceName: mapRunArn };
    await expect(describeMapRun(mapRunArn)).rejects.toMatchObject(refused);
    await expect(
      cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 })),
    ).rejects.toMatchObject(refused);
    const other = mapRunArn.replace('mapRun', 'stateMachine');
    await expect(cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn: other }))).rejects.toMatchObject({
      name: 'InvalidArn',
    });
  });

  it.each([{ maxConcurrency: -1 }, { toleratedFailureCount: -1 }, { toleratedFailurePercentage: 100.1 }])(
    'refuse %j',
    async (update) => {
      const execution = await cloud.run(nextName(), mapMachine('STANDARD', echo, { Items: [1] }));
      const { mapRunArn: ended } = await mapRunOf(execution.executionArn);
      await expect(
        cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn: ended, ...update })),
      ).rejects.toMatchObject({ name: 'ValidationException' });
    },
  );

  it('loosen a tolerance while the run is in progress', async () => {
    const units = gate();
    const definition = mapMachine('STANDARD', call, {
      Items: '{% [{"fail": true}, {"fail": true}, {}] %}',
      MaxConcurrency: 1,
    });
    const executionArn = await cloud.start(await cloud.createMachine(nextName(), definition));
    await units.reached(1);
    const { mapRunArn: running } = await mapRunOf(executionArn);
    await cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn: running, toleratedFailureCount: 2 }));
    units.release();
    expect((await cloud.finished(executionArn)).status).toBe('SUCCEEDED');
    expect(await describeMapRun(running)).toMatchObject({
      toleratedFailureCount: 2,
      itemCounts: { failed: 2, succeeded: 1 },
    });
  });
});

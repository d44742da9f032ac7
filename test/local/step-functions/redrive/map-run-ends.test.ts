import { StopExecutionCommand, UpdateMapRunCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { until } from '../helpers/cloud.ts';
import { types, writer } from '../helpers/map-runs.ts';
import { child, map, useRedrivenMaps } from './use-redriven-maps.ts';

const { cloud, broken, held, called, create, redrive, mapRunsOf, describeMapRun, theMapRunOf, childrenOf } =
  useRedrivenMaps();

describe.each(types)('a redriven Map Run with %s children', (executionType) => {
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
    const executionArn = await cloud().start(machine);
    await until(() => (called.length === 2 ? true : undefined));
    const mapRunArn = await theMapRunOf(executionArn);
    await cloud().sfn.send(new StopExecutionCommand({ executionArn }));
    await redrive(executionArn);
    held.clear();
    const execution = await cloud().finished(executionArn);
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
    const executionArn = await cloud().start(machine);
    await cloud().finished(executionArn);
    const mapRunArn = await theMapRunOf(executionArn);
    const { itemCounts: ended } = await describeMapRun(mapRunArn);
    expect(ended).toMatchObject({ failed: 4, succeeded: 0 });
    // What UpdateMapRun sets belongs to the run: it holds for its redrives too.
    broken.clear();
    for (const n of [0, 1, 2, 3]) held.add(n);
    await redrive(executionArn);
    await until(() => (called.length === 8 ? true : undefined));
    await cloud().sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 }));
    await cloud().sfn.send(new StopExecutionCommand({ executionArn }));
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
    await cloud().sfn.send(new StopExecutionCommand({ executionArn }));
    await until(async () => ((await describeMapRun(mapRunArn)).status === 'ABORTED' ? true : undefined));
    expect((await describeMapRun(mapRunArn)).itemCounts).toMatchObject({
      pendingRedrive: 0,
      aborted: 4,
      total: 4,
    });
    expect(await childrenOf(mapRunArn, { statusFilter: 'PENDING_REDRIVE' })).toEqual([]);

    await redrive(executionArn);
    await until(() => (called.length === 10 ? true : undefined));
    await cloud().sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 4 }));
    await until(() => (called.length === 13 ? true : undefined));
    held.clear();
    expect((await cloud().finished(executionArn)).status).toBe('SUCCEEDED');
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
    const executionArn = await cloud().start(machine);
    expect((await cloud().finished(executionArn)).error).toBe('States.ItemReaderFailed');
    const mapRunArn = await theMapRunOf(executionArn);
    await cloud().putObject('data', name, '0\n1\n');
    await redrive(executionArn);
    expect((await cloud().finished(executionArn)).status).toBe('SUCCEEDED');
    expect(await mapRunsOf(executionArn)).toEqual([mapRunArn]);
    // Once all of it has been read, the source doesn't matter any more.
    broken.add(1);
    const other = await cloud().start(machine);
    await cloud().finished(other);
    await cloud().putObject('data', name, '5\n6\n7\n');
    broken.clear();
    called.length = 0;
    await redrive(other);
    expect((await cloud().finished(other)).status).toBe('SUCCEEDED');
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
      const executionArn = await cloud().start(machine);
      await cloud().finished(executionArn);
      await redrive(executionArn);
      await cloud().finished(executionArn);
      const runs = await mapRunsOf(executionArn);
      expect(runs).toHaveLength(2);
      expect((await describeMapRun(runs[0] ?? '')).redriveCount).toBe(0);
    }
  });

  it('refuses to redrive a child by itself', async () => {
    broken.add(0);
    const machine = await create({ Map: map(executionType, { Items: [0] }) });
    const executionArn = await cloud().start(machine);
    await cloud().finished(executionArn);
    const [only] = await childrenOf(await theMapRunOf(executionArn));
    await expect(redrive(only?.executionArn ?? '')).rejects.toMatchObject(
      executionType === 'STANDARD'
        ? { name: 'ValidationException', message: 'Labeled Execution ARNs are not supported for this API.' }
        : { name: 'InvalidArn', message: "Invalid Arn: 'Resource type not valid in this context: express'" },
    );
  });
});

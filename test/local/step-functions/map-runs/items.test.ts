import { gzipSync, zstdCompressSync } from 'node:zlib';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, TestCloud } from '../helpers/cloud.ts';
import { echo, mapMachine, mapRunTools, reader, types, writer } from '../helpers/map-runs.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
  await cloud.createBucket('data');
});
afterAll(() => cloud.remove());
const { nextName, mapRunOf, resultsOf } = mapRunTools(() => cloud);

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
});

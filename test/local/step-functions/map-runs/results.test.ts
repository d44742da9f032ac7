import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failed, json, returned, TestCloud } from '../helpers/cloud.ts';
import { call, echo, mapMachine, mapRunTools, types, writer } from '../helpers/map-runs.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
  await cloud.createBucket('data');
});
afterAll(() => cloud.remove());
const { nextName, mapRunOf, resultsOf } = mapRunTools(() => cloud);

describe.each(types)('a Map Run with %s children', (executionType) => {
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
    const redrive = executionType === 'STANDARD' ? ['RedriveStatus', 'RedriveStatusReason'] : [];
    const keys = ['ExecutionArn', 'Input', 'InputDetails', 'Name', 'Output', 'OutputDetails'];
    expect(Object.keys(record)).toEqual([
      ...keys,
      'RedriveCount',
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
});

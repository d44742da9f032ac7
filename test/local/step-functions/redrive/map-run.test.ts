import { describe, expect, it } from 'vitest';
import { json } from '../helpers/cloud.ts';
import { types, writer } from '../helpers/map-runs.ts';
import { keyOf, map, useRedrivenMaps } from './use-redriven-maps.ts';

const {
  cloud,
  broken,
  prepared,
  called,
  contexts,
  create,
  redrive,
  mapRunsOf,
  describeMapRun,
  theMapRunOf,
  childrenOf,
  manifestOf,
} = useRedrivenMaps();

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
    const executionArn = await cloud().start(machine);
    expect((await cloud().finished(executionArn)).error).toBe('States.ExceedToleratedFailureThreshold');
    const mapRunArn = await theMapRunOf(executionArn);
    const before = await describeMapRun(mapRunArn);
    expect(before).toMatchObject({
      status: 'FAILED',
      redriveCount: 0,
      itemCounts: { succeeded: 2, failed: 1, pending: 2, total: 5, resultsWritten: 5, pendingRedrive: 0 },
    });
    const childrenBefore = await childrenOf(mapRunArn);
    expect(childrenBefore[2]).toMatchObject({ status: 'FAILED', redriveStatus: 'REDRIVABLE_BY_MAP_RUN' });
    const firstManifest = await cloud().getObject('data', keyOf(mapRunArn, prefix, 'manifest.json'));
    const eventsBefore = (await cloud().history(executionArn)).length;

    broken.clear();
    await redrive(executionArn);
    const execution = await cloud().finished(executionArn);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(json(execution.output)).toEqual({
      v: 'kept',
      result: {
        MapRunArn: mapRunArn,
        ResultWriterDetails: { Bucket: 'data', Key: keyOf(mapRunArn, prefix, 'Redrive-1/manifest.json') },
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
      const history = await cloud().history(again?.executionArn ?? '');
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
    const events = (await cloud().history(executionArn)).slice(eventsBefore);
    const started = (await cloud().history(executionArn)).find(({ type }) => type === 'MapStateStarted');
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
    expect(await cloud().getObject('data', keyOf(mapRunArn, prefix, 'manifest.json'))).toBe(firstManifest);
    const first = await manifestOf(mapRunArn, prefix);
    expect(first.pending.map(({ n }) => n)).toEqual([3, 4]);
    const second = await manifestOf(mapRunArn, prefix, 'Redrive-1/');
    expect(second.succeeded.map(({ n }) => n).sort()).toEqual([0, 1, 2, 3, 4]);
    expect(second.ResultFiles.SUCCEEDED.map(({ Key }: { Key: string }) => Key)).toEqual([
      keyOf(mapRunArn, prefix, 'SUCCEEDED_0.json'),
      keyOf(mapRunArn, prefix, 'Redrive-1/SUCCEEDED_0.json'),
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
    const executionArn = await cloud().start(machine);
    await cloud().finished(executionArn);
    const mapRunArn = await theMapRunOf(executionArn);
    broken.delete(0);
    await redrive(executionArn);
    expect((await cloud().finished(executionArn)).error).toBe('States.ExceedToleratedFailureThreshold');
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
    expect((await cloud().finished(executionArn)).status).toBe('SUCCEEDED');
    const last = await manifestOf(mapRunArn, prefix, 'Redrive-2/');
    expect(last.succeeded.map(({ n }) => n).sort()).toEqual([0, 1, 2, 3]);
    expect(last.failed).toEqual([]);
    expect(called).toEqual([0, 0, 1, 2, 3, 3]);
  });

  it('gives the results in the state, in order, when nothing is exported', async () => {
    broken.add(1);
    const machine = await create({ Map: map(executionType, { Items: [0, 1, 2], MaxConcurrency: 1 }) });
    const executionArn = await cloud().start(machine);
    await cloud().finished(executionArn);
    broken.clear();
    await redrive(executionArn);
    expect(json((await cloud().finished(executionArn)).output)).toEqual([0, 10, 20]);
  });
});

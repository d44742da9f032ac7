import { ListMapRunsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failed, json, returned, TestCloud, until } from '../helpers/cloud.ts';
import { call, mapMachine, mapRunTools, types, writer } from '../helpers/map-runs.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
  await cloud.createBucket('data');
});
afterAll(() => cloud.remove());
const { nextName, describeMapRun, mapRunOf, resultsOf, gate } = mapRunTools(() => cloud);

describe.each(types)('a Map Run with %s children', (executionType) => {
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
});

import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { json } from '../helpers/cloud.ts';
import { lambda, map, useRedrivenMaps } from './use-redriven-maps.ts';

const { cloud, broken, called, create, redrive, mapRunsOf, describeMapRun, theMapRunOf, childrenOf } =
  useRedrivenMaps();

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
    const executionArn = await cloud().start(machine);
    expect((await cloud().finished(executionArn)).error).toBe('States.ExceedToleratedFailureThreshold');
    const mapRunArn = await theMapRunOf(executionArn);
    const [full] = await childrenOf(mapRunArn);
    expect(full).toMatchObject({
      error: 'States.Runtime',
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution history event limit exceeded',
    });
    await redrive(executionArn);
    expect((await cloud().finished(executionArn)).error).toBe('States.ExceedToleratedFailureThreshold');
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
    const executionArn = await cloud().start(machine);
    await cloud().finished(executionArn);
    broken.clear();
    await redrive(executionArn);
    expect(json((await cloud().finished(executionArn)).output)).toEqual([{ rounds: 3 }]);
  });

  it('redrives the Map Run that it started itself', async () => {
    broken.add(2);
    const inner = map('EXPRESS', { Label: 'Inner', Items: '{% $states.input.n %}', MaxConcurrency: 1 });
    const machine = await create({ Map: map('STANDARD', { Items: [[0, 1, 2, 3]] }, { Inner: inner }) });
    const executionArn = await cloud().start(machine);
    await cloud().finished(executionArn);
    broken.clear();
    await redrive(executionArn);
    expect(json((await cloud().finished(executionArn)).output)).toEqual([[0, 10, 20, 30]]);
    expect(called).toEqual([0, 1, 2, 2, 3]);
    const outer = await cloud().sfn.send(
      new ListExecutionsCommand({ mapRunArn: await theMapRunOf(executionArn) }),
    );
    const innerRuns = await mapRunsOf(outer.executions?.[0]?.executionArn ?? '');
    expect(innerRuns).toHaveLength(1);
    expect((await describeMapRun(innerRuns[0] ?? '')).redriveCount).toBe(1);
  });
});

import { ListExecutionsCommand, RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { fact, SOURCES } from '../facts.ts';
import {
  callUnit,
  childrenOf,
  childTypes,
  exportOf,
  mapMachine,
  mapRunOf,
  useGate,
  writer,
} from './map-runs.ts';

const cloud = useCloud();

const redrive = (executionArn: string | undefined) =>
  cloud.sfn.send(new RedriveExecutionCommand({ executionArn }));

/** A run of 1, 2, 3 that fails at 2, and calls that tell which items ran since. */
async function runFailed(type: 'STANDARD' | 'EXPRESS', rest: object = {}) {
  const calls: number[] = [];
  const broken = new Set([2]);
  cloud.functions.unit = (event) => {
    calls.push(event);
    if (broken.has(event)) throw new Error('broken');
    return event;
  };
  const machine = mapMachine({ Items: [1, 2, 3], MaxConcurrency: 1, ...rest }, { type, states: callUnit });
  const execution = await cloud.run(machine);
  expect(execution.status).toBe('FAILED');
  calls.length = 0;
  return {
    executionArn: execution.executionArn ?? '',
    calls,
    before: await mapRunOf(cloud, execution.executionArn),
    mend: () => broken.clear(),
  };
}

for (const type of childTypes) {
  fact(
    `a redrive runs failed ${type} children and what never started, and leaves what succeeded`,
    SOURCES.redriveMapRun,
    async () => {
      const { executionArn, calls, mend } = await runFailed(type);
      mend();
      await redrive(executionArn);
      expect(json((await cloud.finished(executionArn)).output)).toEqual([1, 2, 3]);
      expect(calls).toEqual([2, 3]);
    },
  );

  fact(
    `a redriven run of ${type} children keeps its ARN and counts redrives`,
    SOURCES.redriveMapRun,
    async () => {
      const { executionArn, before, mend } = await runFailed(type);
      mend();
      await redrive(executionArn);
      await cloud.finished(executionArn);
      const after = await mapRunOf(cloud, executionArn);
      expect(after).toMatchObject({ mapRunArn: before.mapRunArn, redriveCount: 1, status: 'SUCCEEDED' });
      expect(after.redriveDate).toBeInstanceOf(Date);
      expect(after.itemCounts).toMatchObject({ succeeded: 3, failed: 0, total: 3 });
    },
  );

  fact(`a redriven ${type} child keeps its ARN`, SOURCES.redriveMapRun, async () => {
    const { executionArn, before, mend } = await runFailed(type);
    const failed = (await childrenOf(cloud, before.mapRunArn)).find(({ status }) => status === 'FAILED');
    mend();
    await redrive(executionArn);
    await cloud.finished(executionArn);
    expect(await cloud.describe(failed?.executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '2' });
  });

  fact(`results of a redrive with ${type} children are under Redrive-1`, SOURCES.resultWriter, async () => {
    const { executionArn, mend } = await runFailed(type, writer(`again-${type}`));
    const first = await exportOf(cloud, executionArn, `again-${type}`);
    mend();
    await redrive(executionArn);
    const { output } = await cloud.finished(executionArn);

    const second = await exportOf(cloud, executionArn, `again-${type}`, 1);
    expect(json(output).ResultWriterDetails.Key).toBe(`${second.base}/manifest.json`);
    const keys = second.manifest.ResultFiles.SUCCEEDED.map(({ Key }: { Key: string }) => Key);
    expect(keys).toEqual([first.manifest.ResultFiles.SUCCEEDED[0].Key, `${second.base}/SUCCEEDED_0.json`]);
    expect(second.manifest.ResultFiles).toMatchObject({ FAILED: [], PENDING: [] });
    expect((await exportOf(cloud, executionArn, `again-${type}`)).text).toBe(first.text);
  });
}

fact('the parent’s history has ExecutionRedriven and MapRunRedriven', SOURCES.recordedRedrive, async () => {
  const { executionArn, before, mend } = await runFailed('STANDARD');
  mend();
  await redrive(executionArn);
  await cloud.finished(executionArn);
  const events = await cloud.history(executionArn);
  const at = events.findIndex(({ type }) => type === 'ExecutionRedriven');
  expect(events.slice(at).map(({ type }) => type)).toEqual([
    'ExecutionRedriven',
    'MapRunRedriven',
    'MapRunSucceeded',
    'MapStateSucceeded',
    'MapStateExited',
    'ExecutionSucceeded',
  ]);
  expect(events[at + 1]?.mapRunRedrivenEventDetails).toEqual({
    mapRunArn: before.mapRunArn,
    redriveCount: 1,
  });
});

fact('events refer to each other across a redrive as on AWS', SOURCES.recordedRedrive, async () => {
  const { executionArn, mend } = await runFailed('EXPRESS');
  mend();
  await redrive(executionArn);
  await cloud.finished(executionArn);
  const events = await cloud.history(executionArn);
  const idOf = (type: string) => events.find((event) => event.type === type)?.id;
  const links = events.slice(3).map(({ type, previousEventId }) => [type, previousEventId]);
  expect(links).toEqual([
    ['MapRunStarted', idOf('MapStateStarted')],
    ['MapRunFailed', idOf('MapRunStarted')],
    ['MapStateFailed', idOf('MapRunFailed')],
    ['ExecutionFailed', idOf('MapStateFailed')],
    ['ExecutionRedriven', idOf('ExecutionFailed')],
    ['MapRunRedriven', idOf('MapStateStarted')],
    ['MapRunSucceeded', idOf('MapRunRedriven')],
    ['MapStateSucceeded', idOf('MapRunSucceeded')],
    ['MapStateExited', idOf('MapRunRedriven')],
    ['ExecutionSucceeded', idOf('MapStateExited')],
  ]);
});

fact(
  'a redriven EXPRESS child has started anew: it is among the newest, with no redriveDate',
  SOURCES.recordedRedrive,
  async () => {
    const gate = useGate(cloud);
    const machine = mapMachine({ Items: [-1, 2] }, { type: 'EXPRESS', states: callUnit });
    const executionArn = await cloud.startExecution(await cloud.createMachine(machine));
    await gate.reached(2);
    gate.open();
    await cloud.finished(executionArn);
    const { mapRunArn } = await mapRunOf(cloud, executionArn);
    const [second, first] = await childrenOf(cloud, mapRunArn);
    expect(first?.status).toBe('FAILED');

    cloud.functions.unit = (event) => event;
    await redrive(executionArn);
    await cloud.finished(executionArn);

    const after = await childrenOf(cloud, mapRunArn);
    expect(after.map(({ name }) => name)).toEqual([first?.name, second?.name]);
    expect(after[0]).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(after[0] !== undefined && 'redriveDate' in after[0]).toBe(false);
    expect(after[0]?.startDate?.getTime()).toBeGreaterThanOrEqual(first?.stopDate?.getTime() ?? 0);
  },
);

fact(
  'a redriven STANDARD child keeps its startDate and has a redriveDate',
  SOURCES.recordedRedrive,
  async () => {
    const { executionArn, before, mend } = await runFailed('STANDARD');
    const failed = (await childrenOf(cloud, before.mapRunArn)).find(({ status }) => status === 'FAILED');
    mend();
    await redrive(executionArn);
    await cloud.finished(executionArn);
    const child = await cloud.describe(failed?.executionArn);
    expect(child.startDate).toEqual(failed?.startDate);
    expect(child).toMatchObject({ redriveCount: 1, redriveDate: expect.any(Date) });
    expect(child).toMatchObject({
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
  },
);

fact(
  'the parent’s context has RedriveCount and RedriveTime after a redrive',
  SOURCES.recordedRedrive,
  async () => {
    const after = { Type: 'Pass', Output: '{% $states.context.Execution %}', End: true };
    const { Map: map } = mapMachine({ Items: [2] }, { states: callUnit }).States;
    const machine = {
      StartAt: 'Map',
      States: { Map: { ...map, End: undefined, Next: 'After' }, After: after },
    };
    cloud.functions.unit = () => {
      throw new Error('broken');
    };
    const { executionArn } = await cloud.run(machine);
    cloud.functions.unit = (event) => event;
    await redrive(executionArn);
    const { output } = await cloud.finished(executionArn ?? '');
    expect(json(output)).toMatchObject({ RedriveCount: 1, RedriveTime: expect.stringMatching(/Z$/) });
  },
);

fact('a redriven STANDARD child goes on at the state that failed', SOURCES.redriveMapRun, async () => {
  const { executionArn, before, mend } = await runFailed('STANDARD');
  const failed = (await childrenOf(cloud, before.mapRunArn)).find(({ status }) => status === 'FAILED');
  mend();
  await redrive(executionArn);
  await cloud.finished(executionArn);
  const types = (await cloud.history(failed?.executionArn)).map(({ type }) => type);
  expect(types.filter((type) => type === 'ExecutionStarted')).toHaveLength(1);
  expect(types).toContain('ExecutionRedriven');
});

fact('redriveFilter tells redriven children from others', SOURCES.api('ListExecutions'), async () => {
  const { executionArn, before, mend } = await runFailed('STANDARD');
  mend();
  await redrive(executionArn);
  await cloud.finished(executionArn);
  const count = async (redriveFilter: 'REDRIVEN' | 'NOT_REDRIVEN') => {
    const command = new ListExecutionsCommand({ mapRunArn: before.mapRunArn, redriveFilter });
    return (await cloud.sfn.send(command)).executions?.length;
  };
  expect([await count('REDRIVEN'), await count('NOT_REDRIVEN')]).toEqual([1, 2]);
});

fact(
  'a run that succeeded with tolerated failures can’t be redriven',
  SOURCES.api('RedriveExecution'),
  async () => {
    cloud.functions.unit = (event) => {
      if (event === 2) throw new Error('broken');
      return event;
    };
    const rest = { Items: [1, 2], ToleratedFailureCount: 1 };
    const { executionArn } = await cloud.run(mapMachine(rest, { states: callUnit }));
    await expect(redrive(executionArn)).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
  },
);

fact('a child can’t be redriven by itself', SOURCES.redriveMapRun, async () => {
  const { before } = await runFailed('STANDARD');
  const [child] = await childrenOf(cloud, before.mapRunArn);
  await expect(redrive(child?.executionArn)).rejects.toMatchObject({ name: 'ValidationException' });
});

fact('after States.DataLimitExceeded a redrive starts a new Map Run', SOURCES.redriveMapRun, async () => {
  const states = { P: { Type: 'Pass', Output: "{% $pad('', 140000, 'x') %}", End: true } };
  const { executionArn } = await cloud.run(mapMachine({ Items: [1, 2] }, { states }));
  const before = await mapRunOf(cloud, executionArn);
  await redrive(executionArn);
  await cloud.finished(executionArn ?? '');
  const after = await mapRunOf(cloud, executionArn);
  expect(after.mapRunArn).not.toBe(before.mapRunArn);
  expect(after.redriveCount).toBe(0);
});

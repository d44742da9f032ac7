import { UpdateMapRunCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { until, useCloud } from '../cloud.ts';
import { assumption, fact, SOURCES } from '../facts.ts';
import { callUnit, childTypes, mapMachine, mapRunOf, useGate } from './map-runs.ts';

const cloud = useCloud();

const settled = () => new Promise((resolve) => setTimeout(resolve, 30));

for (const type of childTypes) {
  fact(`no more than MaxConcurrency ${type} children run at once`, SOURCES.distributedMap, async () => {
    const gate = useGate(cloud);
    const machine = mapMachine({ Items: [1, 2, 3, 4, 5], MaxConcurrency: 2 }, { type, states: callUnit });
    const execution = await cloud.startExecution(await cloud.createMachine(machine));

    await gate.reached(2);
    await settled();
    expect(gate.waiting.length).toBe(2);
    const run = await mapRunOf(cloud, execution);
    expect(run.maxConcurrency).toBe(2);
    expect(run.executionCounts).toMatchObject({ running: 2, pending: 3, total: 5 });

    gate.open();
    expect((await cloud.finished(execution)).status).toBe('SUCCEEDED');
  });
}

fact(
  'UpdateMapRun raises MaxConcurrency of a run in progress at once',
  SOURCES.api('UpdateMapRun'),
  async () => {
    const gate = useGate(cloud);
    const machine = mapMachine({ Items: [1, 2, 3, 4], MaxConcurrency: 1 }, { states: callUnit });
    const execution = await cloud.startExecution(await cloud.createMachine(machine));
    await gate.reached(1);

    const { mapRunArn } = await mapRunOf(cloud, execution);
    await cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 3 }));

    await gate.reached(3);
    await settled();
    expect(gate.waiting.length).toBe(3);
    gate.open();
    await cloud.finished(execution);
  },
);

assumption('lowering MaxConcurrency lets running children go on and starts no more', async () => {
  const gate = useGate(cloud);
  const machine = mapMachine({ Items: [1, 2, 3, 4], MaxConcurrency: 3 }, { states: callUnit });
  const execution = await cloud.startExecution(await cloud.createMachine(machine));
  await gate.reached(3);

  const { mapRunArn } = await mapRunOf(cloud, execution);
  await cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 }));
  gate.release(2);
  await until(async () => {
    const { executionCounts } = await mapRunOf(cloud, execution);
    return executionCounts?.succeeded === 2 ? true : undefined;
  });
  await settled();
  expect((await mapRunOf(cloud, execution)).executionCounts).toMatchObject({ running: 1, pending: 1 });

  gate.open();
  expect((await cloud.finished(execution)).status).toBe('SUCCEEDED');
});

fact('MaxConcurrency may be an expression', SOURCES.distributedMap, async () => {
  const machine = mapMachine({ Items: [1], MaxConcurrency: '{% $states.input.most %}' });
  const { executionArn } = await cloud.run(machine, { most: 7 });
  expect((await mapRunOf(cloud, executionArn)).maxConcurrency).toBe(7);
});

fact('a bad MaxConcurrency fails before MapStateStarted', SOURCES.recordedScenarios, async () => {
  const machine = mapMachine({ Items: [1], MaxConcurrency: '{% $states.input.most %}' });
  const execution = await cloud.run(machine, { most: 'many' });
  expect(execution.status).toBe('FAILED');
  const types = (await cloud.history(execution.executionArn)).map(({ type }) => type);
  expect(types).not.toContain('MapStateStarted');
  expect(types.at(-1)).toBe('ExecutionFailed');
});

assumption('DescribeMapRun shows 0 where MaxConcurrency is absent', async () => {
  const { executionArn } = await cloud.run(mapMachine({ Items: [1] }));
  expect((await mapRunOf(cloud, executionArn)).maxConcurrency).toBe(0);
});

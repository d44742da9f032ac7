import { DescribeMapRunCommand, ListMapRunsCommand, UpdateMapRunCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { until, useCloud } from '../cloud.ts';
import { assumption, fact, SOURCES } from '../facts.ts';
import { callUnit, mapMachine, mapRunOf, useGate } from './map-runs.ts';

const cloud = useCloud();

const zero = {
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  total: 0,
  resultsWritten: 0,
  failuresNotRedrivable: 0,
  pendingRedrive: 0,
};

fact('DescribeMapRun of a run that ended has all members and counts', SOURCES.recordedMap, async () => {
  const { executionArn } = await cloud.run(mapMachine({ Items: [1, 2], MaxConcurrency: 5 }));
  const { $metadata: _, ...run } = await mapRunOf(cloud, executionArn);
  expect(run).toEqual({
    mapRunArn: expect.any(String),
    executionArn,
    status: 'SUCCEEDED',
    startDate: expect.any(Date),
    stopDate: expect.any(Date),
    maxConcurrency: 5,
    toleratedFailurePercentage: 0,
    toleratedFailureCount: 0,
    itemCounts: { ...zero, succeeded: 2, total: 2, resultsWritten: 2 },
    executionCounts: { ...zero, succeeded: 2, total: 2, resultsWritten: 2 },
    redriveCount: 0,
  });
});

fact('a run in progress has no stopDate and no results written', SOURCES.recordedMap, async () => {
  const gate = useGate(cloud);
  const machine = mapMachine({ Items: [1, 2], MaxConcurrency: 1 }, { states: callUnit });
  const execution = await cloud.startExecution(await cloud.createMachine(machine));
  await gate.reached(1);
  const run = await mapRunOf(cloud, execution);
  expect(run).toMatchObject({ status: 'RUNNING', itemCounts: { running: 1, pending: 1, resultsWritten: 0 } });
  expect('stopDate' in run).toBe(false);
  gate.open();
  await cloud.finished(execution);
});

fact('ListMapRuns tells a run’s execution, machine with label, and dates', SOURCES.recordedMap, async () => {
  const machine = await cloud.createMachine(mapMachine({ Items: [1] }));
  const { executionArn } = await cloud.finished(await cloud.startExecution(machine));
  const { mapRuns } = await cloud.sfn.send(new ListMapRunsCommand({ executionArn }));
  expect(mapRuns).toEqual([
    {
      executionArn,
      mapRunArn: (await mapRunOf(cloud, executionArn)).mapRunArn,
      stateMachineArn: `${machine}/Map`,
      startDate: expect.any(Date),
      stopDate: expect.any(Date),
    },
  ]);
});

fact('UpdateMapRun changes tolerances of a run in progress', SOURCES.api('UpdateMapRun'), async () => {
  const gate = useGate(cloud);
  const machine = mapMachine({ Items: [-1, -2, 3], MaxConcurrency: 3 }, { states: callUnit });
  const execution = await cloud.startExecution(await cloud.createMachine(machine));
  await gate.reached(3);
  const { mapRunArn } = await mapRunOf(cloud, execution);
  const update = { mapRunArn, toleratedFailureCount: 2, toleratedFailurePercentage: 70 };
  const { $metadata: _, ...answer } = await cloud.sfn.send(new UpdateMapRunCommand(update));
  expect(answer).toEqual({});
  gate.open();
  expect((await cloud.finished(execution)).status).toBe('SUCCEEDED');
  expect(await mapRunOf(cloud, execution)).toMatchObject({
    toleratedFailureCount: 2,
    toleratedFailurePercentage: 70,
    itemCounts: { failed: 2, succeeded: 1 },
  });
});

assumption('UpdateMapRun to a tolerance that is exceeded already fails the run', async () => {
  const gate = useGate(cloud);
  const rest = { Items: [-1, 2], ToleratedFailureCount: 1, MaxConcurrency: 2 };
  const machine = await cloud.createMachine(mapMachine(rest, { states: callUnit }));
  const execution = await cloud.startExecution(machine);
  await gate.reached(2);
  gate.release(1);
  const { mapRunArn } = await mapRunOf(cloud, execution);
  await until(async () => ((await mapRunOf(cloud, execution)).itemCounts?.failed === 1 ? true : undefined));
  await cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, toleratedFailureCount: 0 }));
  expect((await cloud.finished(execution)).error).toBe('States.ExceedToleratedFailureThreshold');
  gate.open();
});

fact(
  'UpdateMapRun of a run that has ended is a ValidationException',
  SOURCES.api('UpdateMapRun'),
  async () => {
    const { executionArn } = await cloud.run(mapMachine({ Items: [1] }));
    const { mapRunArn } = await mapRunOf(cloud, executionArn);
    const refused = cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 }));
    await expect(refused).rejects.toMatchObject({ name: 'ValidationException' });
  },
);

for (const member of [
  { maxConcurrency: -1 },
  { toleratedFailureCount: -1 },
  { toleratedFailurePercentage: 101 },
]) {
  fact(`UpdateMapRun refuses ${JSON.stringify(member)}`, SOURCES.api('UpdateMapRun'), async () => {
    const { executionArn } = await cloud.run(mapMachine({ Items: [1] }));
    const { mapRunArn } = await mapRunOf(cloud, executionArn);
    const refused = cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, ...member }));
    await expect(refused).rejects.toThrow(/failed to satisfy constraint/);
  });
}

fact('an ARN of no Map Run is ResourceNotFound', SOURCES.api('DescribeMapRun'), async () => {
  const mapRunArn =
    'arn:aws:states:us-east-1:000000000000:mapRun:no/Map:8f0a2b3c-0000-4000-8000-000000000000';
  const refused = cloud.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
  await expect(refused).rejects.toMatchObject({ name: 'ResourceNotFound' });
});

fact('what is no ARN of a Map Run is InvalidArn', SOURCES.api('DescribeMapRun'), async () => {
  const refused = cloud.sfn.send(new DescribeMapRunCommand({ mapRunArn: 'not-an-arn' }));
  await expect(refused).rejects.toMatchObject({ name: 'InvalidArn' });
});

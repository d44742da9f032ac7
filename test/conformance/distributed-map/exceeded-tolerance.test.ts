import { expect } from 'vitest';
import { json, until, useCloud } from '../cloud.ts';
import { assumption, fact, SOURCES } from '../facts.ts';
import {
  callUnit,
  childrenOf,
  exportOf,
  failNegative,
  mapMachine,
  mapRunOf,
  useGate,
  writer,
} from './map-runs.ts';

const cloud = useCloud();

fact('running STANDARD children are stopped: ABORTED', SOURCES.redriveMapRun, async () => {
  const gate = useGate(cloud);
  const machine = mapMachine({ Items: [1, -1] }, { states: callUnit });
  const started = await cloud.startExecution(await cloud.createMachine(machine));
  await gate.reached(2);
  const { mapRunArn } = await mapRunOf(cloud, started);
  gate.waiting.pop()?.();

  const execution = await cloud.finished(started);

  gate.open();
  expect(execution.error).toBe('States.ExceedToleratedFailureThreshold');
  const { itemCounts } = await mapRunOf(cloud, started);
  expect(itemCounts).toMatchObject({ failed: 1, aborted: 1, total: 2 });
  const statuses = (await childrenOf(cloud, mapRunArn)).map(({ status }) => status);
  expect(statuses.sort()).toEqual(['ABORTED', 'FAILED']);
});

fact('EXPRESS children can’t be stopped: the run waits for them', SOURCES.recordedRedrive, async () => {
  const gate = useGate(cloud);
  const machine = mapMachine({ Items: [1, -1] }, { type: 'EXPRESS', states: callUnit });
  const started = await cloud.startExecution(await cloud.createMachine(machine));
  await gate.reached(2);
  gate.waiting.pop()?.();
  await until(async () => ((await mapRunOf(cloud, started)).itemCounts?.failed === 1 ? true : undefined));
  expect((await cloud.describe(started)).status).toBe('RUNNING');

  gate.open();

  expect((await cloud.finished(started)).status).toBe('FAILED');
  expect((await mapRunOf(cloud, started)).itemCounts).toMatchObject({ succeeded: 1, failed: 1, aborted: 0 });
});

fact('what was never started stays PENDING, also in the results', SOURCES.recordedMap, async () => {
  const rest = { Items: [-1, 2, 3, 4], MaxConcurrency: 1, ...writer('pending') };
  const execution = await cloud.run(mapMachine(rest, { states: failNegative }));
  const { itemCounts } = await mapRunOf(cloud, execution.executionArn);
  const pending = itemCounts?.pending ?? 0;
  // AWS may start some more before it fails, so only the sum is certain.
  expect(pending).toBeGreaterThan(0);
  expect(itemCounts).toMatchObject({ failed: 1, total: 4, resultsWritten: 4 });
  const results = await exportOf(cloud, execution.executionArn, 'pending');
  expect(json(results.pending[0])).toHaveLength(pending);
});

fact('the child’s own error is not the parent’s', SOURCES.recordedMap, async () => {
  const execution = await cloud.run(mapMachine({ Items: [-1] }, { states: failNegative }));
  expect(execution.error).toBe('States.ExceedToleratedFailureThreshold');
  expect(execution.cause).not.toContain('below zero');
});

fact('a Catch may name States.ExceedToleratedFailureThreshold', SOURCES.distributedMap, async () => {
  const machine = mapMachine(
    {
      Items: [-1],
      Catch: [
        {
          ErrorEquals: ['States.ExceedToleratedFailureThreshold'],
          Next: 'Caught',
          Output: '{% $states.errorOutput %}',
        },
      ],
    },
    { states: failNegative },
  );
  const caught = { ...machine, States: { ...machine.States, Caught: { Type: 'Pass', End: true } } };
  expect(json((await cloud.run(caught)).output)).toEqual({
    Error: 'States.ExceedToleratedFailureThreshold',
    Cause: 'The specified tolerated failure threshold was exceeded',
  });
});

fact('a Retry of the Map runs all children again, in a new Map Run', SOURCES.distributedMap, async () => {
  let calls = 0;
  cloud.functions.unit = (event) => {
    calls += 1;
    if (calls <= 2 && event === 2) throw new Error('not yet');
    return event;
  };
  const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1 }];
  const machine = mapMachine({ Items: [1, 2], MaxConcurrency: 1, Retry }, { states: callUnit });
  const { executionArn, output } = await cloud.run(machine);
  expect(json(output)).toEqual([1, 2]);
  expect(calls).toBe(4);
  const types = (await cloud.history(executionArn)).map(({ type }) => type);
  expect(types.filter((type) => type === 'MapRunStarted')).toHaveLength(2);
});

assumption('a child that somebody has stopped doesn’t count as failed', async () => {
  const gate = useGate(cloud);
  const machine = mapMachine({ Items: [1, 2] }, { states: callUnit });
  const started = await cloud.startExecution(await cloud.createMachine(machine));
  await gate.reached(2);
  const { mapRunArn } = await mapRunOf(cloud, started);
  const [child] = await childrenOf(cloud, mapRunArn);
  await cloud.stopExecution(child?.executionArn);
  gate.open();
  expect((await cloud.finished(started)).status).toBe('SUCCEEDED');
  expect((await mapRunOf(cloud, started)).itemCounts).toMatchObject({ succeeded: 1, aborted: 1, failed: 0 });
});

import { expect } from 'vitest';
import { json, until, useCloud } from '../cloud.ts';
import { assumption, fact, SOURCES } from '../facts.ts';
import { callUnit, childrenOf, exportOf, mapMachine, mapRunOf, useGate, writer } from './map-runs.ts';

const cloud = useCloud();

async function startBlocked(rest: object, type: 'STANDARD' | 'EXPRESS' = 'STANDARD') {
  const gate = useGate(cloud);
  const machine = mapMachine({ Items: [1, 2, 3], MaxConcurrency: 1, ...rest }, { type, states: callUnit });
  const execution = await cloud.startExecution(await cloud.createMachine(machine));
  await gate.reached(1);
  return { gate, execution };
}

const ended = (execution: string) =>
  until(async () => {
    const run = await mapRunOf(cloud, execution);
    return run.status === 'RUNNING' ? undefined : run;
  });

fact(
  'StopExecution of the parent aborts the Map Run: running 1 is aborted, 2 stay pending',
  SOURCES.measuredCounts,
  async () => {
    const { gate, execution } = await startBlocked({});
    await cloud.stopExecution(execution);
    const run = await ended(execution);
    gate.open();
    expect((await cloud.describe(execution)).status).toBe('ABORTED');
    expect(run).toMatchObject({ status: 'ABORTED', itemCounts: { aborted: 1, pending: 2, total: 3 } });
    const [child] = await childrenOf(cloud, run.mapRunArn);
    expect(child?.status).toBe('ABORTED');
  },
);

fact('EXPRESS children of a stopped parent run to their end', SOURCES.redriveMapRun, async () => {
  const { gate, execution } = await startBlocked({}, 'EXPRESS');
  await cloud.stopExecution(execution);
  expect((await cloud.describe(execution)).status).toBe('ABORTED');
  gate.open();
  const run = await ended(execution);
  expect(run).toMatchObject({ status: 'ABORTED', itemCounts: { succeeded: 1, aborted: 0, pending: 2 } });
});

fact('a Map Run whose parent was stopped still writes its results', SOURCES.redriveMapRun, async () => {
  const { gate, execution } = await startBlocked(writer('stopped'));
  await cloud.stopExecution(execution);
  await ended(execution);
  gate.open();
  const { failed, pending } = await exportOf(cloud, execution, 'stopped');
  expect(json(failed[0])).toMatchObject([{ Input: '1', Status: 'ABORTED' }]);
  expect(json(pending[0])).toHaveLength(2);
});

fact('StopExecution is not for EXPRESS executions', SOURCES.api('StopExecution'), async () => {
  const { gate, execution } = await startBlocked({}, 'EXPRESS');
  const [child] = await childrenOf(cloud, (await mapRunOf(cloud, execution)).mapRunArn);
  await expect(cloud.stopExecution(child?.executionArn)).rejects.toThrow();
  gate.open();
  await cloud.finished(execution);
});

assumption('the parent’s TimeoutSeconds ends the Map Run as ABORTED', async () => {
  const gate = useGate(cloud);
  const machine = { ...mapMachine({ Items: [1] }, { states: callUnit }), TimeoutSeconds: 1 };
  const execution = await cloud.startExecution(await cloud.createMachine(machine));
  expect((await cloud.finished(execution)).status).toBe('TIMED_OUT');
  expect((await ended(execution)).status).toBe('ABORTED');
  gate.open();
});

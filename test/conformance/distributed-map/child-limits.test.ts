import { afterEach, expect, vi } from 'vitest';
import { until, useCloud } from '../cloud.ts';
import { fact, SOURCES } from '../facts.ts';
import { type ChildType, childrenOf, mapMachine, mapRunOf } from './map-runs.ts';

const cloud = useCloud();
afterEach(() => {
  vi.useRealTimers();
});

/** Starts a run whose only child waits 400 seconds, and lets so many go by. */
async function runFor(seconds: number, type: ChildType) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true });
  const states = { Wait: { Type: 'Wait', Seconds: 400, End: true } };
  const machine = await cloud.createMachine(mapMachine({ Items: [1] }, { type, states }));
  const execution = await cloud.startExecution(machine);
  await until(async () => {
    const { itemCounts } = await mapRunOf(cloud, execution);
    return itemCounts?.running === 1 ? true : undefined;
  });
  await vi.advanceTimersByTimeAsync(seconds * 1_000);
  return execution;
}

fact('an EXPRESS child ends as TIMED_OUT after five minutes', SOURCES.quotas, async () => {
  const execution = await runFor(301, 'EXPRESS');
  expect((await cloud.finished(execution)).error).toBe('States.ExceedToleratedFailureThreshold');
  const { mapRunArn, itemCounts } = await mapRunOf(cloud, execution);
  expect(itemCounts).toMatchObject({ timedOut: 1, failed: 0 });
  expect((await childrenOf(cloud, mapRunArn))[0]?.status).toBe('TIMED_OUT');
});

fact('a STANDARD child may take longer than five minutes', SOURCES.quotas, async () => {
  const execution = await runFor(301, 'STANDARD');
  expect((await cloud.describe(execution)).status).toBe('RUNNING');
  await vi.advanceTimersByTimeAsync(400_000);
  expect((await cloud.finished(execution)).status).toBe('SUCCEEDED');
});

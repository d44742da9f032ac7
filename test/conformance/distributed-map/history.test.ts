import { beforeAll, expect } from 'vitest';
import { useCloud } from '../cloud.ts';
import { fact, SOURCES } from '../facts.ts';
import { childrenOf, failNegative, mapMachine, mapRunOf, reader } from './map-runs.ts';

const cloud = useCloud();
beforeAll(() => cloud.put('a.jsonl', '1\n2\n3\n'));

fact(
  'a run that succeeds leaves eight events, however many children it has',
  SOURCES.recordedMap,
  async () => {
    const Items = Array.from({ length: 50 }, (_, index) => index);
    const { executionArn } = await cloud.run(mapMachine({ Items }));
    const events = await cloud.history(executionArn);
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapRunSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
    const { mapRunArn } = await mapRunOf(cloud, executionArn);
    expect(events[3]?.mapRunStartedEventDetails).toEqual({ mapRunArn });
  },
);

fact('MapStateExited refers to MapRunStarted, not to MapStateSucceeded', SOURCES.recordedMap, async () => {
  const events = await cloud.history((await cloud.run(mapMachine({ Items: [1] }))).executionArn);
  const started = events.find(({ type }) => type === 'MapRunStarted');
  const exited = events.find(({ type }) => type === 'MapStateExited');
  expect(exited?.previousEventId).toBe(started?.id);
});

fact('MapStateStarted has the number of items of state input', SOURCES.recordedMap, async () => {
  const events = await cloud.history((await cloud.run(mapMachine({ Items: [1, 2] }))).executionArn);
  expect(events[2]?.mapStateStartedEventDetails).toEqual({ length: 2 });
});

fact('MapStateStarted has the length 0 with an ItemReader', SOURCES.recordedMap, async () => {
  const machine = mapMachine(reader('a.jsonl', { InputType: 'JSONL' }));
  const events = await cloud.history((await cloud.run(machine)).executionArn);
  expect(events[2]?.mapStateStartedEventDetails).toEqual({ length: 0 });
});

fact(
  'a run that fails leaves MapRunFailed with error and cause, MapStateFailed, ExecutionFailed',
  SOURCES.recordedMap,
  async () => {
    const machine = mapMachine({ Items: [-1] }, { states: failNegative });
    const events = await cloud.history((await cloud.run(machine)).executionArn);
    expect(events.slice(-3).map(({ type }) => type)).toEqual([
      'MapRunFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
    const error = 'States.ExceedToleratedFailureThreshold';
    const cause = 'The specified tolerated failure threshold was exceeded';
    expect(events.at(-3)?.mapRunFailedEventDetails).toEqual({ error, cause });
    expect(events.at(-1)?.executionFailedEventDetails).toEqual({ error, cause });
  },
);

fact(
  'a source that can’t be read leaves MapRunFailed and MapStateFailed',
  SOURCES.recordedScenarios,
  async () => {
    const machine = mapMachine(reader('absent.jsonl', { InputType: 'JSONL' }));
    const events = await cloud.history((await cloud.run(machine)).executionArn);
    expect(events.slice(-3).map(({ type }) => type)).toEqual([
      'MapRunFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
    expect(events.at(-1)?.executionFailedEventDetails?.error).toBe('States.ItemReaderFailed');
  },
);

fact('a STANDARD child has a history of its own', SOURCES.distributedMap, async () => {
  const { executionArn } = await cloud.run(mapMachine({ Items: [7] }));
  const [child] = await childrenOf(cloud, (await mapRunOf(cloud, executionArn)).mapRunArn);
  const events = await cloud.history(child?.executionArn);
  expect(events.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'PassStateEntered',
    'PassStateExited',
    'ExecutionSucceeded',
  ]);
  expect(events[0]?.executionStartedEventDetails?.input).toBe('7');
});

fact('an EXPRESS child has no history that the API gives', SOURCES.api('GetExecutionHistory'), async () => {
  const { executionArn } = await cloud.run(mapMachine({ Items: [7] }, { type: 'EXPRESS' }));
  const [child] = await childrenOf(cloud, (await mapRunOf(cloud, executionArn)).mapRunArn);
  await expect(cloud.history(child?.executionArn)).rejects.toThrow();
});

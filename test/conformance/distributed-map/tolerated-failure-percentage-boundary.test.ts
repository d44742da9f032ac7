import { expect } from 'vitest';
import { useCloud } from '../cloud.ts';
import { assumption, fact, SOURCES } from '../facts.ts';
import { failNegative, mapMachine, mapRunOf } from './map-runs.ts';

const cloud = useCloud();

const run = (rest: object, Items: number[], input: unknown = {}) =>
  cloud.run(mapMachine({ Items, ...rest }, { states: failNegative }), input);

fact(
  'exactly the tolerated percentage of failed items doesn’t fail the run',
  SOURCES.distributedMap,
  async () => {
    const execution = await run({ ToleratedFailurePercentage: 25 }, [1, -1, 3, 4]);
    expect(execution.status).toBe('SUCCEEDED');
    expect((await mapRunOf(cloud, execution.executionArn)).toleratedFailurePercentage).toBe(25);
  },
);

fact('more than the tolerated percentage fails the run', SOURCES.distributedMap, async () => {
  const execution = await run({ ToleratedFailurePercentage: 24.9 }, [1, -1, 3, 4]);
  expect(execution).toMatchObject({
    status: 'FAILED',
    error: 'States.ExceedToleratedFailureThreshold',
  });
});

fact('100 per cent never fails the run', SOURCES.distributedMap, async () => {
  expect((await run({ ToleratedFailurePercentage: 100 }, [-1, -2])).status).toBe('SUCCEEDED');
});

fact('the percentage is of all items, not of those that have ended', SOURCES.distributedMap, async () => {
  const rest = { ToleratedFailurePercentage: 50, MaxConcurrency: 1 };
  expect((await run(rest, [-1, -2, 3, 4])).status).toBe('SUCCEEDED');
});

fact('with both tolerances the run fails when the count is exceeded', SOURCES.distributedMap, async () => {
  const rest = { ToleratedFailureCount: 1, ToleratedFailurePercentage: 100 };
  expect((await run(rest, [-1, -2, 3, 4])).status).toBe('FAILED');
});

fact(
  'with both tolerances the run fails when the percentage is exceeded',
  SOURCES.distributedMap,
  async () => {
    const rest = { ToleratedFailureCount: 4, ToleratedFailurePercentage: 49 };
    expect((await run(rest, [-1, -2, 3, 4])).status).toBe('FAILED');
  },
);

assumption('a percentage alone switches the default count of 0 off', async () => {
  expect((await run({ ToleratedFailurePercentage: 60 }, [-1, 2])).status).toBe('SUCCEEDED');
});

fact('a percentage may be an expression with a fraction', SOURCES.recordedScenarios, async () => {
  const rest = { ToleratedFailurePercentage: '{% $states.input.p %}' };
  const { executionArn } = await run(rest, [1], { p: 1.1 });
  expect((await mapRunOf(cloud, executionArn)).toleratedFailurePercentage).toBe(1.1);
});

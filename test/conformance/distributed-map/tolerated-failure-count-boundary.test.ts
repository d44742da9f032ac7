import { expect } from 'vitest';
import { useCloud } from '../cloud.ts';
import { fact, SOURCES } from '../facts.ts';
import { childTypes, failNegative, mapMachine, mapRunOf } from './map-runs.ts';

const cloud = useCloud();

for (const type of childTypes) {
  const run = (rest: object, Items: number[]) =>
    cloud.run(mapMachine({ Items, ...rest }, { type, states: failNegative }));

  fact(`as many failed ${type} items as tolerated don’t fail the run`, SOURCES.distributedMap, async () => {
    const execution = await run({ ToleratedFailureCount: 2 }, [1, -1, -2, 4]);
    expect(execution.status).toBe('SUCCEEDED');
    const { itemCounts, status, toleratedFailureCount } = await mapRunOf(cloud, execution.executionArn);
    expect({ status, toleratedFailureCount }).toEqual({ status: 'SUCCEEDED', toleratedFailureCount: 2 });
    expect(itemCounts).toMatchObject({ succeeded: 2, failed: 2, total: 4 });
  });

  fact(`one failed ${type} item more than tolerated fails the run`, SOURCES.distributedMap, async () => {
    const execution = await run({ ToleratedFailureCount: 2 }, [-1, -2, -3, 4]);
    expect(execution).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
    });
  });

  fact(
    `without a tolerance the first failed ${type} item fails the run`,
    SOURCES.distributedMap,
    async () => {
      const execution = await run({}, [-1, 2]);
      expect(execution).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
      expect((await mapRunOf(cloud, execution.executionArn)).status).toBe('FAILED');
    },
  );
}

fact(
  'a count alone decides: one of four failed with ToleratedFailureCount 1, the percentage shown as 0',
  SOURCES.recordedMap,
  async () => {
    const machine = mapMachine({ Items: [1, -1, 3, 4], ToleratedFailureCount: 1 }, { states: failNegative });
    const execution = await cloud.run(machine);
    expect(execution.status).toBe('SUCCEEDED');
    expect((await mapRunOf(cloud, execution.executionArn)).toleratedFailurePercentage).toBe(0);
  },
);

fact('a failed batch counts with all its items', SOURCES.mapRun, async () => {
  const states = { No: { Type: 'Fail', Error: 'No' } };
  const batches = { Items: [1, 2, 3], ItemBatcher: { MaxItemsPerBatch: 3 } };
  const two = await cloud.run(mapMachine({ ...batches, ToleratedFailureCount: 2 }, { states }));
  const three = await cloud.run(mapMachine({ ...batches, ToleratedFailureCount: 3 }, { states }));
  expect([two.status, three.status]).toEqual(['FAILED', 'SUCCEEDED']);
});

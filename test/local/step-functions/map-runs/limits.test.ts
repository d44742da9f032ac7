import { UpdateMapRunCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failed, returned, TestCloud, until } from '../helpers/cloud.ts';
import { call, echo, mapMachine, mapRunTools, types } from '../helpers/map-runs.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
  await cloud.createBucket('data');
});
afterAll(() => cloud.remove());
const { nextName, describeMapRun, mapRunOf, gate } = mapRunTools(() => cloud);

describe.each(types)('a Map Run with %s children', (executionType) => {
  it.each([
    [{ ToleratedFailureCount: '{% -1 %}' }, 'ToleratedFailureCount cannot be negative.', 'MapStateStarted'],
    [
      { ToleratedFailurePercentage: '{% 100.5 %}' },
      'ToleratedFailurePercentage must be between 0 and 100.',
      'MapStateStarted',
    ],
  ])('refuses %j', async (rest, cause, before) => {
    const execution = await cloud.run(nextName(), mapMachine(executionType, echo, { Items: [1], ...rest }));
    expect(execution).toMatchObject({
      error: 'States.Runtime',
      cause: `An error occurred while executing the state 'Map' (entered at the event id #2). ${cause}`,
    });
    const eventTypes = (await cloud.history(execution.executionArn ?? '')).map(({ type }) => type);
    expect(eventTypes).toContain(before);
    expect(eventTypes).not.toContain('MapRunStarted');
  });

  it('starts no more than MaxConcurrency, which can be changed while it runs', async () => {
    const units = gate();
    const definition = mapMachine(executionType, call, {
      Items: '{% $range(1, 30, 1) %}',
      MaxConcurrency: '{% $states.input.max %}',
    });
    const arn = await cloud.createMachine(nextName(), definition);
    const executionArn = await cloud.start(arn, { max: 3 });
    await units.reached(3);
    const { mapRunArn } = await mapRunOf(executionArn);
    expect((await describeMapRun(mapRunArn)).itemCounts).toMatchObject({
      running: 3,
      pending: 27,
      total: 30,
    });
    await cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 5 }));
    await units.reached(5);
    expect(await describeMapRun(mapRunArn)).toMatchObject({ maxConcurrency: 5, itemCounts: { running: 5 } });
    // Lowered: what runs goes on, nothing new starts until there is room.
    await cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 }));
    units.release(4);
    await until(async () =>
      (await describeMapRun(mapRunArn)).itemCounts?.succeeded === 4 ? true : undefined,
    );
    expect((await describeMapRun(mapRunArn)).itemCounts?.running).toBe(1);
    await cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 0 }));
    await units.reached(26);
    units.release();
    expect((await cloud.finished(executionArn)).status).toBe('SUCCEEDED');
    await expect(
      cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 })),
    ).rejects.toMatchObject({ name: 'ValidationException', reason: 'CANNOT_UPDATE_COMPLETED_MAP_RUN' });
  });

  it('fails at once when UpdateMapRun takes the tolerance away', async () => {
    const units = gate();
    const definition = mapMachine(executionType, call, {
      Items: '{% [{"fail": true}, {}, {}] %}',
      ToleratedFailurePercentage: 100,
    });
    const arn = await cloud.createMachine(nextName(), definition);
    const executionArn = await cloud.start(arn);
    await units.reached(3);
    units.release(1);
    const { mapRunArn } = await mapRunOf(executionArn);
    await until(async () => ((await describeMapRun(mapRunArn)).itemCounts?.failed === 1 ? true : undefined));
    await cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, toleratedFailurePercentage: 10 }));
    if (executionType === 'EXPRESS') units.release();
    const execution = await cloud.finished(executionArn);
    expect(execution.error).toBe('States.ExceedToleratedFailureThreshold');
    units.release();
    // STANDARD children are stopped, EXPRESS children can't be.
    expect((await describeMapRun(mapRunArn)).itemCounts).toMatchObject(
      executionType === 'STANDARD'
        ? { failed: 1, aborted: 2, succeeded: 0 }
        : { failed: 1, aborted: 0, succeeded: 2 },
    );
  });

  it('runs the percentage against all items, not against those that have ended', async () => {
    cloud.functions.unit = (event) => (event.fail ? failed('F', 'f') : returned(1));
    const run = async (percentage: number) =>
      await cloud.run(
        nextName(),
        mapMachine(executionType, call, {
          Items: '{% $map([1..10], function($i) { {"fail": $i <= 2} }) %}',
          MaxConcurrency: 1,
          ToleratedFailurePercentage: percentage,
        }),
      );
    // The first two of ten fail: all of what has ended by then, but only 20 percent of all.
    expect((await run(20)).status).toBe('SUCCEEDED');
    expect(await run(19.9)).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
  });
});

describe('UpdateMapRun and DescribeMapRun', () => {
  const mapRunArn = 'arn:aws:states:us-east-1:000000000000:mapRun:m/Map:00000000-0000-4000-8000-000000000000';

  it('say when there is no such Map Run, or the ARN is none', async () => {
    const refused = { name: 'ResourceNotFound', resourceName: mapRunArn };
    await expect(describeMapRun(mapRunArn)).rejects.toMatchObject(refused);
    await expect(
      cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 })),
    ).rejects.toMatchObject(refused);
    const other = mapRunArn.replace('mapRun', 'stateMachine');
    await expect(cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn: other }))).rejects.toMatchObject({
      name: 'InvalidArn',
    });
  });

  it.each([{ maxConcurrency: -1 }, { toleratedFailureCount: -1 }, { toleratedFailurePercentage: 100.1 }])(
    'refuse %j',
    async (update) => {
      const execution = await cloud.run(nextName(), mapMachine('STANDARD', echo, { Items: [1] }));
      const { mapRunArn: ended } = await mapRunOf(execution.executionArn);
      await expect(
        cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn: ended, ...update })),
      ).rejects.toMatchObject({ name: 'ValidationException' });
    },
  );

  it('loosen a tolerance while the run is in progress', async () => {
    const units = gate();
    const definition = mapMachine('STANDARD', call, {
      Items: '{% [{"fail": true}, {"fail": true}, {}] %}',
      MaxConcurrency: 1,
    });
    const executionArn = await cloud.start(await cloud.createMachine(nextName(), definition));
    await units.reached(1);
    const { mapRunArn: running } = await mapRunOf(executionArn);
    await cloud.sfn.send(new UpdateMapRunCommand({ mapRunArn: running, toleratedFailureCount: 2 }));
    units.release();
    expect((await cloud.finished(executionArn)).status).toBe('SUCCEEDED');
    expect(await describeMapRun(running)).toMatchObject({
      toleratedFailureCount: 2,
      itemCounts: { failed: 2, succeeded: 1 },
    });
  });
});

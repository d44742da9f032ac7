import {
  DescribeMapRunCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, returned, TestCloud, until } from './helpers/cloud.ts';

const definition = (executionType: string) => ({
  StartAt: 'Map',
  States: {
    Map: {
      Type: 'Map',
      Label: 'Map',
      Items: '{% $states.input %}',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
        StartAt: 'Call',
        States: {
          Call: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Arguments: { FunctionName: 'unit', Payload: '{% $states.input %}' },
            Output: '{% $states.result.Payload %}',
            End: true,
          },
        },
      },
      End: true,
    },
  },
});

describe('a restart', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await TestCloud.start();
    cloud.functions.unit = (event) =>
      event === 0 ? new Promise((resolve) => setTimeout(() => resolve(returned(0)), 3_000)) : returned(event);
  });
  afterAll(() => cloud.remove());

  it('keeps machines, executions, their histories and their children', async () => {
    const stateMachineArn = await cloud.createMachine('kept', definition('STANDARD'));
    const executionArn = await cloud.start(stateMachineArn, [1, 2], 'one');
    const before = await cloud.finished(executionArn);
    const history = await cloud.history(executionArn);
    await cloud.restart();
    const after = await cloud.describe(executionArn);
    expect({ ...after, $metadata: {} }).toEqual({ ...before, $metadata: {} });
    expect(await cloud.history(executionArn)).toEqual(history);
    expect(await cloud.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
      name: 'kept',
    });
    await expect(cloud.start(stateMachineArn, [1, 2], 'one')).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });
    const { mapRuns } = await cloud.sfn.send(new ListMapRunsCommand({ executionArn }));
    const mapRunArn = mapRuns?.[0]?.mapRunArn;
    expect(await cloud.sfn.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      status: 'SUCCEEDED',
      itemCounts: { succeeded: 2, total: 2, resultsWritten: 2 },
    });
    const { executions } = await cloud.sfn.send(new ListExecutionsCommand({ mapRunArn }));
    expect(executions).toHaveLength(2);
    const child = await cloud.describe(executions?.[0]?.executionArn ?? '');
    expect(json(child.output)).toBe(2);
    expect((await cloud.history(executions?.[0]?.executionArn ?? '')).at(-1)?.type).toBe(
      'ExecutionSucceeded',
    );
    expect((await cloud.finished(await cloud.start(stateMachineArn, [3], 'two'))).status).toBe('SUCCEEDED');
  });

  it.each(['STANDARD', 'EXPRESS'])('aborts what was running, with %s children', async (executionType) => {
    const stateMachineArn = await cloud.createMachine(`cut-${executionType}`, definition(executionType));
    const executionArn = await cloud.start(stateMachineArn, [1, 0, 2], 'one');
    const mapRunArn = await until(async () => {
      const { mapRuns } = await cloud.sfn.send(new ListMapRunsCommand({ executionArn }));
      return mapRuns?.[0]?.mapRunArn;
    });
    await until(async () => {
      const { itemCounts } = await cloud.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
      return itemCounts?.succeeded === 2 ? true : undefined;
    });
    await cloud.restart();
    expect(await cloud.describe(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Local.Restarted',
      cause: expect.stringContaining('The local cloud stopped while this execution ran'),
    });
    expect(cloud.changes.filter((change) => change.executionArn === executionArn)).toMatchObject([
      { status: 'RUNNING', stopDate: null },
      { status: 'ABORTED', stopDate: expect.any(Number) },
    ]);
    const mapRun = await cloud.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
    expect(mapRun).toMatchObject({
      status: 'ABORTED',
      itemCounts: { succeeded: 2, running: 0, pending: 1, total: 3 },
    });
    expect(mapRun.stopDate).toBeInstanceOf(Date);
    await expect(cloud.start(stateMachineArn, [1], 'one')).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });
  });
});

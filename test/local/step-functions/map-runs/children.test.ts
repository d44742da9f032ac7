import {
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, TestCloud } from '../helpers/cloud.ts';
import { call, echo, mapMachine, mapRunTools, types } from '../helpers/map-runs.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
  await cloud.createBucket('data');
});
afterAll(() => cloud.remove());
const { nextName, describeMapRun, mapRunOf, gate } = mapRunTools(() => cloud);

describe.each(types)('a Map Run with %s children', (executionType) => {
  it('lists its children in pages, the newest first', async () => {
    const definition = mapMachine(executionType, echo, {
      Items: '{% $range(0, 24, 1) %}',
      MaxConcurrency: 1,
    });
    const execution = await cloud.run(nextName(), definition);
    const { mapRunArn } = await mapRunOf(execution.executionArn);
    const inputs: number[] = [];
    let nextToken: string | undefined;
    do {
      const command = { mapRunArn, maxResults: 10, nextToken };
      const page = await cloud.sfn.send(new ListExecutionsCommand(command));
      for (const { executionArn } of page.executions ?? []) {
        inputs.push(json((await cloud.describe(executionArn ?? '')).input));
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(inputs).toEqual(Array.from({ length: 25 }, (_, index) => 24 - index));
    const filter = { mapRunArn, statusFilter: 'FAILED' as const };
    expect((await cloud.sfn.send(new ListExecutionsCommand(filter))).executions).toEqual([]);
    const { executionArn } = execution;
    const stateMachineArn = execution.stateMachineArn;
    const { executions } = await cloud.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions?.map((listed) => listed.executionArn)).toEqual([executionArn]);
  });
});

describe('a STANDARD child', () => {
  it('has a history and a definition, and can be stopped alone', async () => {
    const units = gate();
    const definition = mapMachine('STANDARD', call, { Items: [1, 2] });
    const arn = await cloud.createMachine(nextName(), definition);
    const parent = await cloud.start(arn);
    await units.reached(2);
    const { mapRunArn } = await mapRunOf(parent);
    const running = { mapRunArn, statusFilter: 'RUNNING' as const };
    const { executions } = await cloud.sfn.send(new ListExecutionsCommand(running));
    const executionArn = executions?.[0]?.executionArn ?? '';
    expect(await cloud.describe(executionArn)).toMatchObject({ status: 'RUNNING', mapRunArn, input: '2' });
    expect((await cloud.history(executionArn)).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
    ]);
    await cloud.sfn.send(new StopExecutionCommand({ executionArn, error: 'Mine' }));
    units.release();
    // An aborted child is no failure.
    expect((await cloud.finished(parent)).status).toBe('SUCCEEDED');
    expect((await describeMapRun(mapRunArn)).itemCounts).toMatchObject({ aborted: 1, succeeded: 1 });
    expect(await cloud.describe(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Mine' });
    expect((await cloud.history(executionArn)).at(-1)?.type).toBe('ExecutionAborted');
    const machine = await cloud.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(machine).toMatchObject({ stateMachineArn: `${arn}/Map`, label: 'Map', mapRunArn });
    expect(Object.keys(json(machine.definition))).toEqual(['StartAt', 'States']);
  });
});

describe('an EXPRESS child', () => {
  it('has neither history nor stop', async () => {
    const execution = await cloud.run(nextName(), mapMachine('EXPRESS', echo, { Items: [1] }));
    const { mapRunArn } = await mapRunOf(execution.executionArn);
    const { executions } = await cloud.sfn.send(new ListExecutionsCommand({ mapRunArn }));
    const executionArn = executions?.[0]?.executionArn ?? '';
    expect(await cloud.describe(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '1' });
    const refused = {
      name: 'InvalidArn',
      message: "Invalid Arn: 'Resource type not valid in this context: express'",
    };
    await expect(cloud.sfn.send(new GetExecutionHistoryCommand({ executionArn }))).rejects.toMatchObject(
      refused,
    );
    await expect(cloud.sfn.send(new StopExecutionCommand({ executionArn }))).rejects.toMatchObject(refused);
  });
});

describe('a Map Run in a STANDARD child', () => {
  it('belongs to the child', async () => {
    const inner = mapMachine('EXPRESS', echo, { Label: 'Inner', Items: '{% $states.input %}' });
    const states = { In: json(JSON.stringify(inner)).States.Map };
    const outer = mapMachine('STANDARD', states, { Label: 'Outer', Items: [[1, 2], [3]] });
    const execution = await cloud.run(nextName(), outer);
    expect(json(execution.output)).toEqual([[1, 2], [3]]);
    const { mapRunArn } = await mapRunOf(execution.executionArn);
    const { executions } = await cloud.sfn.send(new ListExecutionsCommand({ mapRunArn }));
    const child = await mapRunOf(executions?.[0]?.executionArn);
    expect(child.itemCounts?.total).toBe(1);
  });
});

describe('children of a Distributed Map', () => {
  const around = (config: object, states: object) => ({
    StartAt: 'Outside',
    States: {
      Outside: { Type: 'Pass', Assign: { outer: 1 }, Next: 'Map' },
      Map: {
        Type: 'Map',
        Items: [1],
        ItemProcessor: { ProcessorConfig: config, StartAt: Object.keys(states)[0], States: states },
        Next: 'After',
      },
      After: { Type: 'Pass', Output: { result: '{% $states.input %}', outer: '{% $outer %}' }, End: true },
    },
  });

  it.each(types)(
    "don't read their parent's variables, and may have the same names: %s",
    async (ExecutionType) => {
      const read = { Read: { Type: 'Pass', Output: '{% $outer %}', End: true } };
      const inline = await cloud.run(`inline-${ExecutionType}`, around({ Mode: 'INLINE' }, read));
      expect(json(inline.output)).toEqual({ result: [1], outer: 1 });
      const config = { Mode: 'DISTRIBUTED', ExecutionType };
      const { executionArn } = await cloud.run(`reads-${ExecutionType}`, around(config, read));
      const { mapRunArn } = await mapRunOf(executionArn);
      const { executions } = await cloud.sfn.send(new ListExecutionsCommand({ mapRunArn }));
      const child = await cloud.describe(executions?.[0]?.executionArn ?? '');
      expect(child).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
      const own = { Own: { Type: 'Pass', Assign: { outer: 2 }, Next: 'Read' }, ...read };
      const assigned = await cloud.run(`own-${ExecutionType}`, around(config, own));
      expect(json(assigned.output)).toEqual({ result: [2], outer: 1 });
    },
  );
});

import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { useCloud } from '../cloud.ts';
import { fact, SOURCES } from '../facts.ts';
import { callUnit, childrenOf, failNegative, mapMachine, mapRunOf, useGate } from './map-runs.ts';

const cloud = useCloud();

fact('children are listed by their Map Run, newest first, with itemCount', SOURCES.recordedMap, async () => {
  const rest = { Items: [1, 2, 3], MaxConcurrency: 1, ItemBatcher: { MaxItemsPerBatch: 2 } };
  const { executionArn } = await cloud.run(mapMachine(rest));
  const { mapRunArn } = await mapRunOf(cloud, executionArn);
  const children = await childrenOf(cloud, mapRunArn);
  expect(children.map(({ itemCount, status }) => [itemCount, status])).toEqual([
    [1, 'SUCCEEDED'],
    [2, 'SUCCEEDED'],
  ]);
  expect(children.every((child) => child.mapRunArn === mapRunArn)).toBe(true);
});

fact('children are not listed by their machine', SOURCES.recordedMap, async () => {
  const stateMachineArn = await cloud.createMachine(mapMachine({ Items: [1, 2] }));
  const execution = await cloud.finished(await cloud.startExecution(stateMachineArn));
  const { executions } = await cloud.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  expect(executions?.map(({ executionArn }) => executionArn)).toEqual([execution.executionArn]);
});

fact('only children that were started are listed', SOURCES.recordedMap, async () => {
  const gate = useGate(cloud);
  const machine = mapMachine({ Items: [1, 2, 3], MaxConcurrency: 1 }, { states: callUnit });
  const execution = await cloud.startExecution(await cloud.createMachine(machine));
  await gate.reached(1);
  const { mapRunArn } = await mapRunOf(cloud, execution);
  expect((await childrenOf(cloud, mapRunArn)).map(({ status }) => status)).toEqual(['RUNNING']);
  gate.open();
  await cloud.finished(execution);
});

fact('a statusFilter picks children by their status', SOURCES.api('ListExecutions'), async () => {
  const rest = { Items: [1, -1, 3], ToleratedFailureCount: 1 };
  const { executionArn } = await cloud.run(mapMachine(rest, { states: failNegative }));
  const { mapRunArn } = await mapRunOf(cloud, executionArn);
  const count = async (statusFilter: 'FAILED' | 'SUCCEEDED' | 'PENDING_REDRIVE') => {
    const { executions } = await cloud.sfn.send(new ListExecutionsCommand({ mapRunArn, statusFilter }));
    return executions?.length;
  };
  expect([await count('FAILED'), await count('SUCCEEDED'), await count('PENDING_REDRIVE')]).toEqual([
    1, 2, 0,
  ]);
});

fact('pages follow each other by nextToken until there is none', SOURCES.api('ListExecutions'), async () => {
  const { executionArn } = await cloud.run(mapMachine({ Items: [1, 2, 3, 4, 5] }));
  const { mapRunArn } = await mapRunOf(cloud, executionArn);
  const names = new Set<string | undefined>();
  const sizes: number[] = [];
  let nextToken: string | undefined;
  do {
    const command = new ListExecutionsCommand({ mapRunArn, maxResults: 2, nextToken });
    const page = await cloud.sfn.send(command);
    sizes.push(page.executions?.length ?? 0);
    for (const { name } of page.executions ?? []) names.add(name);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect({ sizes, names: names.size }).toEqual({ sizes: [2, 2, 1], names: 5 });
});

fact('a machine or a Map Run must be named, not both', SOURCES.api('ListExecutions'), async () => {
  const stateMachineArn = await cloud.createMachine(mapMachine({ Items: [1] }));
  const execution = await cloud.finished(await cloud.startExecution(stateMachineArn));
  const { mapRunArn } = await mapRunOf(cloud, execution.executionArn);
  for (const input of [{}, { stateMachineArn, mapRunArn }]) {
    const refused = cloud.sfn.send(new ListExecutionsCommand(input));
    await expect(refused).rejects.toMatchObject({ name: 'ValidationException' });
  }
});

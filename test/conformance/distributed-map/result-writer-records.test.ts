import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { fact, SOURCES } from '../facts.ts';
import { childrenOf, exportOf, failNegative, mapMachine, mapRunOf, writer } from './map-runs.ts';

const cloud = useCloud();

const run = (type: 'STANDARD' | 'EXPRESS', prefix: string) => {
  const rest = { Items: [1, -1, 3], MaxConcurrency: 1, ToleratedFailureCount: 1, ...writer(prefix) };
  return cloud.run(mapMachine(rest, { type, states: failNegative }));
};

fact(
  'a record of a STANDARD child that succeeded has AWS’s keys and values',
  SOURCES.recordedMap,
  async () => {
    const { executionArn } = await run('STANDARD', 'none');
    const { succeeded } = await exportOf(cloud, executionArn, 'none');
    const children = await childrenOf(cloud, (await mapRunOf(cloud, executionArn)).mapRunArn);
    const [record] = json(succeeded[0]);
    const child = children.find(({ executionArn }) => executionArn === record.ExecutionArn);
    expect(Object.entries(record)).toEqual([
      ['ExecutionArn', child?.executionArn],
      ['Input', '1'],
      ['InputDetails', { Included: true }],
      ['Name', child?.name],
      ['Output', '1'],
      ['OutputDetails', { Included: true }],
      ['RedriveCount', 0],
      ['RedriveStatus', 'NOT_REDRIVABLE'],
      ['RedriveStatusReason', 'Execution is SUCCEEDED and cannot be redriven'],
      ['StartDate', child?.startDate?.toISOString()],
      ['StateMachineArn', child?.stateMachineArn],
      ['Status', 'SUCCEEDED'],
      ['StopDate', child?.stopDate?.toISOString()],
    ]);
  },
);

fact(
  'a record of a child that failed begins with Cause and Error and has no Output',
  SOURCES.recordedMap,
  async () => {
    const { executionArn } = await run('STANDARD', 'bad');
    const { failed } = await exportOf(cloud, executionArn, 'bad');
    const [record] = json(failed[0]);
    expect(Object.keys(record)).toEqual([
      'Cause',
      'Error',
      'ExecutionArn',
      'Input',
      'InputDetails',
      'Name',
      'OutputDetails',
      'RedriveCount',
      'RedriveStatus',
      'StartDate',
      'StateMachineArn',
      'Status',
      'StopDate',
    ]);
    expect(record).toMatchObject({
      Cause: 'below zero',
      Error: 'Negative',
      RedriveStatus: 'REDRIVABLE_BY_MAP_RUN',
      Status: 'FAILED',
    });
  },
);

fact(
  'records of EXPRESS children have RedriveCount and no RedriveStatus',
  SOURCES.recordedRedrive,
  async () => {
    const { executionArn } = await run('EXPRESS', 'express');
    const { succeeded, failed } = await exportOf(cloud, executionArn, 'express');
    for (const record of [...json(succeeded[0]), ...json(failed[0])]) {
      const redrive = Object.entries(record).filter(([key]) => key.startsWith('Redrive'));
      expect(redrive).toEqual([['RedriveCount', 0]]);
    }
  },
);

fact(
  'a record’s Name of an EXPRESS child is its name without the execution’s id',
  SOURCES.recordedRedrive,
  async () => {
    const { executionArn } = await run('EXPRESS', 'names');
    const { succeeded } = await exportOf(cloud, executionArn, 'names');
    const [record] = json(succeeded[0]);
    expect(record.Name).toMatch(/^[0-9a-f-]{36}$/);
    expect(record.ExecutionArn).toContain(`/Map:${record.Name}:`);
  },
);

fact('Input and Output are JSON texts: a string keeps its quotes', SOURCES.recordedMap, async () => {
  const { executionArn } = await cloud.run(mapMachine({ Items: ['x'], ...writer('texts') }));
  const [record] = json((await exportOf(cloud, executionArn, 'texts')).succeeded[0]);
  expect(record).toMatchObject({ Input: '"x"', Output: '"x"' });
});

fact('a record of what never started is its input and PENDING', SOURCES.recordedMap, async () => {
  const rest = { Items: [-1, 2, 3, 4], MaxConcurrency: 1, ...writer('never') };
  const { executionArn } = await cloud.run(mapMachine(rest, { states: failNegative }));
  const records = json((await exportOf(cloud, executionArn, 'never')).pending[0]);
  expect(Object.entries(records.at(-1))).toEqual([
    ['Input', '4'],
    ['InputDetails', { Included: true }],
    ['Status', 'PENDING'],
  ]);
});

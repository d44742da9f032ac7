import { DescribeStateMachineForExecutionCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { fact, SOURCES } from '../facts.ts';
import { childrenOf, childTypes, echo, mapMachine, mapRunOf } from './map-runs.ts';

const cloud = useCloud();

for (const type of childTypes) {
  fact(
    `a ${type} child’s definition is the ItemProcessor without ProcessorConfig, with label and mapRunArn`,
    SOURCES.recordedMap,
    async () => {
      const { executionArn: parent } = await cloud.run(mapMachine({ Items: [1] }, { type }));
      const { mapRunArn } = await mapRunOf(cloud, parent);
      const [child] = await childrenOf(cloud, mapRunArn);
      const command = new DescribeStateMachineForExecutionCommand({ executionArn: child?.executionArn });
      const machine = await cloud.sfn.send(command);
      expect(json(machine.definition)).toEqual({ StartAt: 'Echo', States: echo });
      expect(machine).toMatchObject({ label: 'Map', mapRunArn, stateMachineArn: child?.stateMachineArn });
    },
  );

  fact(
    `DescribeExecution tells of a ${type} child its input, output and Map Run`,
    SOURCES.recordedMap,
    async () => {
      const { executionArn: parent } = await cloud.run(mapMachine({ Items: [{ n: 1 }] }, { type }));
      const { mapRunArn } = await mapRunOf(cloud, parent);
      const [child] = await childrenOf(cloud, mapRunArn);
      expect(await cloud.describe(child?.executionArn)).toMatchObject({
        input: '{"n":1}',
        output: '{"n":1}',
        status: 'SUCCEEDED',
        mapRunArn,
      });
    },
  );
}

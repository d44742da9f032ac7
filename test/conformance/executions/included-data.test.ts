import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { pass } from '../states.ts';

const cloud = useCloud();
const includedData = 'METADATA_ONLY';
const recorded = FROM.stackd('encryption_execution.json');

fact('DescribeExecution without data has neither input nor output', recorded, async () => {
  const { executionArn } = await cloud.run(pass('secret'), { secret: 1 });
  const execution = await cloud.sfn.send(new DescribeExecutionCommand({ executionArn, includedData }));
  expect(execution).toMatchObject({ executionArn, status: 'SUCCEEDED', redriveCount: 0 });
  expect(JSON.stringify(execution)).not.toContain('secret');
  expect(execution).not.toHaveProperty('inputDetails');
});

fact('DescribeExecution without data doesn’t say why it failed', recorded, async () => {
  const { executionArn } = await cloud.run({
    StartAt: 'F',
    States: { F: { Type: 'Fail', Error: 'E', Cause: 'C' } },
  });
  const execution = await cloud.sfn.send(new DescribeExecutionCommand({ executionArn, includedData }));
  expect([execution.status, execution.error, execution.cause]).toEqual(['FAILED', undefined, undefined]);
});

fact('a definition that isn’t asked for is {}', recorded, async () => {
  const { executionArn, stateMachineArn } = await cloud.run(pass(1));
  const machine = await cloud.sfn.send(new DescribeStateMachineCommand({ stateMachineArn, includedData }));
  expect(machine).toMatchObject({ definition: '{}', status: 'ACTIVE' });
  const of = await cloud.sfn.send(
    new DescribeStateMachineForExecutionCommand({ executionArn, includedData }),
  );
  expect(of).toMatchObject({ definition: '{}', stateMachineArn });
});

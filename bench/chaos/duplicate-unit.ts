import { InvokeCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, ListExecutionsCommand, ListMapRunsCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { AwsClients } from '../../client/index.ts';
import { unitEvent } from '../../core/contracts/unit.ts';
import type { Choices } from './chance.ts';

const childInput = z.looseObject({ run: unitEvent.shape.run, unit: unitEvent.shape.unit });

/**
 * Invokes the unit function asynchronously with the payload of a unit that runs now.
 * @returns the unit; undefined if none runs
 */
export async function duplicateUnit(
  { sfn, lambda }: AwsClients,
  executionArn: string,
  choices: Choices,
  { copies, backup }: { copies: number; backup: boolean },
): Promise<number | undefined> {
  const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  const { mapRunArn } = mapRuns.find((each) => each.mapRunArn?.includes('FanOut')) ?? {};
  if (mapRunArn === undefined) return undefined;
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ mapRunArn, statusFilter: 'RUNNING', maxResults: 100 }),
  );
  const child = choices.pick(executions);
  if (child === undefined) return undefined;
  const { input = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn: child.executionArn }));
  const { run, unit } = childInput.parse(JSON.parse(input));
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const FunctionName = Functions.find(({ FunctionName }) =>
    FunctionName?.includes('UnitFunction'),
  )?.FunctionName;
  if (FunctionName === undefined) throw new Error('the local cloud has no unit function');
  const Payload = Buffer.from(JSON.stringify({ run, unit, ...(backup && { backup: true }) }));
  for (let copy = 0; copy < copies; copy++) {
    await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }));
  }
  return unit.unit;
}

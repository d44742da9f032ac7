import { setTimeout } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  DescribeMapRunCommand,
  ListMapRunsCommand,
  paginateListExecutions,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { checkEnd, type ObservedEnd } from './check-end.ts';
import type { Invocation } from './killer.ts';
import { defineMachine, type TaskInput } from './machine.ts';
import { endOfExecution } from './oracle.ts';
import type { Schedule } from './schedule.ts';

/** What a schedule is run in. */
export interface Place {
  sfn: SFNClient;
  functionName: string;
  /** Folder of the functions' files. */
  folder: string;
  invocations(): Promise<Invocation[]>;
}

/**
 * Runs an execution by a schedule, to its end.
 * @param name of the machine; of all names in the place another one
 * @returns what is not as AWS would have it, one sentence each
 */
export async function runSchedule(schedule: Schedule, name: string, place: Place): Promise<string[]> {
  const { sfn, functionName, folder } = place;
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name,
      roleArn: 'arn:aws:iam::000000000000:role/machine',
      definition: JSON.stringify(defineMachine(schedule, functionName)),
    }),
  );
  const task = (who: string | number, acts: Schedule['first']): TaskInput => ({
    key: `${name}.${who}`,
    acts,
    folder,
  });
  const input = {
    first: task('first', schedule.first),
    items: schedule.items.map((acts, at) => task(at, acts)),
  };
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  const execution = await waitForEnd(sfn, executionArn);
  const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  const mapRunArn = mapRuns[0]?.mapRunArn;
  const observed: ObservedEnd = {
    execution,
    counts:
      mapRunArn === undefined
        ? undefined
        : (await sfn.send(new DescribeMapRunCommand({ mapRunArn }))).itemCounts,
    children: mapRunArn === undefined ? [] : await describeChildren(sfn, mapRunArn),
    invocations: (await place.invocations()).filter(({ key }) => key.startsWith(`${name}.`)),
  };
  return checkEnd(schedule, endOfExecution(schedule), observed);
}

async function waitForEnd(
  sfn: SFNClient,
  executionArn: string | undefined,
): Promise<DescribeExecutionOutput> {
  for (;;) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return execution;
    await setTimeout(50);
  }
}

async function describeChildren(sfn: SFNClient, mapRunArn: string): Promise<DescribeExecutionOutput[]> {
  const children: DescribeExecutionOutput[] = [];
  for await (const { executions = [] } of paginateListExecutions({ client: sfn }, { mapRunArn })) {
    for (const { executionArn } of executions) {
      children.push(await sfn.send(new DescribeExecutionCommand({ executionArn })));
    }
  }
  return children;
}

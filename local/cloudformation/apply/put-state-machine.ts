import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  type DescribeStateMachineOutput,
  type SFNClient,
  StateMachineDoesNotExist,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import type { PlannedStateMachine } from '../planned-resource.ts';

/**
 * Creates a state machine or updates the one of the same name. Executions under way keep the definition that they
 * were started with.
 * @param definition with its substitutions applied
 */
export async function putStateMachine(
  sfn: SFNClient,
  planned: PlannedStateMachine,
  definition: string,
): Promise<void> {
  const { name, arn, type, roleArn } = planned;
  const existing = await describe(sfn, arn);
  if (existing === undefined) {
    await sfn.send(new CreateStateMachineCommand({ name, definition, type, roleArn }));
    return;
  }
  if (existing.type !== type) {
    throw new Error(
      `it exists as ${existing.type} and the template has ${type}, which can't be changed; ` +
        'give it another name, or delete the state folder',
    );
  }
  if (existing.status === 'DELETING') {
    throw new Error('it is being deleted: the executions that still run of it have to end first');
  }
  if (existing.definition === definition && existing.roleArn === roleArn) return;
  await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: arn, definition, roleArn }));
}

/** Deletes a state machine that its stack no longer has. */
export async function deleteStateMachine(sfn: SFNClient, { arn }: PlannedStateMachine): Promise<void> {
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
}

async function describe(sfn: SFNClient, arn: string): Promise<DescribeStateMachineOutput | undefined> {
  try {
    return await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
  } catch (error) {
    if (error instanceof StateMachineDoesNotExist) return undefined;
    throw error;
  }
}

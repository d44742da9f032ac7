import { ExecutionAlreadyExists, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { TriggerSurroundings } from './trigger-surroundings.ts';

/**
 * Starts an execution unless one of its name was started before: Step Functions locks a name for 90 days after its end,
 * and gives the running one back for the same name and input.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 * @returns ARN of the one execution of that name
 */
export async function startNamed(
  { sfn, environment }: TriggerSurroundings,
  name: string,
  input: object,
): Promise<string> {
  const stateMachineArn = environment.FANFOLD_STATE_MACHINE_ARN;
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

import * as sfn from '@aws-sdk/client-sfn';
import { operation, type SdkOperation } from '../sdk-operation.ts';

type Client = sfn.SFNClient;

/** Actions of Step Functions: those that the local Step Functions have. */
export const sfnOperations: Readonly<Record<string, SdkOperation<Client>>> = {
  createStateMachine: operation(
    sfn.CreateStateMachine$,
    (client: Client, input: sfn.CreateStateMachineCommandInput) =>
      client.send(new sfn.CreateStateMachineCommand(input)),
  ),
  deleteStateMachine: operation(
    sfn.DeleteStateMachine$,
    (client: Client, input: sfn.DeleteStateMachineCommandInput) =>
      client.send(new sfn.DeleteStateMachineCommand(input)),
  ),
  describeExecution: operation(
    sfn.DescribeExecution$,
    (client: Client, input: sfn.DescribeExecutionCommandInput) =>
      client.send(new sfn.DescribeExecutionCommand(input)),
  ),
  describeMapRun: operation(sfn.DescribeMapRun$, (client: Client, input: sfn.DescribeMapRunCommandInput) =>
    client.send(new sfn.DescribeMapRunCommand(input)),
  ),
  describeStateMachine: operation(
    sfn.DescribeStateMachine$,
    (client: Client, input: sfn.DescribeStateMachineCommandInput) =>
      client.send(new sfn.DescribeStateMachineCommand(input)),
  ),
  describeStateMachineForExecution: operation(
    sfn.DescribeStateMachineForExecution$,
    (client: Client, input: sfn.DescribeStateMachineForExecutionCommandInput) =>
      client.send(new sfn.DescribeStateMachineForExecutionCommand(input)),
  ),
  getExecutionHistory: operation(
    sfn.GetExecutionHistory$,
    (client: Client, input: sfn.GetExecutionHistoryCommandInput) =>
      client.send(new sfn.GetExecutionHistoryCommand(input)),
  ),
  listExecutions: operation(sfn.ListExecutions$, (client: Client, input: sfn.ListExecutionsCommandInput) =>
    client.send(new sfn.ListExecutionsCommand(input)),
  ),
  listMapRuns: operation(sfn.ListMapRuns$, (client: Client, input: sfn.ListMapRunsCommandInput) =>
    client.send(new sfn.ListMapRunsCommand(input)),
  ),
  listStateMachines: operation(
    sfn.ListStateMachines$,
    (client: Client, input: sfn.ListStateMachinesCommandInput) =>
      client.send(new sfn.ListStateMachinesCommand(input)),
  ),
  redriveExecution: operation(
    sfn.RedriveExecution$,
    (client: Client, input: sfn.RedriveExecutionCommandInput) =>
      client.send(new sfn.RedriveExecutionCommand(input)),
  ),
  sendTaskFailure: operation(sfn.SendTaskFailure$, (client: Client, input: sfn.SendTaskFailureCommandInput) =>
    client.send(new sfn.SendTaskFailureCommand(input)),
  ),
  sendTaskHeartbeat: operation(
    sfn.SendTaskHeartbeat$,
    (client: Client, input: sfn.SendTaskHeartbeatCommandInput) =>
      client.send(new sfn.SendTaskHeartbeatCommand(input)),
  ),
  sendTaskSuccess: operation(sfn.SendTaskSuccess$, (client: Client, input: sfn.SendTaskSuccessCommandInput) =>
    client.send(new sfn.SendTaskSuccessCommand(input)),
  ),
  startExecution: operation(sfn.StartExecution$, (client: Client, input: sfn.StartExecutionCommandInput) =>
    client.send(new sfn.StartExecutionCommand(input)),
  ),
  stopExecution: operation(sfn.StopExecution$, (client: Client, input: sfn.StopExecutionCommandInput) =>
    client.send(new sfn.StopExecutionCommand(input)),
  ),
  updateMapRun: operation(sfn.UpdateMapRun$, (client: Client, input: sfn.UpdateMapRunCommandInput) =>
    client.send(new sfn.UpdateMapRunCommand(input)),
  ),
  updateStateMachine: operation(
    sfn.UpdateStateMachine$,
    (client: Client, input: sfn.UpdateStateMachineCommandInput) =>
      client.send(new sfn.UpdateStateMachineCommand(input)),
  ),
  validateStateMachineDefinition: operation(
    sfn.ValidateStateMachineDefinition$,
    (client: Client, input: sfn.ValidateStateMachineDefinitionCommandInput) =>
      client.send(new sfn.ValidateStateMachineDefinitionCommand(input)),
  ),
};

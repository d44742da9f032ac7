import * as lambda from '@aws-sdk/client-lambda';
import { operation, type SdkOperation } from '../sdk-operation.ts';

type Client = lambda.LambdaClient;

/** Actions of Lambda: those that the local Lambda has. */
export const lambdaOperations: Readonly<Record<string, SdkOperation<Client>>> = {
  createFunction: operation(
    lambda.CreateFunction$,
    (client: Client, input: lambda.CreateFunctionCommandInput) =>
      client.send(new lambda.CreateFunctionCommand(input)),
  ),
  deleteFunction: operation(
    lambda.DeleteFunction$,
    (client: Client, input: lambda.DeleteFunctionCommandInput) =>
      client.send(new lambda.DeleteFunctionCommand(input)),
  ),
  deleteFunctionConcurrency: operation(
    lambda.DeleteFunctionConcurrency$,
    (client: Client, input: lambda.DeleteFunctionConcurrencyCommandInput) =>
      client.send(new lambda.DeleteFunctionConcurrencyCommand(input)),
  ),
  getAccountSettings: operation(
    lambda.GetAccountSettings$,
    (client: Client, input: lambda.GetAccountSettingsCommandInput) =>
      client.send(new lambda.GetAccountSettingsCommand(input)),
  ),
  getFunction: operation(lambda.GetFunction$, (client: Client, input: lambda.GetFunctionCommandInput) =>
    client.send(new lambda.GetFunctionCommand(input)),
  ),
  getFunctionConcurrency: operation(
    lambda.GetFunctionConcurrency$,
    (client: Client, input: lambda.GetFunctionConcurrencyCommandInput) =>
      client.send(new lambda.GetFunctionConcurrencyCommand(input)),
  ),
  getFunctionConfiguration: operation(
    lambda.GetFunctionConfiguration$,
    (client: Client, input: lambda.GetFunctionConfigurationCommandInput) =>
      client.send(new lambda.GetFunctionConfigurationCommand(input)),
  ),
  invoke: operation(lambda.Invoke$, (client: Client, input: lambda.InvokeCommandInput) =>
    client.send(new lambda.InvokeCommand(input)),
  ),
  listFunctions: operation(lambda.ListFunctions$, (client: Client, input: lambda.ListFunctionsCommandInput) =>
    client.send(new lambda.ListFunctionsCommand(input)),
  ),
  putFunctionConcurrency: operation(
    lambda.PutFunctionConcurrency$,
    (client: Client, input: lambda.PutFunctionConcurrencyCommandInput) =>
      client.send(new lambda.PutFunctionConcurrencyCommand(input)),
  ),
  updateFunctionCode: operation(
    lambda.UpdateFunctionCode$,
    (client: Client, input: lambda.UpdateFunctionCodeCommandInput) =>
      client.send(new lambda.UpdateFunctionCodeCommand(input)),
  ),
  updateFunctionConfiguration: operation(
    lambda.UpdateFunctionConfiguration$,
    (client: Client, input: lambda.UpdateFunctionConfigurationCommandInput) =>
      client.send(new lambda.UpdateFunctionConfigurationCommand(input)),
  ),
};

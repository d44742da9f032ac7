import {
  DeleteFunctionCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  InvokeCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { assumption, fact } from '../facts.ts';
import { ECHO, useLambda, WAIT } from './lambda.ts';
import { LAMBDA } from './sources.ts';

const lambda = useLambda();
const remove = (FunctionName: string) => lambda.client.send(new DeleteFunctionCommand({ FunctionName }));
const notFound = (name: string) => ({
  name: 'ResourceNotFoundException',
  message: `Function not found: arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  $metadata: { httpStatusCode: 404 },
});

fact('DeleteFunction answers 204, and the function is not found', LAMBDA.recordedApi, async () => {
  const FunctionName = await lambda.create(ECHO);

  const removed = await remove(FunctionName);

  expect(removed.$metadata.httpStatusCode).toBe(204);
  const get = lambda.client.send(new GetFunctionCommand({ FunctionName }));
  await expect(get).rejects.toMatchObject(notFound(FunctionName));
  const invoke = lambda.client.send(new InvokeCommand({ FunctionName }));
  await expect(invoke).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

fact('a function that is not there can not be deleted', LAMBDA.recordedApi, async () => {
  await expect(remove('absent')).rejects.toMatchObject(notFound('absent'));
});

fact('its name is free for another one', LAMBDA.api('DeleteFunction'), async () => {
  const FunctionName = await lambda.create('export const handler = async () => "old";');
  await lambda.result(FunctionName);
  await remove(FunctionName);

  await lambda.create('export const handler = async () => "new";', { FunctionName });

  expect(await lambda.result(FunctionName)).toBe('new');
});

fact('what it had reserved is the account’s again', LAMBDA.reserved, async () => {
  const FunctionName = await lambda.create(ECHO);
  const unreserved = async () =>
    (await lambda.client.send(new GetAccountSettingsCommand())).AccountLimit?.UnreservedConcurrentExecutions;
  const before = await unreserved();
  await lambda.client.send(
    new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 100 }),
  );
  const reserved = await unreserved();

  await remove(FunctionName);

  expect([before, reserved, await unreserved()]).toEqual([1000, 900, 1000]);
});

assumption('an invocation under way finishes', async () => {
  const FunctionName = await lambda.create(WAIT);
  const running = lambda.result(FunctionName, 500);
  await new Promise((resolve) => setTimeout(resolve, 150));

  await remove(FunctionName);

  expect(await running).toBeTypeOf('number');
});

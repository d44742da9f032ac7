import { GetAccountSettingsCommand, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { fact } from '../facts.ts';
import { ECHO, useLambda } from './lambda.ts';
import { LAMBDA } from './sources.ts';

const lambda = useLambda();

fact('an account runs 1,000 invocations at once', LAMBDA.quotas, async () => {
  const { AccountLimit } = await lambda.client.send(new GetAccountSettingsCommand());

  expect(AccountLimit).toMatchObject({ ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 });
});

fact('100 of them stay unreserved', LAMBDA.api('PutFunctionConcurrency'), async () => {
  const FunctionName = await lambda.create(ECHO);
  const reserve = (ReservedConcurrentExecutions: number) =>
    lambda.client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));

  await expect(reserve(901)).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message:
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below " +
      'its minimum value of [100].',
  });
  expect((await reserve(900)).ReservedConcurrentExecutions).toBe(900);
});

import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  InvokeCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { fact } from '../facts.ts';
import { ECHO, useLambda, WAIT } from './lambda.ts';
import { LAMBDA } from './sources.ts';

const lambda = useLambda({ accountConcurrency: 12 });
const reserve = (FunctionName: string, ReservedConcurrentExecutions: number) =>
  lambda.client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
const reservationOf = async (FunctionName: string) =>
  (await lambda.client.send(new GetFunctionConcurrencyCommand({ FunctionName })))
    .ReservedConcurrentExecutions;
const throttled = (Reason: string) => ({
  name: 'TooManyRequestsException',
  message: 'Rate Exceeded.',
  Reason,
  $metadata: { httpStatusCode: 429 },
});

/** Runs invocations at once that wait for a while. @returns how they ended: 200, or the reason of a throttle */
async function burst(name: string, count: number): Promise<(number | string | undefined)[]> {
  const command = () => new InvokeCommand({ FunctionName: name, Payload: '700' });
  const sent = Array.from({ length: count }, () => lambda.client.send(command()));
  const settled = await Promise.allSettled(sent);
  return settled.map((each) => (each.status === 'fulfilled' ? each.value.StatusCode : each.reason.Reason));
}

fact('over its reservation a function is throttled', LAMBDA.api('Invoke'), async () => {
  const name = await lambda.create(WAIT);
  await reserve(name, 2);

  const ends = await burst(name, 4);

  const reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
  expect(ends.toSorted()).toEqual([200, 200, reason, reason]);
});

fact('over the account’s concurrency functions are throttled', LAMBDA.api('Invoke'), async () => {
  const holder = await lambda.create(ECHO);
  const name = await lambda.create(WAIT);
  await reserve(holder, 7);

  const ends = await burst(name, 5);
  await lambda.client.send(new DeleteFunctionConcurrencyCommand({ FunctionName: holder }));

  expect(ends.filter((end) => end === 'ConcurrentInvocationLimitExceeded').length).toBeGreaterThanOrEqual(1);
  expect(ends).toContain(200);
});

fact('a reservation of 0 throttles every invocation', LAMBDA.reserved, async () => {
  const name = await lambda.create(ECHO);
  await reserve(name, 0);

  const reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
  await expect(lambda.invoke(name)).rejects.toMatchObject(throttled(reason));
});

fact('a reservation is put, got and deleted', LAMBDA.api('PutFunctionConcurrency'), async () => {
  const FunctionName = await lambda.create(ECHO);
  const before = await reservationOf(FunctionName);
  const put = await reserve(FunctionName, 1);
  const between = await reservationOf(FunctionName);

  const deleted = await lambda.client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));

  expect(put.ReservedConcurrentExecutions).toBe(1);
  expect(deleted.$metadata.httpStatusCode).toBe(204);
  expect([before, between, await reservationOf(FunctionName)]).toEqual([undefined, 1, undefined]);
});

fact('after a throttle the function runs again', LAMBDA.concurrency, async () => {
  const name = await lambda.create(WAIT);
  await reserve(name, 1);

  const ends = await burst(name, 2);

  expect(ends).toContain(200);
  expect(await lambda.result(name, 0)).toBeTypeOf('number');
});

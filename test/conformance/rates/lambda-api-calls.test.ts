import { GetFunctionCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { assumption, fact } from '../facts.ts';
import { ECHO, useLambda } from '../lambda/lambda.ts';
import { LAMBDA } from '../lambda/sources.ts';

const limited = useLambda({ awsRates: true });
const unlimited = useLambda();

/** Calls side by side. @returns how many were throttled */
async function throttled(calls: Promise<unknown>[]): Promise<number> {
  const settled = await Promise.allSettled(calls);
  return settled.filter((each) => each.status === 'rejected').length;
}

const list = (lambda: typeof limited, count: number) =>
  Array.from({ length: count }, () => lambda.client.send(new ListFunctionsCommand()));

fact('calls that manage functions are throttled over 15 a second', LAMBDA.quotas, async () => {
  expect(await throttled(list(limited, 15))).toBe(0);
  expect(await throttled(list(limited, 60))).toBeGreaterThan(0);
});

assumption('the error is TooManyRequestsException with the reason CallerRateLimitExceeded', async () => {
  const refused = Promise.all(list(limited, 60));

  await expect(refused).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    Reason: 'CallerRateLimitExceeded',
    $metadata: { httpStatusCode: 429 },
  });
});

fact('GetFunction and Invoke don’t count among them', LAMBDA.quotas, async () => {
  await throttled(list(limited, 60));

  const get = Array.from({ length: 30 }, () =>
    limited.client.send(new GetFunctionCommand({ FunctionName: 'absent' })).catch(({ name }) => name),
  );
  const invoke = Array.from({ length: 30 }, () => limited.invoke('absent').catch(({ name }) => name));

  expect(new Set(await Promise.all([...get, ...invoke]))).toEqual(new Set(['ResourceNotFoundException']));
});

fact('without the rates no call is throttled', LAMBDA.quotas, async () => {
  await unlimited.create(ECHO);

  expect(await throttled(list(unlimited, 100))).toBe(0);
});

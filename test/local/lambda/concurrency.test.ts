import { expect, test } from 'vitest';
import { ConcurrencyLimits } from '../../../local/lambda/concurrency.ts';
import { define, start } from './functions.ts';

const WAIT =
  'export const handler = async (wait) => { await new Promise((resolve) => setTimeout(resolve, wait)); };';

const THROTTLED = {
  outcome: 'refused',
  statusCode: 429,
  error: 'TooManyRequestsException',
  message: 'Rate Exceeded.',
};
const OVER_ACCOUNT = { ...THROTTLED, reason: 'ConcurrentInvocationLimitExceeded' };
const OVER_RESERVATION = { ...THROTTLED, reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' };

test('over the account’s concurrency an invocation is throttled, and runs again after', async () => {
  const lambda = await start({ accountConcurrency: 2 });
  lambda.createFunction(await define(WAIT, { functionName: 'one' }));
  lambda.createFunction(await define(WAIT, { functionName: 'two' }));

  const running = [lambda.invoke('one', '500'), lambda.invoke('two', '500')];
  const over = await lambda.invoke('one', '0');

  expect(over).toEqual(OVER_ACCOUNT);
  expect(await Promise.all(running)).toMatchObject([{ outcome: 'returned' }, { outcome: 'returned' }]);
  expect(await lambda.invoke('one', '0')).toMatchObject({ outcome: 'returned' });
});

test('a reservation is a cap and is taken from what others share', async () => {
  const lambda = await start({ accountConcurrency: 3 });
  lambda.createFunction(await define(WAIT, { functionName: 'reserved', reservedConcurrency: 1 }));
  lambda.createFunction(await define(WAIT, { functionName: 'none', reservedConcurrency: 0 }));
  lambda.createFunction(await define(WAIT, { functionName: 'shared' }));

  const running = ['shared', 'shared', 'reserved'].map((name) => lambda.invoke(name, '500'));
  const over = await Promise.all(['shared', 'reserved', 'none'].map((name) => lambda.invoke(name, '0')));

  expect(over).toEqual([OVER_ACCOUNT, OVER_RESERVATION, OVER_RESERVATION]);
  expect((await Promise.all(running)).map(({ outcome }) => outcome)).toEqual([
    'returned',
    'returned',
    'returned',
  ]);
});

test('what runs when a reservation changes is counted on the right side', () => {
  const limits = new ConcurrencyLimits(10);
  limits.enter('a');
  limits.enter('a');

  limits.reserve('a', 5);
  const others = Array.from({ length: 6 }, () => limits.enter('b'));
  limits.leave('a');
  limits.reserve('a', undefined);

  expect(others).toEqual([true, true, true, true, true, false]);
  expect([
    limits.enter('b'),
    limits.enter('b'),
    limits.enter('b'),
    limits.enter('b'),
    limits.enter('b'),
  ]).toEqual([true, true, true, true, false]);
});

test('too large a reservation is refused', async () => {
  const lambda = await start({ accountConcurrency: 1000 });
  const configuration = await define(WAIT, { reservedConcurrency: 901 });

  expect(() => lambda.createFunction(configuration)).toThrow(
    /reservedConcurrency 901 would leave less than 100/,
  );
});

import { expect, onTestFinished, test } from 'vitest';
import { prepareBootstrap } from '../../../local/lambda/bootstrap-file.ts';
import { GroupReaper } from '../../../local/lambda/group-reaper.ts';
import { MemoryWatch } from '../../../local/lambda/memory-watch.ts';
import { ENVIRONMENT_RATE, LambdaRates } from '../../../local/lambda/rates.ts';
import { LambdaService } from '../../../local/lambda/service.ts';
import { ACCOUNT, createFolder, define, read } from './functions.ts';

test('a new environment that comes too soon is throttled, one that is warm is used', async () => {
  let nowMs = 0;
  const rates = new LambdaRates(() => nowMs);
  const root = await createFolder();
  const [reaper, memory] = [new GroupReaper(), new MemoryWatch()];
  const host = {
    account: ACCOUNT,
    root,
    bootstrap: await prepareBootstrap(root),
    variables: {},
    reaper,
    memory,
  };
  const service = new LambdaService(host, 1000, 10, rates);
  onTestFinished(async () => {
    memory.close();
    await service.close();
    await reaper.close();
  });
  service.createFunction(await define('export const handler = async () => process.pid;'));
  for (let count = 0; count < ENVIRONMENT_RATE.capacity; count++) rates.takeEnvironment('work');

  const tooSoon = await service.invoke('work', '{}');
  nowMs += 1000 / ENVIRONMENT_RATE.perSecond;
  const cold = await service.invoke('work', '{}');
  const warm = await service.invoke('work', '{}');
  const side = await Promise.all([service.invoke('work', '{}'), service.invoke('work', '{}')]);

  expect(tooSoon).toMatchObject({
    statusCode: 429,
    error: 'TooManyRequestsException',
    reason: 'ConcurrentInvocationLimitExceeded',
  });
  expect(read(warm)).toBe(read(cold));
  // The warm environment takes one; the other needs a new one.
  expect(side.map(({ outcome }) => outcome).sort()).toEqual(['refused', 'returned']);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListMapRunsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../../local/index.ts';
import {
  API_RATES,
  CHILD_START_RATES,
  StepFunctionsRates,
} from '../../../local/rates/step-functions-rates.ts';
import { fact, SOURCES } from '../facts.ts';

let folder = '';
let cloud: LocalCloud;
let sfn: SFNClient;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conformance-rates-'));
  cloud = await startLocalCloud({ stateDir: folder, awsRates: true });
  sfn = new SFNClient({
    endpoint: cloud.endpoints.sfn,
    region: cloud.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  sfn.destroy();
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
});

async function createMachine(name: string, states: object): Promise<string | undefined> {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Only', States: { Only: states } });
  const roleArn = 'arn:aws:iam::000000000000:role/machine';
  return (await sfn.send(new CreateStateMachineCommand({ name, roleArn, definition }))).stateMachineArn;
}

/** Seconds that a map of as many children as these takes. */
async function timeMap(ExecutionType: 'STANDARD' | 'EXPRESS', children: number): Promise<number> {
  const stateMachineArn = await createMachine(`map-${ExecutionType}`, {
    Type: 'Map',
    Items: `{% [1..${children}] %}`,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
      StartAt: 'Nothing',
      States: { Nothing: { Type: 'Pass', Output: 1, End: true } },
    },
    End: true,
  });
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  for (;;) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status === 'SUCCEEDED') {
      return (Number(execution.stopDate) - Number(execution.startDate)) / 1000;
    }
    expect(execution.status).toBe('RUNNING');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

fact('a STANDARD child starts 100 times a second', SOURCES.quotas, async () => {
  const { capacity, perSecond } = CHILD_START_RATES.STANDARD;

  expect(perSecond).toBe(100);
  expect(await timeMap('STANDARD', 110)).toBeGreaterThanOrEqual((110 - capacity - 1) / perSecond);
});

fact('an EXPRESS child starts 1,000 times a second', SOURCES.quotas, async () => {
  const { capacity, perSecond } = CHILD_START_RATES.EXPRESS;

  expect(perSecond).toBe(1_000);
  expect(await timeMap('EXPRESS', 1_100)).toBeGreaterThanOrEqual((1_100 - capacity - 1) / perSecond);
});

fact('ListMapRuns has a bucket of 100 calls', SOURCES.quotas, async () => {
  const stateMachineArn = await createMachine('nothing', { Type: 'Succeed' });
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));

  const calls = Array.from({ length: 130 }, () => sfn.send(new ListMapRunsCommand({ executionArn })));
  const settled = await Promise.allSettled(calls);

  const names = settled.map((each) => (each.status === 'fulfilled' ? 'answered' : each.reason.name));
  expect(names.filter((name) => name === 'answered').length).toBeGreaterThanOrEqual(100);
  expect(names).toContain('ThrottlingException');
});

fact('StartExecution has a bucket of 1,300 calls and gets 300 a second', SOURCES.quotas, async () => {
  let nowMs = 0;
  const rates = new StepFunctionsRates(() => nowMs);
  const drain = (): number => {
    let count = 0;
    while (rates.takeCall('StartExecution')) count += 1;
    return count;
  };

  const first = drain();
  nowMs += 1_000;

  expect([first, drain()]).toEqual([1_300, 300]);
  expect(rates.takeCall('StopExecution')).toBe(true);
});

fact('the calls of a run’s control refill once a second', SOURCES.quotas, async () => {
  expect(API_RATES.DescribeMapRun).toEqual({ capacity: 200, perSecond: 1 });
  expect(API_RATES.UpdateMapRun).toEqual({ capacity: 100, perSecond: 1 });
  expect(API_RATES.ListMapRuns).toEqual({ capacity: 100, perSecond: 1 });
});

import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  paginateListExecutions,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { type LocalCloud, startLocalCloud } from 'fanfold/local';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createS3Client } from '../../aws/clients.ts';
import { createObjectStore } from '../../aws/object-store/index.ts';
import { executionInput } from '../../core/contracts/execution-input.ts';
import type { ObjectCreatedEvent } from '../../core/contracts/trigger.ts';
import { startRun } from '../../functions/trigger/start-run.ts';

const bucket = 'inbox-bucket';
let cloud: LocalCloud;
beforeAll(async () => {
  vi.spyOn(console, 'log').mockReturnValue();
  cloud = await startLocalCloud({ log: () => {} });
  for (const [name, value] of Object.entries(cloud.environment)) vi.stubEnv(name, value);
});
afterAll(async () => {
  await cloud.close();
  vi.unstubAllEnvs();
});

/** A state machine whose executions end at once: their names are taken all the same. */
async function createMachine(sfn: SFNClient): Promise<string> {
  const definition = { QueryLanguage: 'JSONata', StartAt: 'Done', States: { Done: { Type: 'Succeed' } } };
  const { stateMachineArn = '' } = await sfn.send(
    new CreateStateMachineCommand({
      name: 'inbox',
      definition: JSON.stringify(definition),
      roleArn: 'arn:aws:iam::000000000000:role/any',
    }),
  );
  return stateMachineArn;
}

test('1,000 events of 100 objects, each ten times and in any order, start exactly 100 runs', async () => {
  const sfn = new SFNClient({});
  const owners = [{ bucket, account: cloud.accountId }];
  const s3 = createS3Client(owners);
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const stateMachineArn = await createMachine(sfn);
  const around = {
    environment: {
      FANFOLD_BUCKET: bucket,
      FANFOLD_BUCKET_OWNERS: owners,
      FANFOLD_STATE_MACHINE_ARN: stateMachineArn,
    },
    s3,
    store: createObjectStore(s3),
    sfn,
  };
  const events: ObjectCreatedEvent[] = [];
  for (let number = 0; number < 100; number++) {
    const key = `inbox/${number % 10}/object.jsonl${number}.jsonl`;
    // Some have the same content, so the same ETag.
    const Body = `{"n":${number % 7}}\n`;
    const { ETag = '' } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
    events.push({
      'detail-type': 'Object Created',
      source: 'aws.s3',
      time: '2026-08-01T12:00:00Z',
      detail: {
        bucket: { name: bucket },
        object: { key, etag: ETag.replaceAll('"', ''), sequencer: number.toString(16).padStart(18, '0') },
      },
    });
  }
  const tenTimes = Array.from({ length: 10 }, () => events).flat();
  const [shuffled = []] = fc.sample(fc.shuffledSubarray(tenTimes, { minLength: tenTimes.length }), {
    seed: 7,
    numRuns: 1,
  });
  const waiting = [...shuffled];
  const deliver = async () => {
    for (let event = waiting.pop(); event !== undefined; event = waiting.pop())
      expect(await startRun(around, event)).toMatchObject({ outcome: 'started' });
  };
  await Promise.all(Array.from({ length: 20 }, deliver));

  const started: string[] = [];
  for await (const { executions = [] } of paginateListExecutions({ client: sfn }, { stateMachineArn }))
    started.push(...executions.map(({ executionArn = '' }) => executionArn));
  expect(shuffled).toHaveLength(1_000);
  expect(started).toHaveLength(100);
  const uris = new Set<unknown>();
  for (const executionArn of started) {
    const { input = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const { source } = executionInput.parse(JSON.parse(input));
    uris.add('uri' in source ? source.uri : undefined);
  }
  expect(uris).toEqual(new Set(events.map(({ detail }) => `s3://${bucket}/${detail.object.key}`)));
  s3.destroy();
  sfn.destroy();
}, 120_000);

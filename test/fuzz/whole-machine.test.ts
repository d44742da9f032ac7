import { join } from 'node:path';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  InvalidExecutionInput,
  SFNClient,
  StartExecutionCommand,
  ValidationException,
} from '@aws-sdk/client-sfn';
import { executionOutput } from 'fanfold/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusalCodes } from '../../core/errors/fanfold-error.ts';
import { type OpenPipeline, openPipeline } from '../doors/open-pipeline.ts';
import { until } from '../local/cloudformation/cloud-clients.ts';
import { readFuzzOptions } from './fuzz-options.ts';
import { sampleInputs } from './sample-inputs.ts';
import { sourceBodies } from './source-bodies.ts';

const { seed } = readFuzzOptions(process.env);
const inputs = 30;
/** Executions at once. */
const lanes = 3;
/** How a run that was planned may fail: its items did. */
const failures = new Set([...refusalCodes, 'ToleratedFailureThresholdExceeded']);

let open: OpenPipeline;
let s3: S3Client;
let sfn: SFNClient;
beforeAll(async () => {
  open = await openPipeline(join(import.meta.dirname, '../support/tasks/lines.ts'));
  s3 = new S3Client({});
  sfn = new SFNClient({});
  for (const [key, Body] of Object.entries(sourceBodies))
    await s3.send(new PutObjectCommand({ Bucket: open.pipeline.bucket, Key: placeOf(key), Body }));
}, 120_000);
afterAll(async () => {
  s3.destroy();
  sfn.destroy();
  await open.close();
});

/** Not below `inbox/`, where it would start a run of its own. */
function placeOf(key: string): string {
  return `sources/${key.replace('inbox/', '')}`;
}

/** The input as somebody gives it to this pipeline. */
function addressTo(bucket: string, text: string): string {
  return text
    .replaceAll('s3://bucket/inbox/', 's3://bucket/')
    .replaceAll('s3://bucket/', `s3://${bucket}/sources/`);
}

/** What is wrong with how an input's execution ended; none if Step Functions doesn't even take the input. */
async function problemsOf(input: string, number: number): Promise<string[]> {
  const { stateMachineArn } = open.pipeline;
  try {
    const name = `fuzz-${number}`;
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    const {
      status,
      error = '',
      cause = '',
      output = '',
    } = await until(async () => {
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return execution.status === 'RUNNING' ? undefined : execution;
    });
    if (status === 'SUCCEEDED')
      return executionOutput.safeParse(JSON.parse(output)).error?.message.split('\n') ?? [];
    return failures.has(error) && cause !== '' ? [] : [`it ended as ${status}: ${error}: ${cause}`];
  } catch (error) {
    if (error instanceof ValidationException || error instanceof InvalidExecutionInput) return [];
    throw error;
  }
}

test(`${inputs} inputs of seed ${seed} through the whole state machine: each execution ends, refused clearly or run`, async () => {
  const queue = [...sampleInputs({ inputs, seed })].map((text) => addressTo(open.pipeline.bucket, text));
  const waiting = [...queue.entries()];
  const found: string[] = [];
  const runLane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [number, text] = next;
      const problems = await problemsOf(text, number);
      if (problems.length > 0) found.push(`input ${number}: ${problems.join('; ')}\n  ${text.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, runLane));
  expect(found.join('\n'), `again: npm run fuzz -- --seed ${seed}`).toBe('');

  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: open.pipeline.bucket }));
  const strays = Contents.map(({ Key = '' }) => Key).filter(
    (key) =>
      !/^(sources\/|runs\/[A-Za-z0-9][\w-]{0,59}\/|datasets\/lines\/[A-Za-z0-9][\w-]{0,59}\/)/.test(key),
  );
  expect(strays).toEqual([]);
}, 300_000);

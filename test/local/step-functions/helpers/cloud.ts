import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ExecutionStatusChange, LambdaInvocation, LambdaInvoker } from '../../../../local/ports.ts';
import { startS3 } from '../../../../local/s3/index.ts';
import { startStepFunctions } from '../../../../local/step-functions/index.ts';

export const account = { region: 'us-east-1', accountId: '000000000000' };
export const roleArn = 'arn:aws:iam::000000000000:role/machine';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** A function of the tests: gets the event, returns what Lambda's Invoke API would. */
export type TestFunction = (
  event: ReturnType<typeof JSON.parse>,
) => LambdaInvocation | Promise<LambdaInvocation>;

export const returned = (value: unknown): LambdaInvocation => ({
  outcome: 'returned',
  payload: JSON.stringify(value),
});

export const failed = (errorType: string, errorMessage: string): LambdaInvocation => ({
  outcome: 'failed',
  functionError: 'Unhandled',
  payload: JSON.stringify({ errorType, errorMessage, trace: [] }),
});

export const throttled: LambdaInvocation = {
  outcome: 'refused',
  statusCode: 429,
  error: 'TooManyRequestsException',
  message: 'Rate Exceeded.',
};

/** Step Functions with a real local S3 and in-process functions. */
export class TestCloud {
  readonly functions: Record<string, TestFunction> = {};
  readonly payloads: string[] = [];
  readonly changes: ExecutionStatusChange[] = [];
  #root = '';
  #closers: (() => Promise<void>)[] = [];
  #sfn: SFNClient | undefined;
  #s3: S3Client | undefined;
  url = '';

  static async start(): Promise<TestCloud> {
    const cloud = new TestCloud();
    cloud.#root = await mkdtemp(join(tmpdir(), 'sfn-test-'));
    await cloud.#open();
    return cloud;
  }

  get sfn(): SFNClient {
    if (this.#sfn === undefined) throw new Error('closed');
    return this.#sfn;
  }

  get s3(): S3Client {
    if (this.#s3 === undefined) throw new Error('closed');
    return this.#s3;
  }

  async #open(): Promise<void> {
    const s3 = await startS3({ root: join(this.#root, 's3'), account });
    const sfn = await startStepFunctions({
      root: join(this.#root, 'sfn'),
      account,
      lambda: this.#invoker(),
      s3Url: s3.url,
      onStatusChange: (change) => this.changes.push(change),
    });
    this.url = sfn.url;
    this.#sfn = new SFNClient({ endpoint: sfn.url, region: account.region, credentials, maxAttempts: 1 });
    this.#s3 = new S3Client({ endpoint: s3.url, region: account.region, credentials, forcePathStyle: true });
    this.#closers = [() => sfn.close(), () => s3.close()];
  }

  #invoker(): LambdaInvoker {
    return {
      invoke: async (functionArn, payload) => {
        this.payloads.push(payload);
        const name = functionArn.split(':').at(-1) ?? '';
        const run = this.functions[name];
        if (run !== undefined) return await run(JSON.parse(payload));
        const message = `Function not found: ${functionArn}`;
        return { outcome: 'refused', statusCode: 404, error: 'ResourceNotFoundException', message };
      },
    };
  }

  async close(): Promise<void> {
    this.#sfn?.destroy();
    this.#s3?.destroy();
    for (const close of this.#closers) await close();
  }

  async restart(): Promise<void> {
    await this.close();
    await this.#open();
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.#root, { recursive: true, force: true });
  }

  async createMachine(name: string, definition: object): Promise<string> {
    const command = new CreateStateMachineCommand({
      name,
      roleArn,
      definition: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
    });
    const { stateMachineArn } = await this.sfn.send(command);
    if (stateMachineArn === undefined) throw new Error('no ARN');
    return stateMachineArn;
  }

  async start(stateMachineArn: string, input: unknown = {}, name?: string): Promise<string> {
    const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
    const { executionArn } = await this.sfn.send(command);
    if (executionArn === undefined) throw new Error('no ARN');
    return executionArn;
  }

  describe(executionArn: string): Promise<DescribeExecutionOutput> {
    return this.sfn.send(new DescribeExecutionCommand({ executionArn }));
  }

  async finished(executionArn: string): Promise<DescribeExecutionOutput> {
    return await until(async () => {
      const execution = await this.describe(executionArn);
      return execution.status === 'RUNNING' ? undefined : execution;
    });
  }

  /** Creates a machine, runs it once and waits for its end. */
  async run(name: string, definition: object, input: unknown = {}): Promise<DescribeExecutionOutput> {
    const arn = await this.createMachine(name, definition);
    return await this.finished(await this.start(arn, input));
  }

  async history(executionArn: string): Promise<HistoryEvent[]> {
    const { events } = await this.sfn.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
    );
    return events ?? [];
  }

  async createBucket(bucket: string): Promise<void> {
    await this.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  }

  async putObject(bucket: string, key: string, body: string | Uint8Array): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }

  async getObject(bucket: string, key: string): Promise<string> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToString()) ?? '';
  }
}

/** Asks until there is an answer. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Reads a text as the JSON that it is. */
export function json(text: string | undefined): ReturnType<typeof JSON.parse> {
  return JSON.parse(text ?? 'null');
}

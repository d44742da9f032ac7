import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll } from 'vitest';
import { startDynamoDb } from '../../local/dynamodb/index.ts';
import { type LocalLambda, startLambda } from '../../local/lambda/index.ts';
import type { LambdaInvocation } from '../../local/ports.ts';
import { startS3 } from '../../local/s3/index.ts';
import { startStepFunctions } from '../../local/step-functions/index.ts';

const account = { region: 'us-east-1', accountId: '000000000000' };
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Any role does: the local cloud has no IAM. */
export const roleArn = 'arn:aws:iam::000000000000:role/machine';

/** A bucket that every cloud of these tests has. */
export const bucket = 'data';

/** A function in the test's own process: gets the event, returns the payload, throws to fail. */
export type TestFunction = (event: ReturnType<typeof JSON.parse>) => unknown;

/** What a {@link TestFunction} throws to fail with an errorType of its own. */
export class FunctionFailure extends Error {
  constructor(errorType: string, message: string) {
    super(message);
    this.name = errorType;
  }
}

/** The local servers of one test file, with the real SDK clients. */
export class Cloud {
  /** Functions by name; they cost no process. A name that isn't here is looked for in the real Lambda. */
  readonly functions: Record<string, TestFunction> = {};
  readonly #withLambda: boolean;
  readonly #withDynamoDb: boolean;
  #root = '';
  #closers: (() => Promise<void>)[] = [];
  #clients: { sfn: SFNClient; s3: S3Client; lambda: LambdaClient | undefined } | undefined;
  #lambda: LocalLambda | undefined;
  #names = 0;
  /** Base addresses, as the AWS_ENDPOINT_URL_* variables take them. */
  endpoints = { sfn: '', s3: '', lambda: '' };

  constructor(withLambda: boolean, withDynamoDb = false) {
    this.#withLambda = withLambda;
    this.#withDynamoDb = withDynamoDb;
  }

  get sfn(): SFNClient {
    return this.#open().sfn;
  }

  get s3(): S3Client {
    return this.#open().s3;
  }

  get lambda(): LambdaClient {
    const { lambda } = this.#open();
    if (lambda === undefined) throw new Error('This cloud has no Lambda: useCloud({ lambda: true })');
    return lambda;
  }

  async start(): Promise<void> {
    this.#root = await mkdtemp(join(tmpdir(), 'conformance-'));
    const root = (name: string): string => join(this.#root, name);
    const s3 = await startS3({ root: root('s3'), account });
    const lambda = this.#withLambda
      ? await startLambda({ root: root('lambda'), account, environment: {} })
      : undefined;
    const dynamodb = this.#withDynamoDb
      ? await startDynamoDb({ root: root('dynamodb'), account, port: 0 })
      : undefined;
    const sfn = await startStepFunctions({
      root: root('sfn'),
      account,
      lambda: { invoke: (functionArn, payload) => this.#invoke(functionArn, payload) },
      s3Url: s3.url,
      ...(lambda === undefined ? {} : { lambdaUrl: lambda.url }),
      ...(dynamodb === undefined ? {} : { dynamodbUrl: dynamodb.url }),
    });
    const common = { region: account.region, credentials, maxAttempts: 1 };
    this.#lambda = lambda;
    this.#clients = {
      sfn: new SFNClient({ ...common, endpoint: sfn.url }),
      s3: new S3Client({ ...common, endpoint: s3.url, forcePathStyle: true }),
      lambda: lambda === undefined ? undefined : new LambdaClient({ ...common, endpoint: lambda.url }),
    };
    this.endpoints = { sfn: sfn.url, s3: s3.url, lambda: lambda?.url ?? '' };
    this.#closers = [
      () => Promise.all([sfn.close(), lambda?.close()]).then(() => {}),
      () => s3.close(),
      async () => dynamodb?.close(),
    ];
    await this.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  }

  async stop(): Promise<void> {
    for (const client of Object.values(this.#clients ?? {})) client?.destroy();
    for (const close of this.#closers) await close();
    await rm(this.#root, { recursive: true, force: true });
  }

  /** A name that no machine of this cloud has. */
  nextName(): string {
    this.#names += 1;
    return `machine-${this.#names}`;
  }

  /** Puts a function on the real local Lambda. @returns its ARN */
  async createFunction(functionName: string, code: string): Promise<string> {
    if (this.#lambda === undefined) throw new Error('This cloud has no Lambda: useCloud({ lambda: true })');
    const codeDirectory = join(this.#root, 'code', functionName);
    await mkdir(codeDirectory, { recursive: true });
    await writeFile(join(codeDirectory, 'index.mjs'), code);
    const limits = { timeout: 10, memorySize: 128 };
    return this.#lambda.createFunction({
      functionName,
      codeDirectory,
      handler: 'index.handler',
      environment: {},
      ...limits,
    });
  }

  /** @param definition in JSONata unless it says otherwise */
  async createMachine(definition: object, name = this.nextName()): Promise<string> {
    const command = new CreateStateMachineCommand({
      name,
      roleArn,
      definition: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
    });
    return defined((await this.sfn.send(command)).stateMachineArn);
  }

  async startExecution(stateMachineArn: string, input: unknown = {}, name?: string): Promise<string> {
    const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
    return defined((await this.sfn.send(command)).executionArn);
  }

  describe(executionArn: string | undefined): Promise<DescribeExecutionOutput> {
    return this.sfn.send(new DescribeExecutionCommand({ executionArn }));
  }

  async finished(executionArn: string): Promise<DescribeExecutionOutput> {
    return await until(async () => {
      const execution = await this.describe(executionArn);
      return execution.status === 'RUNNING' ? undefined : execution;
    });
  }

  /** Creates a machine, runs it once and waits for its end. */
  async run(definition: object, input: unknown = {}): Promise<DescribeExecutionOutput> {
    return await this.finished(await this.startExecution(await this.createMachine(definition), input));
  }

  async stopExecution(executionArn: string | undefined): Promise<void> {
    await this.sfn.send(new StopExecutionCommand({ executionArn }));
  }

  async history(executionArn: string | undefined): Promise<HistoryEvent[]> {
    const command = new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 });
    return (await this.sfn.send(command)).events ?? [];
  }

  async put(key: string, body: string | Uint8Array): Promise<void> {
    const ContentLength = Buffer.byteLength(body);
    await this.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentLength }));
  }

  async get(key: string): Promise<string> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return defined(await Body?.transformToString());
  }

  #open() {
    if (this.#clients === undefined) throw new Error('The cloud has not started');
    return this.#clients;
  }

  async #invoke(functionArn: string, payload: string): Promise<LambdaInvocation> {
    const run = this.functions[functionArn.split(':').at(-1) ?? ''];
    if (run !== undefined) return await invokeHere(run, payload);
    if (this.#lambda !== undefined) return await this.#lambda.invoke(functionArn, payload);
    const message = `Function not found: ${functionArn}`;
    return { outcome: 'refused', statusCode: 404, error: 'ResourceNotFoundException', message };
  }
}

/**
 * A cloud of its own for the test file that calls it.
 * @param options lambda: whether it has the real local Lambda, with functions as processes; dynamodb: whether `aws-sdk` tasks
 * have the local DynamoDB; default false
 */
export function useCloud({ lambda = false, dynamodb = false } = {}): Cloud {
  const cloud = new Cloud(lambda, dynamodb);
  beforeAll(() => cloud.start());
  afterAll(() => cloud.stop());
  return cloud;
}

/** Asks until there is an answer. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Reads a text as the JSON that it is. */
export function json(text: string | undefined): ReturnType<typeof JSON.parse> {
  return JSON.parse(text ?? 'null');
}

function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The answer lacks what was asked for');
  return value;
}

async function invokeHere(run: TestFunction, payload: string): Promise<LambdaInvocation> {
  try {
    return { outcome: 'returned', payload: JSON.stringify((await run(JSON.parse(payload))) ?? null) };
  } catch (thrown) {
    const { name: errorType, message: errorMessage } =
      thrown instanceof Error ? thrown : new Error(String(thrown));
    const failure = JSON.stringify({ errorType, errorMessage, trace: [] });
    return { outcome: 'failed', functionError: 'Unhandled', payload: failure };
  }
}

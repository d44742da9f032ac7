import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeCommand,
  type InvokeCommandInput,
  type InvokeCommandOutput,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll } from 'vitest';
import { ZipFile } from 'yazl';
import { type LambdaOptions, type LocalLambda, startLambda } from '../../../local/lambda/index.ts';

const account = { region: 'us-east-1', accountId: '000000000000' };

/** Any role does: the local cloud has no IAM. */
export const Role = 'arn:aws:iam::000000000000:role/function';

/** The Lambda of one test file, with the real SDK client. */
export class Lambda {
  readonly #options: Partial<LambdaOptions>;
  #root = '';
  #local: LocalLambda | undefined;
  #client: LambdaClient | undefined;
  #names = 0;

  constructor(options: Partial<LambdaOptions>) {
    this.#options = options;
  }

  get client(): LambdaClient {
    if (this.#client === undefined) throw new Error('The Lambda has not started');
    return this.#client;
  }

  /** Base address, as AWS_ENDPOINT_URL_LAMBDA takes it. */
  get url(): string {
    return this.#local?.url ?? '';
  }

  async start(): Promise<void> {
    this.#root = await mkdtemp(join(tmpdir(), 'conformance-lambda-'));
    this.#local = await startLambda({ account, environment: {}, ...this.#options, root: this.#root });
    this.#client = new LambdaClient({
      endpoint: this.#local.url,
      region: account.region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
  }

  async stop(): Promise<void> {
    this.#client?.destroy();
    await this.#local?.close();
    await rm(this.#root, { recursive: true, force: true, maxRetries: 5 });
  }

  /** A name that no function has. */
  nextName(): string {
    this.#names += 1;
    return `function-${this.#names}`;
  }

  /** Creates a function whose index.mjs is the source. @returns its name */
  async create(source: string, given: Partial<CreateFunctionCommandInput> = {}): Promise<string> {
    const input = await definition(source, { FunctionName: this.nextName(), ...given });
    await this.client.send(new CreateFunctionCommand(input));
    return input.FunctionName ?? '';
  }

  async invoke(
    FunctionName: string,
    event: unknown = {},
    given: Partial<InvokeCommandInput> = {},
  ): Promise<Invoked> {
    const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), ...given });
    const output = await this.client.send(command);
    return { ...output, text: output.Payload?.transformToString() ?? '' };
  }

  /** What a function returns or fails with, parsed. */
  async result(functionName: string, event: unknown = {}): Promise<ReturnType<typeof JSON.parse>> {
    return JSON.parse((await this.invoke(functionName, event)).text);
  }
}

/** An answer of Invoke, with its payload as text. */
export type Invoked = InvokeCommandOutput & { text: string };

/** A Lambda of its own for the test file that calls it. */
export function useLambda(options: Partial<LambdaOptions> = {}): Lambda {
  const lambda = new Lambda(options);
  beforeAll(() => lambda.start());
  afterAll(() => lambda.stop());
  return lambda;
}

/** A zip archive of text files. */
export async function zip(files: Record<string, string | Buffer>): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(files)) archive.addBuffer(Buffer.from(content), name);
  archive.end();
  return await buffer(archive.outputStream);
}

/** Input of CreateFunction for a function whose index.mjs is the source. */
export async function definition(
  source: string,
  given: Partial<CreateFunctionCommandInput> = {},
): Promise<CreateFunctionCommandInput> {
  return {
    FunctionName: 'function',
    Role,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Code: { ZipFile: await zip({ 'index.mjs': source }) },
    Timeout: 20,
    ...given,
  };
}

/** A function that returns its event. */
export const ECHO = 'export const handler = async (event) => event;';

/** A function that waits as many milliseconds as its event says, and returns its process. */
export const WAIT = `export const handler = async (wait) => {
  await new Promise((resolve) => setTimeout(resolve, wait));
  return process.pid;
};`;

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { onTestFinished } from 'vitest';
import { type LambdaOptions, type LocalLambda, startLambda } from '../../../local/lambda/index.ts';
import type { FunctionConfiguration, LambdaInvocation } from '../../../local/ports.ts';

export const ACCOUNT = { region: 'eu-central-1', accountId: '123456789012' };

/** A folder that goes with the test. */
export async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fanfold-lambda-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** A Lambda of the test's own, and its folder. */
export async function start(options: Partial<LambdaOptions> = {}): Promise<LocalLambda & { root: string }> {
  const root = options.root ?? (await createFolder());
  const lambda = await startLambda({ account: ACCOUNT, environment: {}, ...options, root });
  onTestFinished(() => lambda.close());
  return { ...lambda, root };
}

/** A folder of code files. */
export async function createCode(files: Record<string, string>): Promise<string> {
  const folder = await createFolder();
  for (const [name, source] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), source);
  }
  return folder;
}

/** Configuration of a function whose index.mjs is the source. */
export async function define(
  source: string,
  configuration: Partial<FunctionConfiguration> = {},
): Promise<FunctionConfiguration> {
  return {
    functionName: 'work',
    codeDirectory: await createCode({ 'index.mjs': source }),
    handler: 'index.handler',
    timeout: 20,
    memorySize: 256,
    environment: {},
    ...configuration,
  };
}

/** What the invocation returned or failed with, parsed. */
export function read(invocation: LambdaInvocation): unknown {
  return invocation.outcome === 'refused' ? invocation : JSON.parse(invocation.payload);
}

/** All log lines of a function, by stream. */
export async function readLogs(root: string, functionName: string): Promise<Record<string, string>> {
  const folder = join(root, 'logs', functionName);
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.log'));
  const logs = files.map(
    async (name) => [name.slice(0, -4), await readFile(join(folder, name), 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(logs));
}

export function createClient(endpoint: string): LambdaClient {
  const client = new LambdaClient({
    endpoint,
    region: ACCOUNT.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  return client;
}

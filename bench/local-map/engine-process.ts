/**
 * One measurement in a process of its own, so that its memory is the engine's: the local Step Functions, and for the
 * body `lambda` the local Lambda with its functions in further processes. S3 is the parent's.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListMapRunsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { startLambda } from '../../local/lambda/index.ts';
import type { LambdaInvoker } from '../../local/ports.ts';
import { startStepFunctions } from '../../local/step-functions/index.ts';
import { describeMachine } from './describe-machine.ts';
import { type Figures, type Measurement, measurementSchema } from './messages.ts';

const account = { region: 'us-east-1', accountId: '000000000000' };
const POLL_MS = 50;

process.once('message', (message) => {
  measure(measurementSchema.parse(message)).then(
    (figures) => process.send?.(figures, () => process.disconnect()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.send?.('ready');

async function measure(measurement: Measurement): Promise<Figures> {
  const held = new HeldFunction();
  const lambda = measurement.body === 'lambda' ? await startRealLambda(measurement.root) : undefined;
  const inProcess: LambdaInvoker = { invoke: async () => ({ outcome: 'returned', payload: '{}' }) };
  const engine = await startStepFunctions({
    root: join(measurement.root, 'step-functions'),
    account,
    lambda: lambda ?? (measurement.body === 'held' ? held : inProcess),
    s3Url: measurement.s3Url,
  });
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const sfn = new SFNClient({ endpoint: engine.url, region: account.region, credentials });
  const definition = JSON.stringify(describeMachine(measurement));
  const roleArn = `arn:aws:iam::${account.accountId}:role/bench`;
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name: 'bench', definition, roleArn }),
  );

  collect();
  const residentBytes = process.memoryUsage.rss();
  const before = usedBytes();
  let peakBytes = residentBytes;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, POLL_MS);
  const began = performance.now();
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  let inFlightBytes: number | undefined;
  if (measurement.body === 'held') {
    await until(async () => held.waiting === measurement.children);
    inFlightBytes = usedBytes() - before;
    held.release();
  }
  await until(async () => {
    const { status, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING' && status !== 'SUCCEEDED')
      throw new Error(`The run ended as ${status}: ${cause}`);
    return status === 'SUCCEEDED';
  });
  const seconds = (performance.now() - began) / 1000;
  clearInterval(watch);
  const { mapRuns } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  const { itemCounts } = await sfn.send(new DescribeMapRunCommand({ mapRunArn: mapRuns?.[0]?.mapRunArn }));
  sfn.destroy();
  await Promise.all([engine.close(), lambda?.close()]);
  const figures = { seconds, succeeded: itemCounts?.succeeded ?? 0, residentBytes, peakBytes };
  return inFlightBytes === undefined ? figures : { ...figures, inFlightBytes };
}

/** A function whose invocations end when all may: that many children are in flight meanwhile. */
class HeldFunction implements LambdaInvoker {
  readonly #gate = Promise.withResolvers<void>();
  waiting = 0;

  async invoke() {
    this.waiting += 1;
    await this.#gate.promise;
    return { outcome: 'returned' as const, payload: '{}' };
  }

  release(): void {
    this.#gate.resolve();
  }
}

async function startRealLambda(root: string) {
  const lambda = await startLambda({ root: join(root, 'lambda'), account, environment: {} });
  const codeDirectory = join(root, 'code');
  mkdirSync(codeDirectory, { recursive: true });
  writeFileSync(join(codeDirectory, 'index.mjs'), 'export const handler = async () => ({});\n');
  lambda.createFunction({
    functionName: 'noop',
    codeDirectory,
    handler: 'index.handler',
    timeout: 60,
    memorySize: 128,
    environment: {},
  });
  return lambda;
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

/** Bytes in use after a collection: the heap and buffers outside of it. */
function usedBytes(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function collect(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

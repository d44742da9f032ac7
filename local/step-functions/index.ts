import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import { S3Client } from '@aws-sdk/client-s3';
import type { ExecutionStatusChange, LambdaInvoker, LocalAccount, LocalServer } from '../ports.ts';
import { StepFunctionsRates } from '../rates/step-functions-rates.ts';
import { validateStateMachineDefinition } from './api/definitions.ts';
import type { ExecutionContext } from './api/execution-context.ts';
import { executionOperations } from './api/executions.ts';
import { historyOperations } from './api/history.ts';
import { mapRunOperations } from './api/map-runs.ts';
import { createApiServer } from './api/protocol.ts';
import { stateMachineOperations } from './api/state-machines.ts';
import { taskTokenOperations } from './api/task-tokens.ts';
import { throttleOperations } from './api/throttle-operations.ts';
import { createSdkCaller, type SdkAddresses } from './aws-sdk/sdk-caller.ts';
import { Breather } from './execution/breather.ts';
import { Cancellation } from './execution/cancellation.ts';
import { systemClock } from './execution/clock.ts';
import type { Services } from './execution/execution.ts';
import { Executions } from './execution/executions.ts';
import type { HistoryEvent } from './execution/history.ts';
import { TaskTokens } from './execution/task-tokens.ts';
import { LocalMapRuns } from './map-run/map-run-starter.ts';
import { MapRunRegistry } from './map-run/registry.ts';
import { ExecutionStore } from './store/execution-store.ts';
import { MachineStore } from './store/machine-store.ts';

export type { HistoryEvent } from './execution/history.ts';

/** How the local Step Functions are started. */
export interface StepFunctionsOptions {
  /** Folder for machines, executions and Map Runs; created when absent. One process at a time. */
  root: string;
  account: LocalAccount;
  /** Runs the functions of `lambda:invoke` tasks. */
  lambda: LambdaInvoker;
  /** Base address of the S3 that ItemReader, ResultWriter and `aws-sdk:s3` tasks use. */
  s3Url: string;
  /** Base address of the DynamoDB that `aws-sdk:dynamodb` tasks use. @default none: such tasks fail */
  dynamodbUrl?: string;
  /** Base address of the Lambda that `aws-sdk:lambda` tasks use. @default none: such tasks fail */
  lambdaUrl?: string;
  /** @default 0, a free port */
  port?: number;
  /** Whether AWS's rates are applied: API calls, and starts of a Map Run's children. @default false */
  awsRates?: boolean;
  /** Called at the start and the end of every execution of the top level, also for one that a restart aborts. */
  onStatusChange?: (change: ExecutionStatusChange) => void;
}

/** Running local Step Functions. */
export interface LocalStepFunctions extends LocalServer {
  /** Events so far of an execution of the top level. */
  history(executionArn: string): Promise<readonly HistoryEvent[]>;
}

/**
 * Starts Step Functions on 127.0.0.1, for state machines of type STANDARD in JSONata. Speaks the AWS JSON 1.0
 * protocol, so `@aws-sdk/client-sfn` and the AWS CLI work on it unchanged. What is kept under `root` is there again;
 * executions that were running when the process died are ABORTED with the error `Local.Restarted`, and RedriveExecution
 * goes on from where they stood, give or take their last second.
 */
export async function startStepFunctions(options: StepFunctionsOptions): Promise<LocalStepFunctions> {
  const { root, account, lambda, s3Url, onStatusChange = () => {} } = options;
  await mkdir(root, { recursive: true });
  const clock = systemClock;
  const closing = new Cancellation();
  const s3 = createS3Client(s3Url, account);
  const machines = await MachineStore.open(root);
  const mapRuns = await MapRunRegistry.open(root, clock.now());
  const { store, aborted } = await ExecutionStore.open(root, clock.now());
  const starter = new LocalMapRuns(mapRuns, s3, closing);
  // Step Functions' own address is known once it listens, and no task runs before.
  const addresses: SdkAddresses = {
    s3: s3Url,
    dynamodb: options.dynamodbUrl,
    lambda: options.lambdaUrl,
    sfn: undefined,
  };
  const sdk = createSdkCaller(addresses, account.region);
  const tokens = new TaskTokens();
  const deletedMachines = new Set<string>();
  const rates = options.awsRates === true ? new StepFunctionsRates(clock.now) : undefined;
  const services: Services = {
    account,
    clock,
    breather: new Breather(),
    lambda,
    sdk,
    tokens,
    deletedMachines,
    mapRuns: starter,
    rates,
  };
  const executions = new Executions(store, services, closing, onStatusChange);
  const context: ExecutionContext = {
    account,
    machines,
    executions,
    mapRuns,
    deletedMachines,
    now: clock.now,
  };
  const operations = {
    ...stateMachineOperations(context),
    ValidateStateMachineDefinition: validateStateMachineDefinition,
    ...executionOperations(context),
    ...historyOperations(context),
    ...mapRunOperations(context),
    ...taskTokenOperations(tokens),
  };
  const server = createApiServer(rates === undefined ? operations : throttleOperations(operations, rates));
  const url = await listen(server, options.port ?? 0);
  addresses.sfn = url;
  for (const record of aborted) executions.announce(record);
  return {
    url,
    history: (executionArn) => executions.history(executionArn),
    async close() {
      closing.cancel({ kind: 'closing' });
      s3.destroy();
      sdk.close();
      await closeServer(server);
      await executions.settled();
      await starter.settled();
      await mapRuns.close();
    },
  };
}

/** Local S3 takes any credentials, but the SDK insists on some. */
function createS3Client(endpoint: string, { region }: LocalAccount): S3Client {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new S3Client({ endpoint, region, credentials, forcePathStyle: true });
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The server has no port'));
      else resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

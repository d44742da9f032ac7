import { join, resolve } from 'node:path';
import { createAwsClients } from './cloudformation/apply/aws-clients.ts';
import { StackDeployer } from './cloudformation/stack-deployer.ts';
import { startDynamoDb } from './dynamodb/index.ts';
import { createDelivery, EventBus, startEvents } from './events/index.ts';
import { ExecutionLog } from './execution-log.ts';
import { startLambda } from './lambda/index.ts';
import type { LocalAccount, LocalServer } from './ports.ts';
import { startS3 } from './s3/index.ts';
import { startStepFunctions } from './step-functions/index.ts';

/** Base addresses of the services, as the `AWS_ENDPOINT_URL_*` variables take them. */
export interface Endpoints {
  sfn: string;
  s3: string;
  dynamodb: string;
  lambda: string;
  events: string;
}

/** Ports of the services; a free one for each that is not given. */
export type Ports = Partial<Record<keyof Endpoints, number>>;

/** How servers are started. */
export interface ServerOptions {
  accountConcurrency?: number;
  /** Whether AWS's service rates are applied. Default false. */
  awsRates?: boolean;
  ports?: Ports;
  log?: (line: string) => void;
}

/** The servers of a local cloud, wired together. */
export interface CloudServers {
  endpoints: Endpoints;
  account: LocalAccount;
  environment: Record<string, string>;
  logsDirectory: string;
  deployer: StackDeployer;
  close(): Promise<void>;
}

const account: LocalAccount = { region: 'us-east-1', accountId: '000000000000' };

/**
 * Starts all servers on the state below `root`, and puts the stacks of an earlier start back in place.
 * @throws Error when one does not start; those that did are closed then
 */
export async function startServers(root: string, options: ServerOptions): Promise<CloudServers> {
  const { ports = {}, log = () => {}, awsRates = false } = options;
  await using started = new AsyncDisposableStack();
  const keep = <T extends LocalServer>(server: T): T => {
    started.defer(() => server.close());
    return server;
  };

  let deliver: ReturnType<typeof createDelivery> | undefined;
  const bus = new EventBus({ account, log, deliver: async (delivery) => deliver?.(delivery) });
  const s3 = keep(
    await startS3({
      root: join(root, 's3'),
      account,
      port: ports.s3 ?? 0,
      onObjectCreated: (object) => bus.objectCreated(object),
    }),
  );
  const dynamodb = keep(
    await startDynamoDb({ root: join(root, 'dynamodb'), account, port: ports.dynamodb ?? 0 }),
  );
  const events = keep(
    await startEvents({ account, port: ports.events ?? 0, publish: (event) => bus.publish(event) }),
  );
  // Lambda reads the variables when it starts an environment, by when all servers have filled them in.
  const functionVariables: Record<string, string> = {};
  const lambda = await startLambda({
    root: join(root, 'lambda'),
    account,
    environment: functionVariables,
    s3Url: s3.url,
    awsRates,
    port: ports.lambda ?? 0,
    ...(options.accountConcurrency === undefined ? {} : { accountConcurrency: options.accountConcurrency }),
  });
  const logsDirectory = join(root, 'lambda', 'logs');
  const executionLog = new ExecutionLog({
    folder: logsDirectory,
    readHistory: async (executionArn) => (await stepFunctions).history(executionArn),
    log,
  });
  started.defer(() => executionLog.settled());
  // Executions of an earlier start are announced, and may go on, at once: invocations wait until the functions are back.
  const restored = Promise.withResolvers<void>();
  const stepFunctions = startStepFunctions({
    root: join(root, 'step-functions'),
    account,
    lambda: {
      invoke: (functionArn, payload) => restored.promise.then(() => lambda.invoke(functionArn, payload)),
    },
    s3Url: s3.url,
    awsRates,
    dynamodbUrl: dynamodb.url,
    lambdaUrl: lambda.url,
    port: ports.sfn ?? 0,
    onStatusChange: (change) => {
      executionLog.changed(change);
      bus.executionChanged(change);
    },
  });
  started.defer(async () => {
    const running = await stepFunctions.catch(() => undefined);
    // Executions stop before they see their functions end, and wait for invocations, which end with Lambda.
    await Promise.all([running?.close(), lambda.close()]);
  });
  const sfn = await stepFunctions;
  const endpoints = {
    sfn: sfn.url,
    s3: s3.url,
    dynamodb: dynamodb.url,
    lambda: lambda.url,
    events: events.url,
  };
  const environment = environmentOf(endpoints);
  Object.assign(functionVariables, environment, { FANFOLD_LOG_FILES: resolve(logsDirectory) });
  const clients = createAwsClients(endpoints, account.region);
  started.defer(async () => clients.close());
  deliver = createDelivery({ sfn: clients.sfn, lambda: { ...clients.common, endpoint: lambda.url } });
  const deployer = new StackDeployer({
    root: join(root, 'cloudformation'),
    account,
    host: {
      clients,
      createFunction: (configuration) => lambda.createFunction(configuration),
      setAsyncRetries: (name, retries) => lambda.setAsyncRetries(name, retries),
    },
    configureEvents: (configuration) => bus.configure(configuration),
    log,
  });
  await deployer.restore();
  restored.resolve();
  const running = started.move();
  return {
    endpoints,
    account,
    environment,
    logsDirectory,
    deployer,
    close: () => running.disposeAsync(),
  };
}

function environmentOf(endpoints: Endpoints): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_SFN: endpoints.sfn,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.events,
    AWS_REGION: account.region,
    // What boto3 and version 1 of the AWS CLI read.
    AWS_DEFAULT_REGION: account.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { createDocumentClient, createS3Client } from '../../aws/clients.ts';
import { createLedger } from '../../aws/ledger/index.ts';
import { createObjectStore } from '../../aws/object-store/index.ts';
import { bundleFunctions } from '../../infra/bundling/bundle-functions.ts';
import { packageLayout } from '../../infra/bundling/package-layout.ts';
import { startLambda } from '../../local/lambda/index.ts';
import { createLedgerTable } from './create-ledger-table.ts';
import { processUsage, watchLambdas } from './process-usage.ts';

/** What the merge needs of a cloud: storage servers and Lambda functions, each a process of its own. */
export type Cloud = Awaited<ReturnType<typeof startCloud>>;

const functions = ['plan-merge', 'merge', 'seal'] as const;
const unknown = { peakBytes: 0, cpuSeconds: 0 };
/** MiB, as the construct gives it to these functions. */
const memorySize = 1_769;

/** Starts the parts of the local cloud that a merge uses, with the bundles that are deployed. */
export async function startCloud(folder: string) {
  const account = { region: 'us-east-1', accountId: '000000000000' };
  const [s3Server, dynamoDbServer] = await Promise.all([
    startStorage('s3', join(folder, 's3')),
    startStorage('dynamodb', join(folder, 'dynamodb')),
  ]);
  const environment = {
    AWS_ENDPOINT_URL_S3: s3Server.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDbServer.url,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  Object.assign(process.env, environment, { AWS_REGION: account.region });
  const lambda = await startLambda({ root: join(folder, 'lambda'), account, environment, idleSeconds: 300 });
  const bucket = 'bucket';
  const owners = [{ bucket, account: account.accountId }];
  const table = 'ledger';
  const bundles = bundleFunctions(packageLayout());
  for (const name of functions) {
    const codeDirectory = join(folder, 'code', name);
    mkdirSync(codeDirectory, { recursive: true });
    writeFileSync(join(codeDirectory, bundles[name].name), bundles[name].contents);
    lambda.createFunction({
      functionName: name,
      codeDirectory,
      handler: 'index.handler',
      timeout: 900,
      memorySize,
      environment: {
        FANFOLD_BUCKET: bucket,
        FANFOLD_BUCKET_OWNERS: JSON.stringify(owners),
        FANFOLD_TABLE: table,
        FANFOLD_TASK: JSON.stringify({ name: 'bench', timeoutMs: 1_000, retries: 0, memoryMb: memorySize }),
        FANFOLD_CODE_DIGEST: 'bench',
        FANFOLD_TTL_DAYS: '1',
      },
    });
  }
  const lambdas = watchLambdas();
  const s3 = createS3Client(owners);
  const documents = createDocumentClient();
  await Promise.all([
    s3.send(new CreateBucketCommand({ Bucket: bucket })),
    createLedgerTable(documents, table),
  ]);
  return {
    bucket,
    store: createObjectStore(s3),
    ledger: createLedger({ client: documents, table, ttlDays: 1 }),
    /** @throws Error with what the function threw */
    async invoke(name: (typeof functions)[number], event: unknown): Promise<unknown> {
      const invoked = await lambda.invoke(name, JSON.stringify(event));
      if (invoked.outcome === 'returned') return JSON.parse(invoked.payload);
      throw new Error(`${name}: ${invoked.outcome === 'failed' ? invoked.payload : invoked.message}`);
    },
    /** What each process has used so far; of a function's processes the largest peak and the sum of the time. */
    usage: () => [
      ...lambdas.read(),
      { name: 'S3', ...(processUsage(s3Server.pid) ?? unknown) },
      { name: 'DynamoDB', ...(processUsage(dynamoDbServer.pid) ?? unknown) },
    ],
    async close(): Promise<void> {
      lambdas.stop();
      s3.destroy();
      documents.destroy();
      await lambda.close();
      await Promise.all([s3Server.close(), dynamoDbServer.close()]);
    },
  };
}

async function startStorage(kind: 's3' | 'dynamodb', root: string) {
  const child: ChildProcess = fork(join(import.meta.dirname, 'storage-process.ts'), [kind, root], {
    stdio: 'inherit',
  });
  const [url] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`the ${kind} process ended before it was ready`);
    }),
  ]);
  return {
    url: String(url),
    pid: child.pid ?? 0,
    async close(): Promise<void> {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

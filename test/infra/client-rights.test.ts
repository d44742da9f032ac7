import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { afterAll, describe, expect, test } from 'vitest';
import { type AwsClients, createAwsClients, destroyClients } from '../../client/clients.ts';
import { createClient } from '../../client/create-client.ts';
import { pipelineParameterName, pipeline as pipelineSchema } from '../../core/contracts/pipeline.ts';
import { synthesizeTask } from '../../infra/synthesize-task.ts';
import { openLocalCloud } from '../../local/daemon/index.ts';
import { createPipelineStack, nagFindings, rightsOf } from './support/pipeline-template.ts';
import { createTaskFolder, taskSource } from './support/task-folder.ts';

const folder = createTaskFolder();
const task = folder.write(
  'task.ts',
  taskSource('', "n === 2 ? Promise.reject(new Error('two')) : { twice: 2 * n }"),
);
afterAll(() => folder[Symbol.dispose]());

const { stack, pipeline } = createPipelineStack(folder, { task });
const roleOf = (id: string) => new Role(stack, id, { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
pipeline.grantStart(roleOf('Starter'));
pipeline.grantRead(roleOf('Reader'));
pipeline.grantStop(roleOf('Stopper'));

const bucket = '<DoubleStorageBucket.Arn>';
const states = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>';
const executions = `${states}:execution:<DoubleFanOutFanInStateMachine.Name>:*`;
const parameter = 'arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter<DoublePipeline>';
const lookUp = [
  'dynamodb:GetItem <DoubleLedger.Arn>',
  'dynamodb:Query <DoubleLedger.Arn>/index/byUpdate',
  `s3:ListBucket ${bucket}`,
  `ssm:GetParameter ${parameter}`,
];
const granted: Record<string, string[]> = {
  Starter: [
    ...lookUp,
    `s3:AbortMultipartUpload ${bucket}/sources/*`,
    `s3:GetObject ${bucket}/sources/*`,
    `s3:PutObject ${bucket}/sources/*`,
    'states:StartExecution <DoubleFanOutFanInStateMachine>',
  ],
  Reader: [
    ...lookUp,
    'lambda:InvokeFunction <DoubleReportFunction.Arn>',
    `s3:GetObject ${bucket}/datasets/*`,
    ...['progress.json', 'report.json', 'report.html', 'failures.jsonl', 'govern/*', 'failures/*'].map(
      (name) => `s3:GetObject ${bucket}/runs/*/${name}`,
    ),
    `states:DescribeExecution ${executions}`,
    'states:ListExecutions <DoubleFanOutFanInStateMachine>',
  ],
  Stopper: [
    'dynamodb:GetItem <DoubleLedger.Arn>',
    'dynamodb:UpdateItem <DoubleLedger.Arn>',
    `ssm:GetParameter ${parameter}`,
    `states:DescribeExecution ${executions}`,
    `states:StopExecution ${executions}`,
  ],
};

describe('grants to clients', () => {
  test.each(Object.keys(granted))('give the %s what it needs, and nothing else', (role) => {
    const rights = rightsOf(stack).filter((right) => right.role === role);
    expect(rights.map(({ action, resource }) => `${action} ${resource}`).sort()).toEqual(
      granted[role]?.toSorted(),
    );
  });

  test('come with the right to the keys of bucket and table, to write only for who writes', () => {
    const encrypted = createPipelineStack(folder, (scope) => ({
      task,
      encryptionKey: new Key(scope, 'Key', { enableKeyRotation: true }),
    }));
    const role = (id: string) =>
      new Role(encrypted.stack, id, { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    encrypted.pipeline.grantStart(role('Starter'));
    encrypted.pipeline.grantRead(role('Reader'));
    encrypted.pipeline.grantStop(role('Stopper'));
    const rights = rightsOf(encrypted.stack).filter(
      ({ role, action }) => role in granted && action.startsWith('kms:'),
    );
    expect(rights.map(({ role, action, resource }) => `${role} ${action} ${resource}`).sort()).toEqual([
      'Reader kms:Decrypt <Key.Arn>',
      'Starter kms:Decrypt <Key.Arn>',
      'Starter kms:GenerateDataKey <Key.Arn>',
      'Stopper kms:Decrypt <Key.Arn>',
      'Stopper kms:GenerateDataKey <Key.Arn>',
    ]);
    // The grants are the app's to justify: its own policies, not the pipeline's.
    expect(
      nagFindings(encrypted.app).every((finding) => /^Doubles\/(Starter|Reader|Stopper)\//.test(finding)),
    ).toBe(true);
  });
});

/** What each command of the SDK needs; an upload in parts needs the right to put. */
const actionOf: Record<string, string> = {
  GetItemCommand: 'dynamodb:GetItem',
  QueryCommand: 'dynamodb:Query',
  UpdateItemCommand: 'dynamodb:UpdateItem',
  GetObjectCommand: 's3:GetObject',
  HeadObjectCommand: 's3:GetObject',
  PutObjectCommand: 's3:PutObject',
  CreateMultipartUploadCommand: 's3:PutObject',
  UploadPartCommand: 's3:PutObject',
  CompleteMultipartUploadCommand: 's3:PutObject',
  AbortMultipartUploadCommand: 's3:AbortMultipartUpload',
  StartExecutionCommand: 'states:StartExecution',
  DescribeExecutionCommand: 'states:DescribeExecution',
  StopExecutionCommand: 'states:StopExecution',
  InvokeCommand: 'lambda:InvokeFunction',
  GetParameterCommand: 'ssm:GetParameter',
};

/** Where in the bucket a request reads or writes, as the grants name it. */
function placeOf(key: unknown): string {
  if (typeof key !== 'string') return '';
  return key.replace(/^runs\/[^/]+\//, 'runs/*/').replace(/^(sources|datasets)\/.*/, '$1/*');
}

/** Notes the rights that a client's requests need, until the next call. */
function watch(clients: AwsClients) {
  let needed = new Set<string>();
  for (const client of Object.values(clients)) {
    client.middlewareStack.add(
      (next: (given: { input: object }) => unknown, { commandName }: { commandName?: string }) =>
        (given: { input: object }) => {
          const action = actionOf[commandName ?? ''] ?? `unknown: ${commandName}`;
          const key: unknown = Reflect.get(given.input, 'Key');
          needed.add(action.startsWith('s3:') ? `${action} ${placeOf(key)}` : action);
          return next(given);
        },
      { step: 'initialize', name: 'noteRights' },
    );
  }
  return () => {
    const found = needed;
    needed = new Set();
    return [...found].sort();
  };
}

test('what a client calls is what the grants give', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'fanfold-rights-'));
  const cloud = await openLocalCloud({ stateDir: join(directory, 'state') });
  const clients = createAwsClients({
    region: cloud.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoints: cloud.endpoints,
  });
  try {
    const { assembly } = await synthesizeTask({ task, out: join(directory, 'assemblies') });
    await cloud.deploy(assembly);
    const told = JSON.parse((await cloud.parameter(pipelineParameterName('double'))) ?? '');
    const client = createClient({ pipeline: pipelineSchema.parse(told), clients });
    const takeNeeded = watch(clients);
    const path = folder.write('items.jsonl', '{"n":1}\n{"n":2}\n{"n":3}\n');

    const uri = await client.upload({ runId: 'rights-1', path, name: 'items.jsonl' });
    const run = await client.start({ uri }, { runId: 'rights-1', toleratedFailureCount: 1 });
    const started = takeNeeded();

    for await (const _ of run.progress());
    await run.result();
    for await (const _ of run.rows());
    for await (const _ of run.failures());
    const attached = await client.attach('rights-1');
    await attached.result();
    const read = takeNeeded();

    const again = await client.retry('rights-1');
    started.push(...takeNeeded());
    await again.stop();
    await again.abort().catch(() => {});
    const stopped = takeNeeded();

    const names = (role: string) =>
      (granted[role] ?? []).map((right) => {
        const [action = '', resource = ''] = right.split(' ');
        return action.startsWith('s3:') ? `${action} ${resource.replace(`${bucket}/`, '')}` : action;
      });
    for (const [role, needed] of Object.entries({ Starter: started, Reader: read, Stopper: stopped })) {
      expect(
        needed.filter((right) => !names(role).includes(right)),
        role,
      ).toEqual([]);
    }
    expect(started).toEqual(
      expect.arrayContaining(['states:StartExecution', 's3:PutObject sources/*', 'dynamodb:GetItem']),
    );
    expect(read).toEqual(
      expect.arrayContaining([
        'dynamodb:Query',
        's3:GetObject datasets/*',
        's3:GetObject runs/*/failures.jsonl',
        's3:GetObject runs/*/report.json',
        'states:DescribeExecution',
      ]),
    );
    expect(stopped).toEqual(expect.arrayContaining(['states:DescribeExecution', 'states:StopExecution']));
  } finally {
    destroyClients(clients);
    await cloud.close();
    await rm(directory, { recursive: true });
  }
}, 120_000);

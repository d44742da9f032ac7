import { readFileSync } from 'node:fs';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { afterAll, describe, expect, test } from 'vitest';
import { definitionFile } from '../../infra/state-machine-definition.ts';
import { statesOf } from '../../scripts/asl/states.ts';
import { createPipelineStack, nagFindings, type Right, rightsOf } from './support/pipeline-template.ts';
import { createTaskFolder, taskSource } from './support/task-folder.ts';

const folder = createTaskFolder();
const task = folder.write('task.ts', taskSource());
afterAll(() => folder[Symbol.dispose]());

function rightsOfRole(rights: readonly Right[], role: string): string[] {
  return rights
    .filter((right) => right.role === role)
    .map(({ action, resource }) => `${action} ${resource}`)
    .sort();
}

const bucket = '<DoubleStorageBucket.Arn>';
const table = '<DoubleLedger.Arn>';
const executions =
  'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<DoubleFanOutFanInStateMachine.Name>';
const telemetry = (logs: string) => [
  `logs:CreateLogStream <${logs}.Arn>`,
  `logs:PutLogEvents <${logs}.Arn>`,
  'xray:PutTelemetryRecords *',
  'xray:PutTraceSegments *',
];
const ledger = (actions: string[]) =>
  actions.flatMap((action) => [
    `dynamodb:${action} ${table}`,
    ...(actions.includes('Query') ? [`dynamodb:${action} ${table}/index/byUpdate`] : []),
  ]);
describe('rights of a pipeline', () => {
  const { app, stack } = createPipelineStack(folder, { task });
  const rights = rightsOf(stack);

  test('no action is a wildcard, and only actions without narrower resources have all', () => {
    expect(rights.filter(({ action }) => action.includes('*'))).toEqual([]);
    const everywhere = new Set(rights.filter(({ resource }) => resource === '*').map(({ action }) => action));
    expect([...everywhere].filter((action) => !/^(xray|logs):/.test(action))).toEqual([
      'lambda:GetAccountSettings',
    ]);
  });

  test('no managed policies', () => {
    const roles = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    expect(roles.filter(({ Properties }) => Properties.ManagedPolicyArns !== undefined)).toEqual([]);
  });

  test('of Plan', () => {
    expect(rightsOfRole(rights, 'DoublePlanRole')).toEqual(
      [
        ...telemetry('DoublePlanLogs'),
        ...ledger(['GetItem', 'Query', 'PutItem', 'UpdateItem']),
        'lambda:GetAccountSettings *',
        `s3:ListBucket ${bucket}`,
        ...['sources', 'inbox', 'runs'].map((prefix) => `s3:GetObject ${bucket}/${prefix}/*`),
        `s3:PutObject ${bucket}/runs/*`,
        `s3:AbortMultipartUpload ${bucket}/runs/*`,
        `states:DescribeExecution ${executions}:*`,
      ].sort(),
    );
  });

  test('of the unit, and so of the task', () => {
    expect(rightsOfRole(rights, 'DoubleUnitRole')).toEqual(
      [
        ...telemetry('DoubleUnitLogs'),
        ...ledger(['GetItem', 'UpdateItem']),
        `s3:ListBucket ${bucket}`,
        ...['sources', 'inbox', 'runs'].map((prefix) => `s3:GetObject ${bucket}/${prefix}/*`),
        ...['out', 'failures'].flatMap((part) => [
          `s3:PutObject ${bucket}/runs/*/${part}/*`,
          `s3:AbortMultipartUpload ${bucket}/runs/*/${part}/*`,
        ]),
      ].sort(),
    );
  });

  test('of Govern: on map runs of FanOut alone, and on the unit function', () => {
    const mapRuns = `${executions.replace(':execution:', ':mapRun:')}/FanOut:*`;
    expect(rightsOfRole(rights, 'DoubleGovernRole')).toEqual(
      [
        ...telemetry('DoubleGovernLogs'),
        ...ledger(['GetItem', 'Query', 'UpdateItem']),
        `s3:ListBucket ${bucket}`,
        `s3:GetObject ${bucket}/runs/*/govern/*`,
        `s3:PutObject ${bucket}/runs/*/govern/*`,
        `s3:PutObject ${bucket}/runs/*/progress.json`,
        `states:ListMapRuns ${executions}:*`,
        `states:DescribeMapRun ${mapRuns}`,
        `states:UpdateMapRun ${mapRuns}`,
        'lambda:InvokeFunction <DoubleUnitFunction.Arn>',
      ].sort(),
    );
  });

  test('of the trigger: it reads the inbox, writes refusals there, and starts and sees executions', () => {
    expect(rightsOfRole(rights, 'DoubleTriggerRole')).toEqual(
      [
        ...telemetry('DoubleTriggerLogs'),
        `s3:ListBucket ${bucket}`,
        `s3:GetObject ${bucket}/inbox/*`,
        `s3:PutObject ${bucket}/inbox/*.error.json`,
        'states:StartExecution <DoubleFanOutFanInStateMachine>',
        `states:DescribeExecution ${executions}:*`,
      ].sort(),
    );
  });

  test.each([
    ['Report', 'OtherEnds'],
    ['Trigger', 'InboxObjects'],
    ['Trigger', 'RefusedRuns'],
  ])('of EventBridge: %s is invoked by the rule %s', (name, rule) => {
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^Double${name}Function`), 'Arn'] },
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^Double${rule}`), 'Arn'] },
    });
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Permission', 3);
  });

  test('of Seal and Report', () => {
    const seal = rightsOfRole(rights, 'DoubleSealRole');
    expect(seal.filter((right) => right.startsWith('s3:PutObject'))).toEqual([
      `s3:PutObject ${bucket}/datasets/*`,
      `s3:PutObject ${bucket}/runs/*`,
    ]);
    expect(seal).toEqual(expect.arrayContaining(ledger(['GetItem', 'Query', 'UpdateItem'])));
    const report = rightsOfRole(rights, 'DoubleReportRole');
    expect(report.filter((right) => right.startsWith('dynamodb:'))).toEqual(
      ledger(['GetItem', 'Query', 'UpdateItem']),
    );
    expect(report.filter((right) => right.startsWith('s3:PutObject'))).toEqual([
      `s3:PutObject ${bucket}/runs/*`,
    ]);
    expect(report).toContain(`states:DescribeExecution ${executions}:*`);
  });

  test('of PlanMerge and Merge', () => {
    const writes = (role: string) =>
      rightsOfRole(rights, role).filter((right) => /^(s3:Put|s3:Abort|dynamodb:)/.test(right));
    expect(writes('DoublePlanMergeRole')).toEqual(
      [
        ...ledger(['GetItem', 'Query', 'UpdateItem']),
        ...['PutObject', 'AbortMultipartUpload'].flatMap((action) => [
          `s3:${action} ${bucket}/datasets/*`,
          `s3:${action} ${bucket}/runs/*`,
        ]),
      ].sort(),
    );
    expect(writes('DoubleMergeRole')).toEqual(
      [
        ...ledger(['PutItem']),
        ...['PutObject', 'AbortMultipartUpload'].flatMap((action) => [
          `s3:${action} ${bucket}/datasets/*`,
          `s3:${action} ${bucket}/runs/*/merge/*`,
        ]),
      ].sort(),
    );
  });

  test('of the state machine: it starts itself and reads and writes what its map does', () => {
    const machine = rightsOfRole(rights, 'DoubleFanOutFanInRole').filter(
      (right) => !/^(xray|logs):/.test(right),
    );
    const states = statesOf(JSON.parse(readFileSync(definitionFile(), 'utf8')));
    const labels = states.flatMap(({ fields }) => (typeof fields.Label === 'string' ? [fields.Label] : []));
    expect(labels).toEqual(['FanOut', 'Merge']);
    expect(machine).toEqual(
      [
        ...['Plan', 'Unit', 'Govern', 'PlanMerge', 'Merge', 'Seal', 'Report'].map(
          (name) => `lambda:InvokeFunction <Double${name}Function.Arn>`,
        ),
        `s3:GetObject ${bucket}/runs/*`,
        ...['PutObject', 'AbortMultipartUpload', 'ListMultipartUploadParts'].map(
          (action) => `s3:${action} ${bucket}/runs/*/map/*`,
        ),
        'states:StartExecution <DoubleFanOutFanInStateMachine>',
        ...['DescribeExecution', 'StopExecution'].flatMap((action) => [
          `states:${action} ${executions}:*`,
          ...labels.map((label) => `states:${action} ${executions}/${label}:*`),
        ]),
        ...labels.map((label) => `states:RedriveExecution ${executions}/${label}:*`),
      ].sort(),
    );
  });

  test("cdk-nag's AWS Solutions find nothing", () => {
    expect(nagFindings(app)).toEqual([]);
  });
});

test('cdk-nag still finds a wildcard that is not one of the acknowledged', () => {
  const { app, pipeline } = createPipelineStack(folder, { task });
  pipeline.unitFunction.addToRolePolicy(
    new PolicyStatement({ actions: ['s3:*'], resources: ['arn:aws:s3:::other/*'] }),
  );
  expect(nagFindings(app).map((finding) => finding.replace(/^.*: /, ''))).toEqual([
    'AwsSolutions-IAM5[Action::s3:*]',
    'AwsSolutions-IAM5[Resource::arn:aws:s3:::other/*]',
  ]);
});

describe('own resources', () => {
  test('sources lie in further buckets: Plan and unit may read them', () => {
    const { app, stack } = createPipelineStack(folder, (scope) => ({
      task,
      sourceBuckets: [Bucket.fromBucketName(scope, 'Lake', 'lake')],
    }));
    const lake = rightsOf(stack).filter(({ resource }) => resource.includes(':lake'));
    const arn = 'arn:<AWS::Partition>:s3:::lake';
    expect(lake.map(({ role, action, resource }) => `${role} ${action} ${resource}`).sort()).toEqual([
      `DoublePlanRole s3:GetObject ${arn}/*`,
      `DoublePlanRole s3:ListBucket ${arn}`,
      `DoubleUnitRole s3:GetObject ${arn}/*`,
      `DoubleUnitRole s3:ListBucket ${arn}`,
    ]);
    expect(nagFindings(app)).toEqual([]);
  });

  test('an own bucket and table with keys: no other storage, and the right to use the keys', () => {
    const { app, stack } = createPipelineStack(folder, (scope) => ({
      task,
      bucket: Bucket.fromBucketAttributes(scope, 'Own', {
        bucketName: 'own',
        encryptionKey: Key.fromKeyArn(scope, 'BucketKey', 'arn:aws:kms:us-east-1:123456789012:key/bucket'),
      }),
      table: Table.fromTableAttributes(scope, 'OwnTable', {
        tableName: 'own',
        encryptionKey: Key.fromKeyArn(scope, 'TableKey', 'arn:aws:kms:us-east-1:123456789012:key/table'),
      }),
    }));
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::S3::Bucket', 0);
    template.resourceCountIs('AWS::DynamoDB::Table', 0);
    const keys = rightsOf(stack).filter(({ action }) => action.startsWith('kms:'));
    expect(new Set(keys.map(({ role, resource }) => `${role} ${resource.replace(/^.*\//, '')}`))).toEqual(
      new Set([
        ...['Plan', 'Unit', 'Govern', 'PlanMerge', 'Merge', 'Seal', 'Report'].flatMap((name) => [
          `Double${name}Role bucket`,
          `Double${name}Role table`,
        ]),
        'DoubleFanOutFanInRole bucket',
      ]),
    );
    expect(nagFindings(app)).toEqual([]);
  });
});

test('no circular dependencies, also of what users grant to the task', () => {
  const { stack, pipeline } = createPipelineStack(folder, { task });
  new Table(stack, 'Airports', { partitionKey: { name: 'id', type: AttributeType.STRING } }).grantReadData(
    pipeline.unitFunction,
  );
  expect(findCycle(Template.fromStack(stack).toJSON().Resources)).toBeUndefined();
});

/** Logical ids of a circle of Ref, Fn::GetAtt, Fn::Sub and DependsOn, or undefined if there is none. */
function findCycle(resources: Record<string, unknown>): string[] | undefined {
  const done = new Set<string>();
  const visit = (id: string, path: string[]): string[] | undefined => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (done.has(id)) return undefined;
    for (const next of referencesIn(resources[id], new Set(Object.keys(resources)))) {
      const cycle = visit(next, [...path, id]);
      if (cycle !== undefined) return cycle;
    }
    done.add(id);
    return undefined;
  };
  for (const id of Object.keys(resources)) {
    const cycle = visit(id, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

function referencesIn(value: unknown, ids: ReadonlySet<string>): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const named = ['Ref', 'Fn::GetAtt', 'Fn::Sub', 'DependsOn'].includes(key) ? [inner].flat(2) : [];
    const found = named.flatMap((text) =>
      typeof text === 'string'
        ? [text, ...Array.from(text.matchAll(/\$\{([A-Za-z0-9]+)[.}]/g), ([, id = '']) => id)]
        : [],
    );
    return [...found.filter((id) => ids.has(id)), ...referencesIn(inner, ids)];
  });
}

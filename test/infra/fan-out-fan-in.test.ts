import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { functionEnvironment } from '../../core/contracts/function-environment.ts';
import { pipeline as pipelineSchema } from '../../core/contracts/pipeline.ts';
import { taskDocument } from '../../core/contracts/task-document.ts';
import { prices } from '../../core/cost/prices.ts';
import { describeTask } from '../../infra/describe-task.ts';
import { createPipelineStack, type PipelineStack } from './support/pipeline-template.ts';
import { createTaskFolder, taskSource } from './support/task-folder.ts';

const folder = createTaskFolder();
const task = folder.write('task.ts', taskSource("retries: 2, memory: '1 GB', itemConcurrency: 4,"));
afterAll(() => folder[Symbol.dispose]());

describe('a pipeline with no options', () => {
  let made: PipelineStack;
  let template: Template;
  beforeAll(() => {
    made = createPipelineStack(folder, { task });
    template = Template.fromStack(made.stack);
  });

  test('has a private, encrypted bucket whose unfinished uploads go after a day and whose access is logged', () => {
    template.resourceCountIs('AWS::S3::Bucket', 2);
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketEncryption: Match.anyValue(),
        LoggingConfiguration: { DestinationBucketName: Match.anyValue() },
        LifecycleConfiguration: {
          Rules: [{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    });
    template.allResourcesProperties('AWS::S3::Bucket', {
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      AccessControl: Match.absent(),
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  test('has the ledger that the ledger adapter expects', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
          { AttributeName: 'updatedAt', AttributeType: 'N' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byUpdate',
            KeySchema: [
              { AttributeName: 'pk', KeyType: 'HASH' },
              { AttributeName: 'updatedAt', KeyType: 'RANGE' },
            ],
            Projection: {
              ProjectionType: 'INCLUDE',
              NonKeyAttributes: [
                'state',
                'attempt',
                'epoch',
                'generation',
                'progress',
                'startedAt',
                'leaseUntil',
              ],
            },
          },
        ],
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    });
  });

  test('has its functions on Node 24 and ARM, traced, with a log group each', () => {
    template.resourceCountIs('AWS::Lambda::Function', 8);
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 900,
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogGroup: Match.anyValue() },
    });
    template.resourceCountIs('AWS::Logs::LogGroup', 9);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
    const memory = Object.values(template.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.MemorySize,
    );
    expect(memory.sort()).toEqual([1024, 1769, 1769, 1769, 1769, 1769, 1769, 512]);
  });

  test('gives every function of a run an environment that the functions take', () => {
    const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
    for (const [id, { Properties }] of functions.filter(([id]) => !id.startsWith('DoubleTrigger'))) {
      const { FANFOLD_BUCKET, FANFOLD_BUCKET_OWNERS, FANFOLD_TABLE, FANFOLD_UNIT_FUNCTION, ...rest } =
        Properties.Environment.Variables;
      expect(FANFOLD_BUCKET_OWNERS).toEqual({
        'Fn::Join': ['', ['[{"bucket":"', FANFOLD_BUCKET, '","account":"', { Ref: 'AWS::AccountId' }, '"}]']],
      });
      expect(FANFOLD_UNIT_FUNCTION).toEqual(
        id.startsWith('DoubleGovern') ? { Ref: expect.stringMatching(/^DoubleUnitFunction/) } : undefined,
      );
      expect([FANFOLD_BUCKET, FANFOLD_TABLE]).toEqual([
        { Ref: expect.any(String) },
        { Ref: expect.any(String) },
      ]);
      const environment = functionEnvironment.parse({
        FANFOLD_BUCKET: 'b',
        FANFOLD_BUCKET_OWNERS: '[]',
        FANFOLD_TABLE: 't',
        ...rest,
      });
      expect(environment).toEqual({
        FANFOLD_BUCKET: 'b',
        FANFOLD_BUCKET_OWNERS: [],
        FANFOLD_TABLE: 't',
        FANFOLD_TASK: { name: 'double', timeoutMs: 60_000, retries: 2, memoryMb: 1024, itemConcurrency: 4 },
        FANFOLD_CODE_DIGEST: describeTask(task).codeDigest,
        FANFOLD_PIPELINE: 'Doubles/Double',
        FANFOLD_TTL_DAYS: 90,
        FANFOLD_LEASE_SECONDS: 15,
      });
    }
  });

  test('has a state machine, logged and traced, with every placeholder of its definition filled in', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      DefinitionS3Location: { Key: Match.stringLikeRegexp('\\.json$') },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false, Destinations: [Match.anyValue()] },
      TracingConfiguration: { Enabled: true },
      DefinitionSubstitutions: {
        PlanFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Plan'), 'Arn'] },
        UnitFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Unit'), 'Arn'] },
        GovernFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Govern'), 'Arn'] },
        SealFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Seal'), 'Arn'] },
        ReportFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Report'), 'Arn'] },
        ChildType: 'STANDARD',
      },
    });
  });

  test('does not try failed copies of units again', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('^DoubleUnitFunction') },
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
    });
    template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 1);
  });

  test('has a report made of executions that end otherwise, but not of their children', () => {
    const machine = template.findResources('AWS::StepFunctions::StateMachine');
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [{ Ref: Object.keys(machine)[0] }],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      State: 'ENABLED',
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DoubleReportFunction'), 'Arn'] },
          RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 20 },
          Input: Match.absent(),
          InputTransformer: Match.absent(),
        },
      ],
    });
  });

  test('tells clients of itself', () => {
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/fanfold/double', Type: 'String' });
    const [parameter] = Object.values(template.findResources('AWS::SSM::Parameter'));
    const parts: unknown[] = parameter?.Properties.Value['Fn::Join'][1];
    const text = parts.map((part) => (typeof part === 'string' ? part : 'token')).join('');
    expect(pipelineSchema.parse(JSON.parse(text))).toEqual({
      version: 1,
      task: 'double',
      stateMachineArn: 'token',
      bucket: 'token',
      table: 'token',
      reportFunctionArn: 'token',
      codeDigest: made.pipeline.task.codeDigest,
    });
    expect(Object.keys(template.findOutputs('*')).map((name) => name.replace(/[0-9A-F]{8}$/, ''))).toEqual([
      'DoubleStateMachineArn',
      'DoubleBucketName',
      'DoubleTableName',
    ]);
  });

  const assetOf = (purpose: string) => {
    const assembly = made.app.synth();
    const found = Object.values(template.findResources('AWS::Lambda::Function')).find(({ Properties }) =>
      Properties.Description.includes(purpose),
    );
    return join(assembly.directory, `asset.${found?.Properties.Code.S3Key.replace('.zip', '')}`);
  };

  test('puts handler and item process into the cloud assembly', () => {
    const asset = assetOf('items of one unit');
    expect(readFileSync(join(asset, 'index.mjs'), 'utf8')).toContain('handler');
    expect(readFileSync(join(asset, 'item-child.mjs'), 'utf8')).toContain('2 * n');
    const map = JSON.parse(readFileSync(join(asset, 'item-child.mjs.map'), 'utf8'));
    expect(map.sources).toContain('task.ts');
    expect(map).not.toHaveProperty('sourcesContent');
    expect(readdirSync(asset).sort()).toEqual(['index.mjs', 'item-child.mjs', 'item-child.mjs.map']);
  });

  test("puts the task's schemas beside Plan's handler", () => {
    const asset = assetOf('opens a run');
    expect(readdirSync(asset).sort()).toEqual(['index.mjs', 'task.json']);
    const { inputSchema, outputSchema } = describeTask(task);
    expect(taskDocument.parse(JSON.parse(readFileSync(join(asset, 'task.json'), 'utf8')))).toEqual({
      version: 1,
      task: 'double',
      inputSchema,
      outputSchema,
    });
    expect(outputSchema.ok).toBe(true);
  });
});

test("options override the task's, a maximum is a cap", () => {
  const { stack } = createPipelineStack(folder, {
    task,
    unitItems: 7,
    maxConcurrency: 50,
    toleratedFailurePercentage: 5,
    toleratedFailureCount: 3,
    itemConcurrency: 2,
    memory: '2 GB',
    childType: 'EXPRESS',
    architecture: Architecture.X86_64,
    logRetention: RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Lambda::Function', {
    MemorySize: 2048,
    Architectures: ['x86_64'],
    Environment: {
      Variables: {
        FANFOLD_MAX_CONCURRENCY: '50',
        FANFOLD_TASK: Match.serializedJson({
          name: 'double',
          timeoutMs: 60_000,
          retries: 2,
          memoryMb: 2048,
          unitItems: 7,
          maxConcurrency: 50,
          toleratedFailurePercentage: 5,
          toleratedFailureCount: 3,
          itemConcurrency: 2,
        }),
      },
    },
  });
  template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
    DefinitionSubstitutions: Match.objectLike({ ChildType: 'EXPRESS' }),
  });
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
  for (const type of ['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::Logs::LogGroup']) {
    template.allResources(type, { DeletionPolicy: 'Delete' });
  }
});

test('prices of its own are told to Report, and to no other function', () => {
  const dear = { ...prices, region: 'eu-central-1', stateTransition: 0.1 };
  const { stack } = createPipelineStack(folder, { task, prices: dear });
  const functions = Object.entries(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  const told = functions.map(([id, { Properties }]): [string, unknown] => [
    id.replace(/Function.*/, ''),
    Properties.Environment?.Variables.FANFOLD_PRICES,
  ]);
  expect(told.filter(([, text]) => text !== undefined)).toEqual([['DoubleReport', JSON.stringify(dear)]]);
});

test('the same source gives the same assets, wherever and whenever it is synthesized', () => {
  const keys = () =>
    Object.values(
      Template.fromStack(createPipelineStack(folder, { task }).stack).findResources('AWS::Lambda::Function'),
    ).map(({ Properties }) => Properties.Code.S3Key);
  expect(keys()).toEqual(keys());
});

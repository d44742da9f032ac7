import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { afterAll, describe, expect, test } from 'vitest';
import { triggerEnvironment } from '../../core/contracts/trigger.ts';
import { createPipelineStack, nagFindings, rightsOf } from './support/pipeline-template.ts';
import { createTaskFolder, taskSource } from './support/task-folder.ts';

const folder = createTaskFolder();
const task = folder.write('task.ts', taskSource());
afterAll(() => folder[Symbol.dispose]());

const triggers = (template: Template) =>
  Object.entries(template.findResources('AWS::Lambda::Function')).filter(([id]) =>
    id.startsWith('DoubleTrigger'),
  );

describe('a pipeline with a bucket of its own making', () => {
  const { stack } = createPipelineStack(folder, { task });
  const template = Template.fromStack(stack);
  const [machine = ''] = Object.keys(template.findResources('AWS::StepFunctions::StateMachine'));
  const [pipelineBucket = ''] = Object.keys(template.findResources('AWS::S3::Bucket')).filter((id) =>
    id.startsWith('DoubleStorageBucket'),
  );

  test('has the bucket, and that one alone, tell EventBridge of its objects', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      LoggingConfiguration: Match.anyValue(),
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
    template.resourcePropertiesCountIs('AWS::S3::Bucket', { NotificationConfiguration: Match.anyValue() }, 1);
    template.resourceCountIs('Custom::S3BucketNotifications', 0);
  });

  test('has objects below inbox/ of that bucket invoke the trigger, and those of its runs that failed', () => {
    const target = {
      Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DoubleTriggerFunction'), 'Arn'] },
      RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 20 },
      Input: Match.absent(),
      InputTransformer: Match.absent(),
    };
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [{ Ref: pipelineBucket }] }, object: { key: [{ prefix: 'inbox/' }] } },
      },
      Targets: [target],
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [{ Ref: machine }], status: ['FAILED'], name: [{ suffix: '-inbox' }] },
      },
      Targets: [target],
    });
    template.resourceCountIs('AWS::Events::Rule', 3);
  });

  test('tells the trigger of the bucket and the state machine, and of nothing else', () => {
    const [[, made] = []] = triggers(template);
    const { Variables } = made?.Properties.Environment ?? {};
    expect(Variables).toEqual({
      FANFOLD_BUCKET: { Ref: pipelineBucket },
      FANFOLD_BUCKET_OWNERS: expect.anything(),
      FANFOLD_STATE_MACHINE_ARN: { Ref: machine },
    });
    expect(Object.keys(Variables).sort()).toEqual(Object.keys(triggerEnvironment.shape).sort());
  });
});

test('without an inbox there is no trigger, no rule and no event of the bucket', () => {
  const template = Template.fromStack(createPipelineStack(folder, { task, inbox: false }).stack);
  expect(triggers(template)).toEqual([]);
  template.resourceCountIs('AWS::Events::Rule', 1);
  template.resourcePropertiesCountIs('AWS::S3::Bucket', { NotificationConfiguration: Match.anyValue() }, 0);
});

describe('with a bucket of the app', () => {
  const ownBucket = (inbox: boolean | undefined) =>
    createPipelineStack(folder, (scope) => ({
      task,
      ...(inbox !== undefined && { inbox }),
      bucket: Bucket.fromBucketAttributes(scope, 'Own', {
        bucketName: 'own',
        encryptionKey: Key.fromKeyArn(scope, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/bucket'),
      }),
    }));

  test("there is no inbox unless the app asks for it, since its notifications are the app's", () => {
    const template = Template.fromStack(ownBucket(undefined).stack);
    expect(triggers(template)).toEqual([]);
    template.resourceCountIs('Custom::S3BucketNotifications', 0);
  });

  test('its events are turned on beside what it has, and the trigger may use its key', () => {
    const { app, stack } = ownBucket(true);
    const template = Template.fromStack(stack);
    expect(triggers(template)).toHaveLength(1);
    template.hasResourceProperties('Custom::S3BucketNotifications', {
      BucketName: 'own',
      NotificationConfiguration: { EventBridgeConfiguration: {} },
      Managed: false,
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({
        source: ['aws.s3'],
        detail: Match.objectLike({ bucket: { name: ['own'] } }),
      }),
    });
    const keys = rightsOf(stack).filter(
      ({ role, action }) => role === 'DoubleTriggerRole' && action.startsWith('kms:'),
    );
    expect(keys.map(({ action }) => action)).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
    // CDK's own function for notifications is the app's to acknowledge.
    expect(nagFindings(app).filter((finding) => !finding.includes('BucketNotificationsHandler'))).toEqual([]);
  });
});

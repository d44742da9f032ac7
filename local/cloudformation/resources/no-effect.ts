import { namePhysically } from '../physical-names.ts';
import type { ResourceRequest } from '../resource-request.ts';
import type { Identity } from '../stack-scope.ts';
import type { ResourceKind } from './resource-kind.ts';

/** Types that change nothing in the local cloud: permissions, logs, keys, alarms, metadata. */
const noEffectTypes: ReadonlySet<string> = new Set([
  'AWS::ApplicationInsights::Application',
  'AWS::CDK::Metadata',
  'AWS::CloudFormation::WaitConditionHandle',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::AnomalyDetector',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::IAM::RolePolicy',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::LogStream',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::QueryDefinition',
  'AWS::Logs::ResourcePolicy',
  'AWS::Logs::SubscriptionFilter',
  'AWS::ResourceGroups::Group',
  'AWS::S3::BucketPolicy',
  'AWS::XRay::Group',
  // CDK's own custom resources: the one empties a bucket when its stack is deleted, the others care for logs and access.
  'Custom::S3AutoDeleteObjects',
  'Custom::LogRetention',
  'Custom::CloudwatchLogResourcePolicy',
]);

/** Whether resources of a type are known to have no effect in the local cloud. */
export function hasNoEffect(type: string): boolean {
  return noEffectTypes.has(type);
}

/** A resource without effect still has names that others refer to. */
export const noEffect: ResourceKind = { identify, plan: () => [] };

function identify(request: ResourceRequest): Identity {
  const { accountId } = request.account;
  const generated = namePhysically(request.stackName, request.logicalId, 64);
  switch (request.type) {
    case 'AWS::IAM::Role': {
      const name = request.name('RoleName', 64);
      return { ref: name, attributes: { Arn: `arn:aws:iam::${accountId}:role/${name}` } };
    }
    case 'AWS::IAM::ManagedPolicy': {
      const arn = `arn:aws:iam::${accountId}:policy/${request.name('ManagedPolicyName', 128)}`;
      return { ref: arn, attributes: { PolicyArn: arn } };
    }
    case 'AWS::Logs::LogGroup': {
      const name = request.name('LogGroupName', 512);
      return { ref: name, attributes: { Arn: request.arn('logs', `log-group:${name}:*`) } };
    }
    case 'AWS::KMS::Key': {
      const attributes = { Arn: request.arn('kms', `key/${generated}`), KeyId: generated };
      return { ref: generated, attributes };
    }
    case 'AWS::CloudWatch::Alarm':
    case 'AWS::CloudWatch::CompositeAlarm': {
      const name = request.name('AlarmName', 255);
      return { ref: name, attributes: { Arn: request.arn('cloudwatch', `alarm:${name}`) } };
    }
    default:
      return { ref: generated, attributes: {} };
  }
}

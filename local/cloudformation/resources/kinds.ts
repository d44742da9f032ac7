import { refuse } from '../refusal.ts';
import { bucket } from './bucket.ts';
import { bucketNotifications } from './bucket-notifications.ts';
import { eventInvokeConfig } from './event-invoke-config.ts';
import { lambdaFunction } from './function.ts';
import { hasNoEffect, noEffect } from './no-effect.ts';
import { parameter } from './parameter.ts';
import { qualifiedFunction } from './qualified-function.ts';
import type { ResourceKind } from './resource-kind.ts';
import { rule } from './rule.ts';
import { stateMachine } from './state-machine.ts';
import { table } from './table.ts';

const kinds: Readonly<Record<string, ResourceKind>> = {
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::Events::Rule': rule,
  'AWS::Lambda::Alias': qualifiedFunction,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Version': qualifiedFunction,
  'AWS::S3::Bucket': bucket,
  'AWS::SSM::Parameter': parameter,
  'AWS::StepFunctions::StateMachine': stateMachine,
  'Custom::S3BucketNotifications': bucketNotifications,
};

/**
 * How the local cloud treats a CloudFormation type.
 * @throws FanfoldError `InvalidUsage` for a type that it does not have
 */
export function kindOf(type: string, logicalId: string): ResourceKind {
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (kind !== undefined) return kind;
  if (hasNoEffect(type)) return noEffect;
  throw refuse(
    `${logicalId}: the local cloud has no ${type}; it has ${Object.keys(kinds).join(', ')}, and leaves out types without effect here such as AWS::IAM::Role.`,
  );
}

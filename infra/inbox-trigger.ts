import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { inboxExecutionEnding, inboxPrefix, type TriggerEnvironment } from '../core/contracts/trigger.ts';
import type { BundledFile } from './bundling/bundle.ts';
import { acknowledgeAll, acknowledgeWildcards } from './nag-suppressions.ts';
import { ownersOfBuckets } from './owners-of-buckets.ts';
import { triggerPermissions } from './permissions.ts';
import { PipelineFunction } from './pipeline-function.ts';
import { denyToCode, type PipelineNetwork } from './pipeline-network.ts';
import type { PipelineStateMachine } from './pipeline-state-machine.ts';
import type { StorageProps } from './pipeline-storage.ts';

/** MiB: it asks S3 and Step Functions a little and computes nothing. */
const memorySize = 512;

/** What {@link createInboxTrigger} connects. */
export interface InboxTriggerProps {
  readonly storage: StorageProps;
  /** Name of the task. */
  readonly task: string;
  readonly bundle: BundledFile;
  /** Sends its events to EventBridge. */
  readonly bucket: IBucket;
  readonly machine: PipelineStateMachine;
  readonly architecture: Architecture;
  readonly network: PipelineNetwork | undefined;
}

/**
 * Has each object that is put below `inbox/` start one run, and refusals told beside it: those of the trigger function, and
 * those of Plan, of which it hears as executions that failed. S3 and Step Functions may send an event more than once.
 */
export function createInboxTrigger(scope: Construct, props: InboxTriggerProps): PipelineFunction {
  const { task, bucket, machine } = props;
  const { stateMachineArn } = machine.stateMachine;
  const environment = {
    FANFOLD_BUCKET: bucket.bucketName,
    FANFOLD_BUCKET_OWNERS: ownersOfBuckets(scope, bucket),
    FANFOLD_STATE_MACHINE_ARN: stateMachineArn,
  } satisfies Record<keyof TriggerEnvironment, string>;
  const trigger = new PipelineFunction(scope, 'Trigger', {
    ...props.storage,
    name: 'trigger',
    description: `fanfold ${task}: starts a run for each object that is put below ${inboxPrefix}`,
    files: [props.bundle],
    memorySize,
    architecture: props.architecture,
    network: props.network,
    environment,
  });
  grantPermissions(trigger, props);
  const invokeOn = (id: string, description: string, eventPattern: EventPattern) =>
    new Rule(scope, id, {
      description: `fanfold ${task}: ${description}`,
      eventPattern,
      targets: [new LambdaTarget(trigger.handler, { maxEventAge: Duration.hours(6), retryAttempts: 20 })],
    });
  invokeOn('InboxObjects', `has objects that are put below ${inboxPrefix} start runs`, {
    source: ['aws.s3'],
    detailType: ['Object Created'],
    detail: { bucket: { name: [bucket.bucketName] }, object: { key: Match.prefix(inboxPrefix) } },
  });
  invokeOn('RefusedRuns', `has refusals of runs told below ${inboxPrefix}`, {
    source: ['aws.states'],
    detailType: ['Step Functions Execution Status Change'],
    detail: {
      stateMachineArn: [stateMachineArn],
      status: ['FAILED'],
      name: Match.suffix(inboxExecutionEnding),
    },
  });
  return trigger;
}

/** By a policy beside the role, as {@link PipelineStateMachine} and the functions of runs have. */
function grantPermissions(
  { handler, role }: PipelineFunction,
  { bucket, machine, network }: InboxTriggerProps,
): void {
  const statements = [
    ...triggerPermissions({ bucket }),
    new PolicyStatement({
      actions: ['states:StartExecution'],
      resources: [machine.stateMachine.stateMachineArn],
    }),
    new PolicyStatement({ actions: ['states:DescribeExecution'], resources: [machine.executionsArn] }),
    ...(network === undefined ? [] : [denyToCode(handler.functionArn)]),
  ];
  acknowledgeWildcards(new Policy(handler, 'Permissions', { roles: [role], statements }), statements);
  acknowledgeAll(role, network !== undefined);
}

import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type Pipeline, pipelineParameterName } from '../core/contracts/pipeline.ts';
import type { MetricDimensions } from '../core/metrics/catalog.ts';
import { loadFunctions } from './bundling/kept-functions.ts';
import { packageLayout } from './bundling/package-layout.ts';
import type { ClientTargets } from './client-rights.ts';
import { createFunctions } from './create-functions.ts';
import type { TaskDescription } from './describe-task.ts';
import type { FanOutFanInProps } from './fan-out-fan-in-props.ts';
import { grantPermissions } from './grant-permissions.ts';
import { createInboxTrigger } from './inbox-trigger.ts';
import { letLogsUse } from './let-logs-use.ts';
import { loadProps } from './load-props.ts';
import { observePipeline } from './observe-pipeline.ts';
import { brandPipeline } from './pipeline-brand.ts';
import { pipelineName } from './pipeline-metrics.ts';
import { createNetwork } from './pipeline-network.ts';
import { PipelineStateMachine } from './pipeline-state-machine.ts';
import { createBucket, createTable } from './pipeline-storage.ts';
import { reportOtherEnds } from './report-other-ends.ts';

/** A pipeline's parts that are of use outside, and what its grants and metrics go by. */
export interface PipelineParts {
  stateMachine: StateMachine;
  /** Runs the task. */
  unitFunction: LambdaFunction;
  unitRole: IRole;
  bucket: IBucket;
  table: ITable;
  /** What the task's file said. */
  task: TaskDescription;
  alarms: readonly Alarm[];
  dashboard: Dashboard | undefined;
  targets: ClientTargets;
  dimensions: MetricDimensions;
}

/**
 * Makes all of a pipeline in its construct: storage, functions with their rights, state machine, inbox, what watches them, and the
 * parameter that tells clients of it.
 * @throws ValidationError naming every problem of the props and of the task
 */
export function createPipeline(scope: Construct, props: FanOutFanInProps): PipelineParts {
  const { task, settings } = loadProps(scope, props);
  brandPipeline(scope, settings.name);
  const storage = {
    logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    encryptionKey: props.encryptionKey,
  };
  if (props.encryptionKey !== undefined) letLogsUse(props.encryptionKey, scope);
  const architecture = props.architecture ?? Architecture.ARM_64;
  const network = createNetwork(scope, props);
  const inbox = props.inbox ?? props.bucket === undefined;
  const bucket = props.bucket ?? createBucket(scope, { ...storage, sendsEvents: inbox });
  const table = props.table ?? createTable(scope, storage);
  const data = { bucket, table, sourceBuckets: props.sourceBuckets ?? [] };

  const bundles = loadFunctions(packageLayout());
  const functions = createFunctions(scope, {
    ...data,
    storage,
    bundles,
    task,
    settings,
    maxConcurrencyCap: props.maxConcurrency,
    architecture,
    network,
    prices: props.prices,
    given: props,
  });
  const machine = new PipelineStateMachine(scope, 'FanOutFanIn', {
    ...storage,
    data,
    logExecutionData: props.logExecutionData ?? false,
    substitutions: {
      PlanFunctionArn: functions.plan.handler.functionArn,
      UnitFunctionArn: functions.unit.handler.functionArn,
      GovernFunctionArn: functions.govern.handler.functionArn,
      PlanMergeFunctionArn: functions['plan-merge'].handler.functionArn,
      MergeFunctionArn: functions.merge.handler.functionArn,
      SealFunctionArn: functions.seal.handler.functionArn,
      ReportFunctionArn: functions.report.handler.functionArn,
      ChildType: props.childType ?? 'STANDARD',
    },
  });
  grantPermissions(functions, data, machine, network);
  reportOtherEnds(scope, {
    task: settings.name,
    stateMachine: machine.stateMachine,
    report: functions.report.handler,
  });
  if (inbox) props.bucket?.enableEventBridgeNotification();
  const trigger = inbox
    ? createInboxTrigger(scope, {
        storage,
        task: settings.name,
        bundle: bundles.trigger,
        bucket,
        machine,
        architecture,
        network,
      })
    : undefined;
  const dimensions: MetricDimensions = { Pipeline: pipelineName(scope), Task: settings.name };
  const { alarms, dashboard } = observePipeline(scope, {
    props,
    settings,
    dimensions,
    stateMachine: machine.stateMachine,
    functions,
    trigger,
  });

  const pipeline: Pipeline = {
    version: 1,
    task: settings.name,
    stateMachineArn: machine.stateMachine.stateMachineArn,
    bucket: bucket.bucketName,
    table: table.tableName,
    reportFunctionArn: functions.report.handler.functionArn,
    codeDigest: task.description.codeDigest,
  };
  const parameter = new StringParameter(scope, 'Pipeline', {
    parameterName: pipelineParameterName(settings.name),
    description: `The fanfold pipeline of task ${settings.name}`,
    stringValue: Stack.of(scope).toJsonString(pipeline),
  });
  const targets: ClientTargets = {
    bucket,
    table,
    stateMachine: machine.stateMachine,
    executionsArn: machine.executionsArn,
    reportFunctionArn: pipeline.reportFunctionArn,
    parameterArn: parameter.parameterArn,
  };
  new CfnOutput(scope, 'StateMachineArn', { value: pipeline.stateMachineArn });
  new CfnOutput(scope, 'BucketName', { value: pipeline.bucket });
  new CfnOutput(scope, 'TableName', { value: pipeline.table });
  return {
    stateMachine: machine.stateMachine,
    unitFunction: functions.unit.handler,
    unitRole: functions.unit.role,
    bucket,
    table,
    task: task.description,
    alarms,
    dashboard,
    targets,
    dimensions,
  };
}

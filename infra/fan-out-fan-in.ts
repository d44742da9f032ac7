import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Architecture, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type Pipeline, pipelineParameterName } from '../core/contracts/pipeline.ts';
import { bundleFunctions } from './bundling/bundle-functions.ts';
import { packageLayout } from './bundling/package-layout.ts';
import { createFunctions } from './create-functions.ts';
import type { TaskDescription } from './describe-task.ts';
import type { FanOutFanInProps } from './fan-out-fan-in-props.ts';
import { grantPermissions } from './grant-permissions.ts';
import { createInboxTrigger } from './inbox-trigger.ts';
import { loadProps } from './load-props.ts';
import { PipelineStateMachine } from './pipeline-state-machine.ts';
import { createBucket, createTable } from './pipeline-storage.ts';
import { reportOtherEnds } from './report-other-ends.ts';

/**
 * A pipeline that runs one task over every item of a data set, in parallel, and hands back one data set: a Step
 * Functions state machine with a Distributed Map, its Lambda functions, a bucket and a ledger. Every end of a run gets
 * its report; of those other than success an EventBridge rule takes care. An object that is put below `inbox/` of the
 * bucket starts a run.
 *
 * The SSM parameter `/fanfold/<task>` tells clients of it, so a task has one pipeline per account and region.
 *
 * @throws ValidationError naming every problem of the props and of the task
 * @example
 * ```ts
 * import { App, Stack } from 'aws-cdk-lib';
 * import { FanOutFanIn } from 'fanfold/cdk';
 *
 * const stack = new Stack(new App(), 'Flights');
 * new FanOutFanIn(stack, 'FlightDelays', {
 *   task: 'examples/flight-delays/task.ts',
 *   toleratedFailurePercentage: 5,
 * });
 * ```
 */
export class FanOutFanIn extends Construct {
  /** Start executions of it with an execution input, such as `{ "source": { "uri": "s3://bucket/key" } }`. */
  readonly stateMachine: StateMachine;

  /** The function that runs the task: grant it what the task needs, as in `table.grantReadData(pipeline.unitFunction)`. */
  readonly unitFunction: LambdaFunction;

  /**
   * Holds sources, runs and data sets, and the inbox. Whoever adds event notifications to it calls its
   * `enableEventBridgeNotification()` too: CDK sets all notifications of a bucket at once, and the inbox lives on them.
   */
  readonly bucket: IBucket;

  /** The ledger: which state each unit is in. */
  readonly table: ITable;

  /** What the task's file said at synthesis. */
  readonly task: TaskDescription;

  constructor(scope: Construct, id: string, props: FanOutFanInProps) {
    super(scope, id);
    const { task, settings } = loadProps(this, props);
    this.task = task.description;
    const retention = {
      logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    };
    const architecture = props.architecture ?? Architecture.ARM_64;
    const inbox = props.inbox ?? props.bucket === undefined;
    this.bucket = props.bucket ?? createBucket(this, { ...retention, sendsEvents: inbox });
    this.table = props.table ?? createTable(this, retention);
    const data = { bucket: this.bucket, table: this.table, sourceBuckets: props.sourceBuckets ?? [] };

    const bundles = bundleFunctions(packageLayout());
    const functions = createFunctions(this, {
      ...retention,
      ...data,
      bundles,
      task,
      settings,
      maxConcurrencyCap: props.maxConcurrency,
      architecture,
    });
    const machine = new PipelineStateMachine(this, 'FanOutFanIn', {
      ...retention,
      data,
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
    grantPermissions(functions, data, machine);
    reportOtherEnds(this, {
      task: settings.name,
      stateMachine: machine.stateMachine,
      report: functions.report.handler,
    });
    if (inbox) {
      props.bucket?.enableEventBridgeNotification();
      createInboxTrigger(this, {
        ...retention,
        task: settings.name,
        bundle: bundles.trigger,
        bucket: this.bucket,
        machine,
        architecture,
      });
    }
    this.stateMachine = machine.stateMachine;
    this.unitFunction = functions.unit.handler;

    const pipeline: Pipeline = {
      version: 1,
      task: settings.name,
      stateMachineArn: this.stateMachine.stateMachineArn,
      bucket: this.bucket.bucketName,
      table: this.table.tableName,
      reportFunctionArn: functions.report.handler.functionArn,
      codeDigest: task.description.codeDigest,
    };
    new StringParameter(this, 'Pipeline', {
      parameterName: pipelineParameterName(settings.name),
      description: `The fanfold pipeline of task ${settings.name}`,
      stringValue: Stack.of(this).toJsonString(pipeline),
    });
    new CfnOutput(this, 'StateMachineArn', { value: pipeline.stateMachineArn });
    new CfnOutput(this, 'BucketName', { value: pipeline.bucket });
    new CfnOutput(this, 'TableName', { value: pipeline.table });
  }
}

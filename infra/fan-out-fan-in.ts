import type { Alarm, Dashboard, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Connections, IConnectable } from 'aws-cdk-lib/aws-ec2';
import type { Grant, IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { MetricDimensions, MetricName } from '../core/metrics/catalog.ts';
import { type ClientTargets, grantRead, grantStart, grantStop } from './client-rights.ts';
import { createPipeline } from './create-pipeline.ts';
import type { TaskDescription } from './describe-task.ts';
import type { FanOutFanInProps } from './fan-out-fan-in-props.ts';
import { taskOf } from './pipeline-brand.ts';
import { pipelineMetric } from './pipeline-metrics.ts';

/**
 * A pipeline that runs one task over every item of a data set, in parallel, and hands back one data set: a Step
 * Functions state machine with a Distributed Map, its Lambda functions, a bucket and a ledger. Every end of a run gets
 * its report; of those other than success an EventBridge rule takes care. An object that is put below `inbox/` of the
 * bucket starts a run.
 *
 * The SSM parameter `/fanfold/<task>` tells clients of it, so a task has one pipeline per account and region. A second one in
 * the same app is refused at synthesis; one of another app CloudFormation refuses at deployment.
 *
 * As a grantee and a connectable it stands for the function that runs the task: `table.grantReadData(pipeline)`,
 * `database.connections.allowDefaultPortFrom(pipeline)`.
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
export class FanOutFanIn extends Construct implements IGrantable, IConnectable {
  /** True for a FanOutFanIn, also one made by another copy of this package. */
  static isFanOutFanIn(construct: unknown): construct is FanOutFanIn {
    return taskOf(construct) !== undefined;
  }

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

  /**
   * What watches the pipeline; empty with `alarms: false`. They do nothing by themselves.
   *
   * @example
   * ```ts
   * import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
   * import { Topic } from 'aws-cdk-lib/aws-sns';
   * import type { FanOutFanIn } from 'fanfold/cdk';
   *
   * export function wake(pipeline: FanOutFanIn, topic: Topic): void {
   *   for (const alarm of pipeline.alarms) alarm.addAlarmAction(new SnsAction(topic));
   * }
   * ```
   */
  readonly alarms: readonly Alarm[];

  /**
   * The role of the function that runs the task, so that grants to the construct are grants to the task. The task's code has
   * all rights of that role: those of a unit and what is granted here. `key` and `writes` of a task run with the rights of Plan instead,
   * `fold` with those of Merge; what is granted here doesn't reach them.
   */
  readonly grantPrincipal: IPrincipal;

  /** The pipeline's CloudWatch dashboard; undefined with `dashboard: false`. */
  readonly dashboard: Dashboard | undefined;

  private readonly targets: ClientTargets;
  private readonly dimensions: MetricDimensions;

  constructor(scope: Construct, id: string, props: FanOutFanInProps) {
    super(scope, id);
    const parts = createPipeline(this, props);
    this.stateMachine = parts.stateMachine;
    this.unitFunction = parts.unitFunction;
    this.grantPrincipal = parts.unitRole;
    this.bucket = parts.bucket;
    this.table = parts.table;
    this.task = parts.task;
    this.alarms = parts.alarms;
    this.dashboard = parts.dashboard;
    this.targets = parts.targets;
    this.dimensions = parts.dimensions;
  }

  /**
   * Security groups of the functions, in a pipeline with a `vpc`.
   * @throws ValidationError of CDK's if it has none
   */
  get connections(): Connections {
    return this.unitFunction.connections;
  }

  /**
   * Lets somebody start runs: look up the pipeline, `upload` a file below `sources/`, `start`, `retry` and `attach` of the client. How
   * the run goes on is another right, {@link grantRead}.
   *
   * @example
   * ```ts
   * import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
   * import type { FanOutFanIn } from 'fanfold/cdk';
   *
   * export function connect(pipeline: FanOutFanIn, nightly: LambdaFunction): void {
   *   pipeline.grantStart(nightly);
   *   pipeline.grantRead(nightly);
   * }
   * ```
   */
  grantStart(grantee: IGrantable): Grant {
    return grantStart(grantee, this.targets);
  }

  /**
   * Lets somebody follow runs and read what they made: `attach`, `progress`, `result`, `rows` and `failures` of the client, data sets and their
   * manifests, and `fanfold ui --of <task>`. With it goes the right to invoke the Report function: whoever asks for the result of a run that failed has its report
   * made, if nobody has yet.
   */
  grantRead(grantee: IGrantable): Grant {
    return grantRead(grantee, this.targets);
  }

  /**
   * Lets somebody end runs: `attach`, `stop` and `abort` of the client. That a run is to stop is written into its row of the
   * ledger, so this brings the right to update rows of the ledger.
   */
  grantStop(grantee: IGrantable): Grant {
    return grantStop(grantee, this.targets);
  }

  /**
   * One of fanfold's own metrics of this pipeline: docs/metrics.md says what each is, and in which unit.
   * @default - the sum over 5 minutes; for rates, ages and durations ask for another statistic
   * @example
   * ```ts
   * import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
   * import type { FanOutFanIn } from 'fanfold/cdk';
   *
   * export function slowUnits(pipeline: FanOutFanIn): Metric {
   *   return pipeline.metric('UnitDuration', { statistic: 'p99' });
   * }
   * ```
   */
  metric(name: MetricName, options: MetricOptions = {}): Metric {
    return pipelineMetric(name, this.dimensions, { statistic: 'Sum', ...options });
  }

  /**
   * Runs that failed, were refused or were stopped by a client; count.
   * @default - the sum over 5 minutes
   */
  metricFailed(options?: MetricOptions): Metric {
    return this.stateMachine.metricFailed(options);
  }

  /**
   * Runs that succeeded; count.
   * @default - the sum over 5 minutes
   */
  metricSucceeded(options?: MetricOptions): Metric {
    return this.stateMachine.metricSucceeded(options);
  }

  /**
   * How long runs take from start to end; milliseconds.
   * @default - the average over 5 minutes
   */
  metricRunDuration(options?: MetricOptions): Metric {
    return this.stateMachine.metricTime(options);
  }

  /**
   * Invocations of the unit function that Lambda refused for want of concurrency; count. They are tried again.
   * @default - the sum over 5 minutes
   */
  metricThrottled(options?: MetricOptions): Metric {
    return this.unitFunction.metricThrottles(options);
  }

  /**
   * How long units run, each invocation for itself; milliseconds.
   * @default - the average over 5 minutes
   */
  metricUnitDuration(options?: MetricOptions): Metric {
    return this.unitFunction.metricDuration(options);
  }
}

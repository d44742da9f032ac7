import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/** What {@link createAlarms} watches. */
export interface WatchedPipeline {
  /** Name of the task. */
  readonly task: string;
  readonly stateMachine: StateMachine;
  readonly unit: LambdaFunction;
  /** Functions whose errors nobody else would see, by their names. */
  readonly critical: Readonly<Record<string, LambdaFunction>>;
}

const period = Duration.minutes(5);
const statistic = 'Sum';

/**
 * Alarms on what needs a person. Not on failed items: a run bears them up to its tolerance and reports them; nor on errors of
 * units, which are run again.
 */
export function createAlarms(
  scope: Construct,
  { task, stateMachine, unit, critical }: WatchedPipeline,
): Alarm[] {
  const alarms = new Construct(scope, 'Alarms');
  const watch = (id: string, what: string, metric: IMetric, periods = 1) =>
    new Alarm(alarms, id, {
      alarmDescription: `fanfold ${task}: ${what}`,
      metric,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      // Metrics have no values while nothing runs.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  const unsuccessful = new MathExpression({
    // Of two metrics one may have no value where the other has.
    expression: 'FILL(failed, 0) + FILL(timedOut, 0)',
    usingMetrics: {
      failed: stateMachine.metricFailed({ period, statistic }),
      timedOut: stateMachine.metricTimedOut({ period, statistic }),
    },
    label: 'Runs that failed or timed out',
    period,
  });
  return [
    watch(
      'RunsFailed',
      'a run failed, was refused or stopped, or timed out; its report says why',
      unsuccessful,
    ),
    // Govern takes back concurrency within seconds: throttles that last mean that the account's limit is too low.
    watch(
      'UnitsThrottled',
      'units have been throttled for 15 minutes; the concurrency of the account is too low, or others use it',
      unit.metricThrottles({ period, statistic }),
      3,
    ),
    ...Object.entries(critical).map(([name, handler]) =>
      watch(
        `${name}Errors`,
        `the function ${name} failed; its log says why`,
        handler.metricErrors({ period, statistic }),
      ),
    ),
  ];
}

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
import type { MetricDimensions } from '../core/metrics/catalog.ts';
import type { SettledThresholds } from './alarm-thresholds.ts';
import { openMapRunsMetric, pipelineMetric } from './pipeline-metrics.ts';

/** What alarms and the dashboard watch. */
export interface WatchedPipeline {
  /** Of its metrics; `Task` is the task's name. */
  readonly dimensions: MetricDimensions;
  readonly thresholds: SettledThresholds;
  readonly stateMachine: StateMachine;
  readonly unit: LambdaFunction;
  /** Functions whose errors nobody else would see, by their names. */
  readonly critical: Readonly<Record<string, LambdaFunction>>;
}

interface Watch {
  readonly metric: IMetric;
  /** Default: 1. */
  readonly threshold?: number;
  /** Whether the threshold itself is fine. Default: false. */
  readonly exceeds?: boolean;
  /** Periods of 5 minutes in a row. Default: 1. */
  readonly periods?: number;
}

const period = Duration.minutes(5);
const sum = { period, statistic: 'Sum' };
const maximum = { period, statistic: 'Maximum' };

/**
 * Alarms on what needs a person. Not on single failed items: a run bears them up to its tolerance and reports them; nor on errors
 * of units, which are run again.
 */
export function createAlarms(scope: Construct, pipeline: WatchedPipeline): Alarm[] {
  const { dimensions, thresholds, unit, critical } = pipeline;
  const alarms = new Construct(scope, 'Alarms');
  const watch = (id: string, what: string, { metric, threshold = 1, exceeds = false, periods = 1 }: Watch) =>
    new Alarm(alarms, id, {
      alarmDescription: `fanfold ${dimensions.Task}: ${what}`,
      metric,
      threshold,
      comparisonOperator: exceeds
        ? ComparisonOperator.GREATER_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      // Metrics have no values while nothing runs.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  return [
    watch('RunsFailed', 'a run failed, was refused or stopped, or timed out; its report says why', {
      metric: unsuccessfulRuns(pipeline),
    }),
    watch(
      'FailureRate',
      `more than ${thresholds.failureRate} % of a run's items failed; failures.jsonl says why each did`,
      {
        metric: pipelineMetric('FailureRate', dimensions, maximum),
        threshold: thresholds.failureRate,
        exceeds: true,
      },
    ),
    // Govern takes back concurrency within seconds: throttles that last mean that the account's limit is too low.
    watch(
      'UnitsThrottled',
      'units have been throttled for 15 minutes; the concurrency of the account is too low, or others use it',
      { metric: unit.metricThrottles(sum), periods: 3 },
    ),
    watch(
      'OldestRunningUnit',
      `a unit has been under way for ${thresholds.oldestRunningUnit} seconds; its items are slow, or the unit is too large`,
      {
        metric: pipelineMetric('OldestRunningUnitAge', dimensions, maximum),
        threshold: thresholds.oldestRunningUnit,
      },
    ),
    watch(
      'OpenMapRuns',
      `${thresholds.openMapRuns} map runs are open in this account and region, of 1,000 that may be; runs that are started beyond wait`,
      { metric: openMapRunsMetric(maximum), threshold: thresholds.openMapRuns },
    ),
    ...Object.entries(critical).map(([name, handler]) =>
      watch(`${name}Errors`, `the function ${name} failed; its log says why`, {
        metric: handler.metricErrors(sum),
      }),
    ),
  ];
}

function unsuccessfulRuns({ stateMachine }: WatchedPipeline): IMetric {
  return new MathExpression({
    // Of two metrics one may have no value where the other has.
    expression: 'FILL(failed, 0) + FILL(timedOut, 0)',
    usingMetrics: {
      failed: stateMachine.metricFailed(sum),
      timedOut: stateMachine.metricTimedOut(sum),
    },
    label: 'Runs that failed or timed out',
    period,
  });
}

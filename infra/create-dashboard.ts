import { Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type MetricOptions,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { MetricName } from '../core/metrics/catalog.ts';
import type { WatchedPipeline } from './create-alarms.ts';
import { openMapRunsMetric, pipelineMetric } from './pipeline-metrics.ts';

/** What a {@link createDashboard} shows besides what alarms watch. */
export interface ShownPipeline extends WatchedPipeline {
  /** All its functions, by their names. */
  readonly functions: Readonly<Record<string, LambdaFunction>>;
  /** Shown by their state; none without alarms. */
  readonly alarms: readonly Alarm[];
}

const period = Duration.minutes(1);
/** Of 24 columns: three graphs stand side by side. */
const width = 8;
const height = 6;

interface Graph {
  readonly title: string;
  readonly metrics: readonly IMetric[];
  readonly unit: string;
  /** A line at the value at which an alarm goes off. */
  readonly alarmAt?: number;
}

/** A CloudWatch dashboard of one pipeline. Its name has the region: an account's dashboards are those of all regions. */
export function createDashboard(scope: Construct, pipeline: ShownPipeline): Dashboard {
  const { dimensions, alarms } = pipeline;
  const dashboard = new Dashboard(scope, 'Dashboard', {
    dashboardName: `fanfold-${dimensions.Task}-${Stack.of(scope).region}`,
    defaultInterval: Duration.hours(3),
  });
  dashboard.addWidgets(
    new TextWidget({
      markdown: `# fanfold ${dimensions.Task}\nRuns of the pipeline ${dimensions.Pipeline}. What each metric and alarm means, and what to do: docs/metrics.md of fanfold.`,
      width: 24,
      height: 2,
    }),
  );
  if (alarms.length > 0)
    dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 3 }),
    );
  for (const row of [showRuns(pipeline), showUnits(pipeline), showLimits(pipeline), showFunctions(pipeline)])
    dashboard.addWidgets(...row.map(draw));
  return dashboard;
}

function showRuns(pipeline: ShownPipeline): Graph[] {
  const { stateMachine, thresholds } = pipeline;
  return [
    {
      title: 'Runs',
      unit: 'runs',
      metrics: [
        own(pipeline, 'RunsStarted', 'Sum', 'started'),
        own(pipeline, 'RunsSucceeded', 'Sum', 'succeeded'),
        own(pipeline, 'RunsFailed', 'Sum', 'failed'),
        stateMachine.metricAborted(labelled('Sum', 'stopped at once')),
      ],
    },
    {
      title: 'Items',
      unit: 'items',
      metrics: [
        own(pipeline, 'ItemsSucceeded', 'Sum', 'succeeded'),
        own(pipeline, 'ItemsFailed', 'Sum', 'failed'),
      ],
    },
    {
      title: 'Failed items of a run',
      unit: '%',
      alarmAt: thresholds.failureRate,
      metrics: [own(pipeline, 'FailureRate', 'Maximum', 'of all its items')],
    },
  ];
}

function showUnits(pipeline: ShownPipeline): Graph[] {
  const { thresholds } = pipeline;
  return [
    {
      title: 'Units running, and how many may',
      unit: 'units',
      metrics: [
        own(pipeline, 'UnitsRunning', 'Maximum', 'running'),
        own(pipeline, 'ConcurrencyLimit', 'Maximum', 'limit'),
      ],
    },
    {
      title: 'Duration of units',
      unit: 'ms',
      metrics: [
        own(pipeline, 'UnitDuration', 'p50', 'median'),
        own(pipeline, 'UnitDuration', 'p95', '95 of 100'),
        own(pipeline, 'UnitDuration', 'Maximum', 'slowest'),
      ],
    },
    {
      title: 'Age of the oldest running unit',
      unit: 's',
      alarmAt: thresholds.oldestRunningUnit,
      metrics: [own(pipeline, 'OldestRunningUnitAge', 'Maximum', 'oldest')],
    },
  ];
}

function showLimits(pipeline: ShownPipeline): Graph[] {
  const { unit, thresholds } = pipeline;
  return [
    {
      title: 'Units committed, environments started',
      unit: 'count',
      metrics: [
        own(pipeline, 'UnitsCommitted', 'Sum', 'units committed'),
        own(pipeline, 'ColdStarts', 'Sum', 'cold starts'),
      ],
    },
    {
      title: 'Throttles',
      unit: 'count',
      metrics: [
        unit.metricThrottles(labelled('Sum', 'units, by Lambda')),
        own(pipeline, 'Throttles', 'Sum', 'items, by what the task calls'),
      ],
    },
    {
      title: 'Open map runs of the account',
      unit: 'map runs',
      alarmAt: thresholds.openMapRuns,
      metrics: [openMapRunsMetric(labelled('Maximum', 'open'))],
    },
  ];
}

function showFunctions({ functions, stateMachine }: ShownPipeline): Graph[] {
  const shown = Object.entries(functions);
  return [
    {
      title: 'Errors of functions',
      unit: 'errors',
      metrics: shown.map(([name, handler]) => handler.metricErrors(labelled('Sum', name))),
    },
    {
      title: 'Executions side by side of functions',
      unit: 'executions',
      metrics: shown.map(([name, handler]) =>
        handler.metric('ConcurrentExecutions', labelled('Maximum', name)),
      ),
    },
    {
      title: 'Duration of runs',
      unit: 'ms',
      metrics: [
        stateMachine.metricTime(labelled('Average', 'average')),
        stateMachine.metricTime(labelled('Maximum', 'longest')),
      ],
    },
  ];
}

function own({ dimensions }: ShownPipeline, name: MetricName, statistic: string, label: string): IMetric {
  return pipelineMetric(name, dimensions, labelled(statistic, label));
}

function labelled(statistic: string, label: string): MetricOptions {
  return { statistic, label, period };
}

function draw({ title, metrics, unit, alarmAt }: Graph): GraphWidget {
  return new GraphWidget({
    title,
    left: [...metrics],
    leftYAxis: { min: 0, label: unit, showUnits: false },
    ...(alarmAt !== undefined && { leftAnnotations: [{ value: alarmAt, label: 'alarm', color: '#d62728' }] }),
    width,
    height,
  });
}

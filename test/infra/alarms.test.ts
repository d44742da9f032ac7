import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { afterAll, describe, expect, test } from 'vitest';
import { alarmProperties, dashboardBody } from './support/cloudwatch-resources.ts';
import { createPipelineStack, plain } from './support/pipeline-template.ts';
import { createTaskFolder, taskSource } from './support/task-folder.ts';

const folder = createTaskFolder();
const task = folder.write('task.ts', taskSource());
afterAll(() => folder[Symbol.dispose]());

describe('a pipeline with no options', () => {
  const { stack, pipeline } = createPipelineStack(folder, { task });
  const topic = new Topic(stack, 'Wake');
  for (const alarm of pipeline.alarms) alarm.addAlarmAction(new SnsAction(topic));
  const shown = {
    failed: pipeline.metricFailed(),
    succeeded: pipeline.metricSucceeded(),
    runDuration: pipeline.metricRunDuration(),
    throttled: pipeline.metricThrottled(),
    unitDuration: pipeline.metricUnitDuration({ statistic: 'p99' }),
    own: pipeline.metric('ItemsFailed'),
  };
  for (const [id, metric] of Object.entries(shown))
    new Alarm(stack, id, { metric, threshold: 1, evaluationPeriods: 1 });
  const template = Template.fromStack(stack);
  const alarms = alarmProperties(template);

  test('has alarms on what needs a person, which take actions', () => {
    const own = [...alarms].filter(([id]) => id.startsWith('DoubleAlarms'));
    expect(own.map(([id]) => id.replace('DoubleAlarms', '')).sort()).toEqual([
      'FailureRate',
      'OldestRunningUnit',
      'OpenMapRuns',
      'ReportErrors',
      'RunsFailed',
      'SealErrors',
      'TriggerErrors',
      'UnitsThrottled',
    ]);
    for (const [, properties] of own) {
      expect(properties).toMatchObject({
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: expect.stringMatching(/^Wake/) }],
        AlarmDescription: expect.stringMatching(/^fanfold double: /),
      });
    }
  });

  test('has an alarm on runs that end badly, and one on throttles that last', () => {
    const { Metrics = [], ...runs } = alarms.get('DoubleAlarmsRunsFailed') ?? {};
    expect(Metrics.map(({ Expression, MetricStat }) => Expression ?? MetricStat?.Metric.MetricName)).toEqual([
      'FILL(failed, 0) + FILL(timedOut, 0)',
      'ExecutionsFailed',
      'ExecutionsTimedOut',
    ]);
    expect(runs).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
    });
    expect(alarms.get('DoubleAlarmsUnitsThrottled')).toMatchObject({
      MetricName: 'Throttles',
      Namespace: 'AWS/Lambda',
      Threshold: 1,
      EvaluationPeriods: 3,
      Period: 300,
      Statistic: 'Sum',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: expect.stringMatching(/^DoubleUnitFunction/) } }],
    });
  });

  test('has alarms on values of its own metrics, and on open map runs of the account', () => {
    const own = {
      Namespace: 'Fanfold',
      Statistic: 'Maximum',
      Period: 300,
      EvaluationPeriods: 1,
      Dimensions: [
        { Name: 'Pipeline', Value: 'Doubles/Double' },
        { Name: 'Task', Value: 'double' },
      ],
    };
    expect(alarms.get('DoubleAlarmsFailureRate')).toMatchObject({
      ...own,
      MetricName: 'FailureRate',
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
    });
    expect(alarms.get('DoubleAlarmsOldestRunningUnit')).toMatchObject({
      ...own,
      MetricName: 'OldestRunningUnitAge',
      Threshold: 1_800,
    });
    const openMapRuns = alarms.get('DoubleAlarmsOpenMapRuns');
    expect(openMapRuns).toMatchObject({
      Namespace: 'AWS/States',
      MetricName: 'ApproximateOpenMapRunCount',
      Statistic: 'Maximum',
      Threshold: 900,
    });
    expect(openMapRuns?.Dimensions).toBeUndefined();
  });

  test('tells its metrics to whoever asks', () => {
    const told = Object.keys(shown).map((id) => {
      const { MetricName, Statistic, ExtendedStatistic, Dimensions = [] } = alarms.get(id) ?? {};
      const of = Dimensions.map(({ Value }) => (typeof Value === 'string' ? Value : plain(Value.Ref)));
      return `${MetricName} ${Statistic ?? ExtendedStatistic} of ${of.join(', ')}`;
    });
    expect(told).toEqual([
      'ExecutionsFailed Sum of DoubleFanOutFanInStateMachine',
      'ExecutionsSucceeded Sum of DoubleFanOutFanInStateMachine',
      'ExecutionTime Average of DoubleFanOutFanInStateMachine',
      'Throttles Sum of DoubleUnitFunction',
      'Duration p99 of DoubleUnitFunction',
      'ItemsFailed Sum of Doubles/Double, double',
    ]);
  });

  test('has a dashboard that shows every metric of its own, and every alarm by its state', () => {
    const { name, body } = dashboardBody(template);
    expect(name).toBe('fanfold-double-<AWS::Region>');
    const metrics = body.widgets.flatMap(({ properties }) => properties.metrics ?? []);
    const named = metrics.map(([namespace, metric]) => `${namespace} ${metric}`);
    expect([...new Set(named)].sort()).toMatchInlineSnapshot(`
      [
        "AWS/Lambda ConcurrentExecutions",
        "AWS/Lambda Errors",
        "AWS/Lambda Throttles",
        "AWS/States ApproximateOpenMapRunCount",
        "AWS/States ExecutionTime",
        "AWS/States ExecutionsAborted",
        "Fanfold ColdStarts",
        "Fanfold ConcurrencyLimit",
        "Fanfold FailureRate",
        "Fanfold ItemsFailed",
        "Fanfold ItemsSucceeded",
        "Fanfold OldestRunningUnitAge",
        "Fanfold RunsFailed",
        "Fanfold RunsStarted",
        "Fanfold RunsSucceeded",
        "Fanfold Throttles",
        "Fanfold UnitDuration",
        "Fanfold UnitsCommitted",
        "Fanfold UnitsRunning",
      ]
    `);
    const [status] = body.widgets.filter(({ type }) => type === 'alarm');
    expect(status?.properties.alarms).toHaveLength(pipeline.alarms.length);
    const lines = body.widgets.flatMap(({ properties }) => properties.annotations?.horizontal ?? []);
    expect(lines.map(({ value }) => value)).toEqual([5, 1_800, 900]);
    for (const { x, width } of body.widgets) expect(x + width).toBeLessThanOrEqual(24);
  });
});

test('thresholds may be chosen; without an inbox there is no trigger to watch', () => {
  const { stack, pipeline } = createPipelineStack(folder, {
    task,
    inbox: false,
    toleratedFailurePercentage: 20,
    childType: 'EXPRESS',
    alarmThresholds: { openMapRuns: 500 },
  });
  expect(pipeline.alarms.map(({ node }) => node.id)).toEqual([
    'RunsFailed',
    'FailureRate',
    'UnitsThrottled',
    'OldestRunningUnit',
    'OpenMapRuns',
    'SealErrors',
    'ReportErrors',
  ]);
  const alarms = alarmProperties(Template.fromStack(stack));
  const thresholds = ['FailureRate', 'OldestRunningUnit', 'OpenMapRuns'].map(
    (name) => alarms.get(`DoubleAlarms${name}`)?.Threshold,
  );
  expect(thresholds).toEqual([20, 300, 500]);
});

test('alarms: false and dashboard: false make none', () => {
  const { stack, pipeline } = createPipelineStack(folder, { task, alarms: false, dashboard: false });
  expect([pipeline.alarms, pipeline.dashboard]).toEqual([[], undefined]);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
  template.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
});

test('every wrong threshold is named, with what is allowed', () => {
  const problemsOf = (props: Partial<Parameters<typeof createPipelineStack>[1]>) => {
    try {
      createPipelineStack(folder, { task: 'missing.ts', ...props });
    } catch (error) {
      return String(error).split('\n').slice(1, -1);
    }
    throw new Error('the props were taken');
  };
  expect(
    problemsOf({
      dashboard: JSON.parse('"no"'),
      alarmThresholds: {
        failureRate: 101,
        oldestRunningUnit: Duration.seconds(30),
        openMapRuns: 1.5,
        ...JSON.parse('{"throttles":1}'),
      },
    }),
  ).toEqual([
    '  - `dashboard` is "no"; it must be true or false',
    '  - `alarmThresholds.failureRate` is 101; it must be a number from 0 to 100',
    '  - `alarmThresholds.oldestRunningUnit` is Duration.seconds(30); it must be a Duration of aws-cdk-lib in whole seconds, 1 minute at least, such as Duration.hours(1)',
    '  - `alarmThresholds.openMapRuns` is 1.5; it must be a whole number from 1 to 1000',
    '  - `alarmThresholds.throttles` is no threshold; there are failureRate, oldestRunningUnit, openMapRuns',
  ]);
});

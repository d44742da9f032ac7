import { Template } from 'aws-cdk-lib/assertions';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { afterAll, expect, test } from 'vitest';
import { createPipelineStack, plain } from './support/pipeline-template.ts';
import { createTaskFolder, taskSource } from './support/task-folder.ts';

const folder = createTaskFolder();
const task = folder.write('task.ts', taskSource());
afterAll(() => folder[Symbol.dispose]());

test('alarms watch what needs a person, and take actions', () => {
  const { stack, pipeline } = createPipelineStack(folder, { task });
  const topic = new Topic(stack, 'Wake');
  for (const alarm of pipeline.alarms) alarm.addAlarmAction(new SnsAction(topic));
  const template = Template.fromStack(stack);
  const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm'));
  expect(alarms.map(([id]) => plain(id).replace('DoubleAlarms', '')).sort()).toEqual([
    'ReportErrors',
    'RunsFailed',
    'SealErrors',
    'TriggerErrors',
    'UnitsThrottled',
  ]);
  for (const [, { Properties }] of alarms) {
    expect(Properties).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: expect.stringMatching(/^Wake/) }],
      AlarmDescription: expect.stringMatching(/^fanfold double: /),
    });
  }
  const metricsOf = (name: string) => {
    const found = alarms.find(([id]) => plain(id) === `DoubleAlarms${name}`)?.[1].Properties;
    return found.Metrics ?? [{ ...found, Metric: undefined }];
  };
  expect(
    metricsOf('RunsFailed').map(
      ({
        Expression,
        MetricStat,
      }: {
        Expression?: string;
        MetricStat?: { Metric: { MetricName: string } };
      }) => Expression ?? MetricStat?.Metric.MetricName,
    ),
  ).toEqual(['FILL(failed, 0) + FILL(timedOut, 0)', 'ExecutionsFailed', 'ExecutionsTimedOut']);
  expect(metricsOf('UnitsThrottled')).toMatchObject([
    {
      MetricName: 'Throttles',
      Namespace: 'AWS/Lambda',
      EvaluationPeriods: 3,
      Period: 300,
      Statistic: 'Sum',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: expect.stringMatching(/^DoubleUnitFunction/) } }],
    },
  ]);
});

test('alarms: false makes none; without an inbox there is no trigger to watch', () => {
  const { stack, pipeline } = createPipelineStack(folder, { task, alarms: false });
  expect(pipeline.alarms).toEqual([]);
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
  const { pipeline: without } = createPipelineStack(folder, { task, inbox: false });
  expect(without.alarms.map(({ node }) => node.id)).toEqual([
    'RunsFailed',
    'UnitsThrottled',
    'SealErrors',
    'ReportErrors',
  ]);
});

test('metrics are those of the state machine and of the unit function', () => {
  const { stack, pipeline } = createPipelineStack(folder, { task });
  const shown = {
    failed: pipeline.metricFailed(),
    succeeded: pipeline.metricSucceeded(),
    runDuration: pipeline.metricRunDuration(),
    throttled: pipeline.metricThrottled(),
    unitDuration: pipeline.metricUnitDuration({ statistic: 'p99' }),
  };
  for (const [id, metric] of Object.entries(shown)) {
    new Alarm(stack, id, { metric, threshold: 1, evaluationPeriods: 1 });
  }
  const alarms = Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm');
  const told = Object.keys(shown).map((id) => {
    const { MetricName, Statistic, ExtendedStatistic, Dimensions } =
      Object.entries(alarms).find(([logicalId]) => plain(logicalId) === id)?.[1].Properties ?? {};
    return `${MetricName} ${Statistic ?? ExtendedStatistic} of ${plain(Dimensions[0].Value.Ref)}`;
  });
  expect(told).toEqual([
    'ExecutionsFailed Sum of DoubleFanOutFanInStateMachine',
    'ExecutionsSucceeded Sum of DoubleFanOutFanInStateMachine',
    'ExecutionTime Average of DoubleFanOutFanInStateMachine',
    'Throttles Sum of DoubleUnitFunction',
    'Duration p99 of DoubleUnitFunction',
  ]);
});

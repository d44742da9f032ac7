import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { MetricDimensions } from '../core/metrics/catalog.ts';
import type { TaskSettings } from '../core/task/task-settings.ts';
import { settleThresholds } from './alarm-thresholds.ts';
import type { StepName } from './bundling/bundle-functions.ts';
import { createAlarms } from './create-alarms.ts';
import { createDashboard } from './create-dashboard.ts';
import type { FanOutFanInProps } from './fan-out-fan-in-props.ts';
import type { PipelineFunction } from './pipeline-function.ts';

/** A pipeline whose parts are all there. */
export interface ObservedPipeline {
  readonly props: Pick<FanOutFanInProps, 'alarms' | 'alarmThresholds' | 'childType' | 'dashboard'>;
  readonly settings: TaskSettings;
  readonly dimensions: MetricDimensions;
  readonly stateMachine: StateMachine;
  readonly functions: Readonly<Record<StepName, PipelineFunction>>;
  /** Undefined without an inbox. */
  readonly trigger: PipelineFunction | undefined;
}

/** Makes a pipeline's alarms and its dashboard, as far as its props want them. */
export function observePipeline(
  scope: Construct,
  { props, settings, dimensions, stateMachine, functions, trigger }: ObservedPipeline,
): { alarms: readonly Alarm[]; dashboard: Dashboard | undefined } {
  const watched = {
    dimensions,
    thresholds: settleThresholds(props, settings),
    stateMachine,
    unit: functions.unit.handler,
    critical: {
      Seal: functions.seal.handler,
      Report: functions.report.handler,
      ...(trigger !== undefined && { Trigger: trigger.handler }),
    },
  };
  const alarms = props.alarms === false ? [] : createAlarms(scope, watched);
  if (props.dashboard === false) return { alarms, dashboard: undefined };
  const shown = {
    Plan: functions.plan.handler,
    Unit: functions.unit.handler,
    Govern: functions.govern.handler,
    PlanMerge: functions['plan-merge'].handler,
    Merge: functions.merge.handler,
    ...watched.critical,
  };
  return { alarms, dashboard: createDashboard(scope, { ...watched, alarms, functions: shown }) };
}

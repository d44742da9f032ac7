export type { JsonSchema, SchemaDescription } from '../core/contracts/task-document.ts';
export type { MetricName } from '../core/metrics/catalog.ts';
export type { AlarmThresholds } from './alarm-thresholds.ts';
export type { DescribeTaskOptions, TaskDescription } from './describe-task.ts';
export { describeTask } from './describe-task.ts';
export { FanOutFanIn } from './fan-out-fan-in.ts';
export type { ChildType, FanOutFanInProps } from './fan-out-fan-in-props.ts';
export type { NetworkProps } from './network-props.ts';
export type { TaskFunctionProps } from './task-function-props.ts';

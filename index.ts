export type { ErrorCode } from './core/errors/fanfold-error.ts';
export { FanfoldError, isFanfoldError } from './core/errors/fanfold-error.ts';
export { defineTask } from './core/task/define-task.ts';
export type { Duration } from './core/task/duration.ts';
export { PermanentError } from './core/task/permanent-error.ts';
export type { Size } from './core/task/size.ts';
export type { ItemContext, Rows, Task, TaskDefinition, TaskTuning } from './core/task/task.ts';

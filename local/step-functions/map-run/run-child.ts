import type { Graph } from '../definition/types.ts';
import type { Execution, Services } from '../execution/execution.ts';
import { CountingRecorder } from '../execution/history.ts';
import type { SavedLine } from '../execution/position.ts';
import { type ExecutionResult, runExecution } from '../execution/run-execution.ts';
import { EXPRESS_TIMEOUT_MS } from '../limits.ts';
import type { ChildRecord, RunningChild } from './child-record.ts';
import type { MapRunRecord } from './record.ts';

/** How a child ended, as long as the local cloud isn't closing. */
export type ChildResult = Exclude<ExecutionResult, { status: 'CLOSED' }>;

/** Runs a child as an execution of its own; EXPRESS ones for five minutes at most. */
export function runChild(
  child: RunningChild,
  { stateMachineArn, machineName, roleArn }: MapRunRecord,
  processor: Graph,
  services: Services,
  resumed: SavedLine | undefined,
): Promise<ExecutionResult> {
  const execution: Execution = {
    arn: child.arn,
    name: child.name,
    machine: { arn: stateMachineArn, name: machineName, roleArn },
    input: child.input,
    startDate: child.startDate,
    redriveCount: child.redriveCount,
    redriveDate: child.redriveDate,
    recorder: child.recorder ?? new CountingRecorder(),
    budget: { bytes: 0 },
    services,
  };
  const timeoutMs = child.recorder === undefined ? EXPRESS_TIMEOUT_MS : undefined;
  return runExecution(execution, processor, child.cancellation, { timeoutMs, resumed });
}

/**
 * What is kept of a child that has ended.
 * @param mapRunRedrive the Map Run's redrive in which it ended
 */
export function toChildRecord(
  child: RunningChild,
  result: ChildResult,
  stopDate: number,
  mapRunRedrive: number,
): ChildRecord {
  const { sequence, name, arn, startDate, input, items, redriveCount, redriveDate, recorder } = child;
  const common = {
    sequence,
    name,
    arn,
    status: result.status,
    startDate,
    stopDate,
    input: input.text,
    items,
    redriveCount,
    ...(redriveDate === undefined ? {} : { redriveDate }),
    mapRunRedrive,
    ...(recorder === undefined ? {} : { events: recorder.events.length }),
  };
  if (result.status === 'SUCCEEDED') return { ...common, output: result.output.text };
  const { error, cause, position } = result;
  return {
    ...common,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(recorder === undefined || position === undefined ? {} : { position }),
  };
}

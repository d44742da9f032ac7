import { parseArn } from '../arns.ts';
import type { ChildRecord, RunningChild } from '../map-run/child-record.ts';
import type { MapRunEntry, MapRunRegistry } from '../map-run/registry.ts';
import type { ExecutionRecord } from '../store/execution-record.ts';
import { executionDoesNotExist, invalidArn } from './errors.ts';
import type { MachineContext } from './machine-context.ts';
import type { ApiRequest } from './request.ts';

/** What the operations on executions work with. */
export interface ExecutionContext extends MachineContext {
  mapRuns: MapRunRegistry;
}

/** An execution that an ARN names: of the top level, or a Map Run's child, running or ended. */
export type FoundExecution =
  | { kind: 'top'; record: ExecutionRecord }
  | { kind: 'running child'; entry: MapRunEntry; child: RunningChild }
  | { kind: 'ended child'; entry: MapRunEntry; child: ChildRecord };

/**
 * The execution that `executionArn` names.
 * @param allowExpress whether the operation is one that EXPRESS children have
 */
export async function findExecution(
  context: ExecutionContext,
  request: ApiRequest,
  allowExpress: boolean,
): Promise<FoundExecution> {
  const arn = request.text('executionArn', { min: 1, max: 256 });
  const parsed = parseArn(arn);
  if (parsed === undefined) throw invalidArn(`Invalid ARN prefix: ${arn}`);
  if (parsed.kind !== 'execution' && !(parsed.kind === 'express' && allowExpress)) {
    throw invalidArn(`Resource type not valid in this context: ${parsed.kind}`);
  }
  const record = context.executions.store.find(arn);
  if (record !== undefined) return { kind: 'top', record };
  const found = await context.mapRuns.findChild(arn);
  if (found === undefined) throw executionDoesNotExist(arn);
  const { entry, sequence } = found;
  const running = entry.children.running.get(sequence);
  if (running !== undefined) return { kind: 'running child', entry, child: running };
  const ended = await entry.children.record(sequence);
  if (ended === undefined) throw executionDoesNotExist(arn);
  return { kind: 'ended child', entry, child: ended };
}

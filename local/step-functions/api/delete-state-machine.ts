import { parseArn } from '../arns.ts';
import type { JsonObject } from '../json.ts';
import type { MachineEntry } from '../store/machine-store.ts';
import { ApiError, invalidArn } from './errors.ts';
import type { MachineContext } from './machine-context.ts';
import type { ApiRequest } from './request.ts';

/**
 * Running executions go on to their next transition, and the machine is there, DELETING, until the last one has ended.
 * A machine that isn't there is deleted too.
 */
export async function deleteStateMachine(context: MachineContext, request: ApiRequest): Promise<JsonObject> {
  const arn = request.text('stateMachineArn', { min: 1, max: 256 });
  if (parseArn(arn)?.kind !== 'stateMachine') throw invalidArn(`Invalid ARN prefix: ${arn}`);
  const entry = context.machines.find(arn);
  if (entry === undefined) return {};
  const { name } = entry.record;
  if (context.deletedMachines.has(name)) return {};
  const running = context.executions.store.listOf(arn).filter(({ status }) => status === 'RUNNING');
  if (running.length === 0) {
    await context.machines.remove(entry);
    return {};
  }
  context.deletedMachines.add(name);
  const deleting: MachineEntry = { ...entry, record: { ...entry.record, deleting: true } };
  await context.machines.save(deleting);
  void Promise.all(running.map((execution) => context.executions.whenEnded(execution.arn)))
    .then(() => context.machines.remove(deleting))
    .catch((thrown) => process.emitWarning(thrown instanceof Error ? thrown : String(thrown)))
    .finally(() => context.deletedMachines.delete(name));
  return {};
}

/** @throws ApiError StateMachineDeleting */
export function refuseDeleting({ record }: MachineEntry): void {
  if (record.deleting !== true) return;
  throw new ApiError('StateMachineDeleting', `State Machine is being deleted: '${record.arn}'`);
}

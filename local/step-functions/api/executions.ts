import { randomUUID } from 'node:crypto';
import { executionArn } from '../arns.ts';
import type { JsonObject } from '../json.ts';
import { isValidName } from '../names.ts';
import type { ExecutionRecord } from '../store/execution-record.ts';
import { refuseDeleting } from './delete-state-machine.ts';
import { describeExecution, describeMachineOf } from './describe-execution.ts';
import { ApiError, checkOpenExecutions, invalidName } from './errors.ts';
import { type ExecutionContext, findExecution } from './execution-context.ts';
import { readInput } from './execution-input.ts';
import { readIncludedData } from './included-data.ts';
import { listExecutions } from './list-executions.ts';
import { toSeconds } from './pages.ts';
import type { Operation } from './protocol.ts';
import { redriveExecution } from './redrive-execution.ts';
import type { ApiRequest } from './request.ts';
import { findMachine } from './state-machines.ts';

/** The operations on executions, history excepted. */
export function executionOperations(context: ExecutionContext): Record<string, Operation> {
  return {
    StartExecution: (request) => startExecution(context, request),
    StopExecution: (request) => stopExecution(context, request),
    DescribeExecution: async (request) =>
      describeExecution(context, await findExecution(context, request, true), readIncludedData(request)),
    DescribeStateMachineForExecution: async (request) =>
      describeMachineOf(await findExecution(context, request, true), readIncludedData(request)),
    ListExecutions: (request) => listExecutions(context, request),
    RedriveExecution: (request) => redriveExecution(context, request),
  };
}

/** Idempotent while an execution of the same name and input runs; a name stays taken when it has ended. */
async function startExecution(context: ExecutionContext, request: ApiRequest): Promise<JsonObject> {
  const entry = findMachine(context.machines, request);
  refuseDeleting(entry);
  const { record: machineRecord, machine } = entry;
  const name = request.optionalText('name', { min: 1, max: 80 }) ?? randomUUID();
  if (!isValidName(name)) throw invalidName(name);
  const input = readInput(request);
  const traceHeader = request.optionalText('traceHeader', { max: 256 });
  const arn = executionArn(context.account, machineRecord.name, name);
  const existing = context.executions.store.find(arn);
  if (existing !== undefined) {
    if (existing.status === 'RUNNING' && existing.input === input) return started(existing);
    throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  }
  if (machine === undefined) {
    const message = `The definition of '${machineRecord.name}' was kept by an earlier version and is not supported any more; update it`;
    throw new ApiError('InvalidDefinition', message);
  }
  checkOpenExecutions(context.executions.open);
  const record: ExecutionRecord = {
    arn,
    name,
    stateMachineArn: machineRecord.arn,
    machineName: machineRecord.name,
    roleArn: machineRecord.roleArn,
    definition: machineRecord.definition,
    definitionDate: machineRecord.updateDate,
    ...(machineRecord.revisionId === undefined ? {} : { revisionId: machineRecord.revisionId }),
    status: 'RUNNING',
    startDate: context.now(),
    input,
    redriveCount: 0,
    redriveTokens: [],
    resumable: false,
    ...(traceHeader === undefined ? {} : { traceHeader }),
  };
  await context.executions.start(record, machine);
  return started(record);
}

function started({ arn, startDate }: ExecutionRecord): JsonObject {
  return { executionArn: arn, startDate: toSeconds(startDate) };
}

/** An execution that has ended keeps its end, whose date is returned. */
async function stopExecution(context: ExecutionContext, request: ApiRequest): Promise<JsonObject> {
  const found = await findExecution(context, request, false);
  const error = request.optionalText('error', { max: 256 });
  const cause = request.optionalText('cause', { max: 32_768 });
  switch (found.kind) {
    case 'top':
      await context.executions.stop(found.record.arn, error, cause);
      return { stopDate: toSeconds(found.record.stopDate ?? context.now()) };
    case 'running child':
      found.child.cancellation.cancel({ kind: 'stopped', error, cause });
      return { stopDate: toSeconds(context.now()) };
    case 'ended child':
      return { stopDate: toSeconds(found.child.stopDate) };
  }
}

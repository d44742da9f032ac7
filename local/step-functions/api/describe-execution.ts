import type { JsonObject } from '../json.ts';
import type { ExecutionRecord } from '../store/execution-record.ts';
import type { FoundExecution } from './execution-context.ts';
import { toSeconds } from './pages.ts';

/** DescribeExecution's answer. */
export function describeExecution(found: FoundExecution): JsonObject {
  switch (found.kind) {
    case 'top': {
      const { record } = found;
      const { traceHeader } = record;
      return {
        ...describe(record, record.stateMachineArn, record.status),
        ...(traceHeader === undefined ? {} : { traceHeader }),
      };
    }
    case 'running child': {
      const { child, entry } = found;
      const record = { ...child, input: child.input.text };
      return {
        ...describe(record, entry.record.stateMachineArn, 'RUNNING'),
        mapRunArn: entry.record.arn,
      };
    }
    case 'ended child': {
      const { child, entry } = found;
      return {
        ...describe(child, entry.record.stateMachineArn, child.status),
        mapRunArn: entry.record.arn,
      };
    }
  }
}

/** DescribeStateMachineForExecution's answer: the definition that the execution runs, its own part for a child. */
export function describeMachineOf(found: FoundExecution): JsonObject {
  if (found.kind === 'top') {
    const { record } = found;
    return {
      stateMachineArn: record.stateMachineArn,
      name: record.machineName,
      definition: record.definition,
      roleArn: record.roleArn,
      updateDate: toSeconds(record.definitionDate),
      ...(record.revisionId === undefined ? {} : { revisionId: record.revisionId }),
    };
  }
  const { record } = found.entry;
  return {
    stateMachineArn: record.stateMachineArn,
    name: record.machineName,
    definition: record.childDefinition,
    roleArn: record.roleArn,
    updateDate: toSeconds(record.startDate),
    label: record.label,
    mapRunArn: record.arn,
  };
}

interface Described {
  arn: string;
  name: string;
  startDate: number;
  stopDate?: number | undefined;
  input: string;
  output?: string | undefined;
  error?: string | undefined;
  cause?: string | undefined;
}

function describe(record: Described, machineArn: string, status: ExecutionRecord['status']): JsonObject {
  const { output, error, cause, stopDate } = record;
  return {
    executionArn: record.arn,
    stateMachineArn: machineArn,
    name: record.name,
    status,
    startDate: toSeconds(record.startDate),
    ...(stopDate === undefined ? {} : { stopDate: toSeconds(stopDate) }),
    input: record.input,
    inputDetails: { included: true },
    ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    redriveCount: 0,
    ...redriveStatus(status),
  };
}

/** AWS would say REDRIVABLE for those that failed; here nothing is, and saying so beats a refusal later. */
function redriveStatus(status: ExecutionRecord['status']): JsonObject {
  const reason =
    status === 'SUCCEEDED' || status === 'RUNNING'
      ? `Execution is ${status} and cannot be redriven`
      : 'RedriveExecution is not supported by the local Step Functions';
  return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason };
}

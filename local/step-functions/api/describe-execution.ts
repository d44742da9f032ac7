import type { JsonObject } from '../json.ts';
import type { StartedStatus } from '../map-run/child-index.ts';
import { apiNameOf } from '../map-run/child-record.ts';
import { type RedriveFacts, whyNotRedrivableByMapRun } from '../map-run/child-redrive.ts';
import type { MapRunEntry } from '../map-run/registry.ts';
import type { ExecutionContext, FoundExecution } from './execution-context.ts';
import { type IncludedData, NO_DEFINITION } from './included-data.ts';
import { toSeconds } from './pages.ts';
import { whyNotRedrivableHere } from './redrive-execution.ts';

/** Members of DescribeExecution's answer that `includedData: METADATA_ONLY` leaves out. */
const DATA = ['input', 'inputDetails', 'output', 'outputDetails', 'error', 'cause'];

/** DescribeExecution's answer. */
export function describeExecution(
  context: ExecutionContext,
  found: FoundExecution,
  included: IncludedData,
): JsonObject {
  const answer = describeFound(context, found);
  if (included === 'ALL_DATA') return answer;
  return Object.fromEntries(Object.entries(answer).filter(([member]) => !DATA.includes(member)));
}

function describeFound(context: ExecutionContext, found: FoundExecution): JsonObject {
  switch (found.kind) {
    case 'top': {
      const { record } = found;
      const { traceHeader } = record;
      const reason = whyNotRedrivableHere(context, record);
      return {
        ...describe(record, record.stateMachineArn, record.status),
        redriveStatus: reason === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
        ...(reason === undefined ? {} : { redriveStatusReason: reason }),
        ...(traceHeader === undefined ? {} : { traceHeader }),
      };
    }
    case 'running child': {
      const { child, entry } = found;
      return describeChild({ ...child, input: child.input.text }, entry, 'RUNNING', context.now());
    }
    case 'ended child': {
      const { child, entry } = found;
      return describeChild(
        child,
        entry,
        entry.children.status(child.sequence) ?? child.status,
        context.now(),
      );
    }
  }
}

/** DescribeStateMachineForExecution's answer: the definition that the execution runs, its own part for a child. */
export function describeMachineOf(found: FoundExecution, included: IncludedData): JsonObject {
  if (found.kind === 'top') {
    const { record } = found;
    return {
      stateMachineArn: record.stateMachineArn,
      name: record.machineName,
      definition: included === 'ALL_DATA' ? record.definition : NO_DEFINITION,
      roleArn: record.roleArn,
      updateDate: toSeconds(record.definitionDate),
      ...(record.revisionId === undefined ? {} : { revisionId: record.revisionId }),
    };
  }
  const { record } = found.entry;
  return {
    stateMachineArn: record.stateMachineArn,
    name: record.machineName,
    // As on AWS, a child's definition is never left out.
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
  redriveCount: number;
  redriveDate?: number | undefined;
}

function describe(record: Described, machineArn: string, status: string): JsonObject {
  const { output, error, cause, stopDate, redriveDate } = record;
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
    redriveCount: record.redriveCount,
    ...(redriveDate === undefined ? {} : { redriveDate: toSeconds(redriveDate) }),
  };
}

/** A child is never redriven itself: redriving the parent redrives its Map Run, and that its children. */
function describeChild(
  child: Described & RedriveFacts,
  { record }: MapRunEntry,
  status: StartedStatus,
  now: number,
): JsonObject {
  const reason = whyNotRedrivableByMapRun({ ...child, status }, record.executionType, now);
  return {
    ...describe({ ...child, name: apiNameOf(child) }, record.stateMachineArn, status),
    redriveStatus: reason === undefined ? 'REDRIVABLE_BY_MAP_RUN' : 'NOT_REDRIVABLE',
    ...(reason === undefined ? {} : { redriveStatusReason: reason }),
    mapRunArn: record.arn,
  };
}

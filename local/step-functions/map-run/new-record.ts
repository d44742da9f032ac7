import { randomUUID } from 'node:crypto';
import { mapRunArn, stateMachineArn } from '../arns.ts';
import type { Visit } from '../execution/visit.ts';
import { zeroCounts } from './counts.ts';
import type { MapRunPlan } from './prepare.ts';
import type { MapRunRecord } from './record.ts';
import type { DistributedMapState } from './starter.ts';

/** The record of a Map Run that starts now. */
export function newMapRunRecord(visit: Visit<DistributedMapState>, plan: MapRunPlan): MapRunRecord {
  const { account, clock } = visit.services;
  const { execution } = visit.thread;
  const { label, executionType, childDefinition } = visit.state.distributed;
  const { name: machineName, roleArn } = execution.machine;
  const id = randomUUID();
  const { count, percentage } = plan.tolerance;
  return {
    id,
    arn: mapRunArn(account, machineName, label, id),
    executionArn: execution.arn,
    label,
    stateMachineArn: stateMachineArn(account, machineName, label),
    machineName,
    roleArn,
    executionType,
    childDefinition: JSON.stringify(childDefinition),
    status: 'RUNNING',
    startDate: clock.now(),
    maxConcurrency: plan.maxConcurrency,
    ...(count === undefined ? {} : { toleratedFailureCount: count }),
    ...(percentage === undefined ? {} : { toleratedFailurePercentage: percentage }),
    itemCounts: zeroCounts(),
    executionCounts: zeroCounts(),
    redriveCount: 0,
  };
}

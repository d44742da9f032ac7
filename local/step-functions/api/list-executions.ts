import type { JsonObject } from '../json.ts';
import { apiNameOf } from '../map-run/child-record.ts';
import type { MapRunEntry } from '../map-run/registry.ts';
import { validationError } from './errors.ts';
import type { ExecutionContext } from './execution-context.ts';
import { findMapRun } from './map-runs.ts';
import { invalidToken, pageSize, readToken, takePage, tokenMember, toSeconds, writeToken } from './pages.ts';
import type { ApiRequest } from './request.ts';
import { findMachine } from './state-machines.ts';

const STATUSES = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'] as const;
type StatusFilter = (typeof STATUSES)[number] | undefined;
type RedriveFilter = 'REDRIVEN' | 'NOT_REDRIVEN' | undefined;

/** Executions of a machine, or the started children of a Map Run; the newest first. */
export async function listExecutions(context: ExecutionContext, request: ApiRequest): Promise<JsonObject> {
  if (request.has('stateMachineArn') === request.has('mapRunArn')) {
    throw validationError("Either 'stateMachineArn' or 'mapRunArn' must be specified, not both");
  }
  const filter = request.optionalChoice('statusFilter', STATUSES);
  const redriveFilter = request.optionalChoice('redriveFilter', ['REDRIVEN', 'NOT_REDRIVEN']);
  if (request.has('mapRunArn')) {
    const entry = findMapRun(context.mapRuns, request);
    return await listChildren(entry, filter, redriveFilter, request);
  }
  const { arn } = findMachine(context.machines, request).record;
  refuseMapRunFilters(filter, redriveFilter);
  const records = context.executions.store
    .listOf(arn)
    .filter(({ status }) => filter === undefined || status === filter);
  const page = takePage(records, (record) => record.arn, request);
  return {
    executions: page.items.map((record) => ({
      executionArn: record.arn,
      stateMachineArn: record.stateMachineArn,
      name: record.name,
      status: record.status,
      startDate: toSeconds(record.startDate),
      ...(record.stopDate === undefined ? {} : { stopDate: toSeconds(record.stopDate) }),
      redriveCount: record.redriveCount,
      ...(record.redriveDate === undefined ? {} : { redriveDate: toSeconds(record.redriveDate) }),
    })),
    ...tokenMember(page.nextToken),
  };
}

/** As on AWS, these two are for the children of a Map Run only. */
function refuseMapRunFilters(filter: StatusFilter, redriveFilter: RedriveFilter): void {
  if (redriveFilter !== undefined) {
    throw validationError("'redriveFilter' is only supported with 'mapRunArn', not with 'stateMachineArn'");
  }
  if (filter === 'PENDING_REDRIVE') {
    const member = "The 'statusFilter' PENDING_REDRIVE";
    throw validationError(`${member} is only supported with 'mapRunArn', not with 'stateMachineArn'`);
  }
}

/** The token is the place of the last child shown, in the order in which children have started. */
async function listChildren(
  { children, record: mapRun }: MapRunEntry,
  filter: StatusFilter,
  redriveFilter: RedriveFilter,
  request: ApiRequest,
): Promise<JsonObject> {
  await children.ready();
  const size = pageSize(request);
  const token = readToken(request);
  let place = token === undefined ? children.starts : Number(token);
  if (!Number.isInteger(place)) throw invalidToken();
  const executions: JsonObject[] = [];
  while (place > 0 && executions.length < size) {
    place -= 1;
    const sequence = children.startedAt(place);
    if (sequence === undefined) continue;
    const status = children.status(sequence);
    if (status === undefined || (filter !== undefined && status !== filter)) continue;
    const child = children.running.get(sequence) ?? (await children.record(sequence));
    if (child === undefined) continue;
    if (redriveFilter !== undefined && child.redriveCount > 0 !== (redriveFilter === 'REDRIVEN')) continue;
    executions.push({
      executionArn: child.arn,
      stateMachineArn: mapRun.stateMachineArn,
      mapRunArn: mapRun.arn,
      name: apiNameOf(child),
      status,
      startDate: toSeconds(child.startDate),
      ...('stopDate' in child ? { stopDate: toSeconds(child.stopDate) } : {}),
      itemCount: child.items,
      redriveCount: child.redriveCount,
      ...(child.redriveDate === undefined ? {} : { redriveDate: toSeconds(child.redriveDate) }),
    });
  }
  return { executions, ...tokenMember(place > 0 ? writeToken(String(place)) : undefined) };
}

import type { JsonObject } from '../json.ts';
import type { MapRunEntry } from '../map-run/registry.ts';
import { validationError } from './errors.ts';
import type { ExecutionContext } from './execution-context.ts';
import { findMapRun } from './map-runs.ts';
import { invalidToken, pageSize, readToken, takePage, tokenMember, toSeconds, writeToken } from './pages.ts';
import type { ApiRequest } from './request.ts';
import { findMachine } from './state-machines.ts';

const STATUSES = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'] as const;
type StatusFilter = (typeof STATUSES)[number] | undefined;

/** Executions of a machine, or the started children of a Map Run; the newest first. */
export async function listExecutions(context: ExecutionContext, request: ApiRequest): Promise<JsonObject> {
  if (request.has('stateMachineArn') === request.has('mapRunArn')) {
    throw validationError("Either 'stateMachineArn' or 'mapRunArn' must be specified, not both");
  }
  const filter = request.optionalChoice('statusFilter', STATUSES);
  // Nothing is ever redriven here.
  const redriven = request.optionalChoice('redriveFilter', ['REDRIVEN', 'NOT_REDRIVEN']) === 'REDRIVEN';
  if (request.has('mapRunArn')) {
    const entry = findMapRun(context.mapRuns, request);
    return redriven ? { executions: [] } : await listChildren(entry, filter, request);
  }
  const { arn } = findMachine(context.machines, request).record;
  const records = redriven
    ? []
    : context.executions.store.listOf(arn).filter(({ status }) => filter === undefined || status === filter);
  const page = takePage(records, (record) => record.arn, request);
  return {
    executions: page.items.map((record) => ({
      executionArn: record.arn,
      stateMachineArn: record.stateMachineArn,
      name: record.name,
      status: record.status,
      startDate: toSeconds(record.startDate),
      ...(record.stopDate === undefined ? {} : { stopDate: toSeconds(record.stopDate) }),
      redriveCount: 0,
    })),
    ...tokenMember(page.nextToken),
  };
}

/** The token is the number of the last child shown: children are numbered as they start. */
async function listChildren(
  { children, record: mapRun }: MapRunEntry,
  filter: StatusFilter,
  request: ApiRequest,
): Promise<JsonObject> {
  await children.ready();
  const size = pageSize(request);
  const token = readToken(request);
  let sequence = token === undefined ? children.size : Number(token);
  if (!Number.isInteger(sequence)) throw invalidToken();
  const executions: JsonObject[] = [];
  while (sequence > 0 && executions.length < size) {
    sequence -= 1;
    const status = children.status(sequence);
    if (status === undefined || (filter !== undefined && status !== filter)) continue;
    const child = children.running.get(sequence) ?? (await children.record(sequence));
    if (child === undefined) continue;
    executions.push({
      executionArn: child.arn,
      stateMachineArn: mapRun.stateMachineArn,
      mapRunArn: mapRun.arn,
      name: child.name,
      status: 'status' in child ? child.status : 'RUNNING',
      startDate: toSeconds(child.startDate),
      ...('stopDate' in child ? { stopDate: toSeconds(child.stopDate) } : {}),
      itemCount: child.items,
      redriveCount: 0,
    });
  }
  return { executions, ...tokenMember(sequence > 0 ? writeToken(String(sequence)) : undefined) };
}

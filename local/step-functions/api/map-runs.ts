import { parseArn } from '../arns.ts';
import type { JsonObject } from '../json.ts';
import { type Counts, total } from '../map-run/counts.ts';
import type { MapRunRecord } from '../map-run/record.ts';
import type { MapRunEntry, MapRunRegistry } from '../map-run/registry.ts';
import { invalidArn, mapRunDoesNotExist, validationError } from './errors.ts';
import { type ExecutionContext, findExecution } from './execution-context.ts';
import { takePage, tokenMember, toSeconds } from './pages.ts';
import type { Operation } from './protocol.ts';
import type { ApiRequest } from './request.ts';

/** The operations on Map Runs. */
export function mapRunOperations(context: ExecutionContext): Record<string, Operation> {
  return {
    ListMapRuns: (request) => listMapRuns(context, request),
    DescribeMapRun: async (request) => describe(findMapRun(context.mapRuns, request).record),
    UpdateMapRun: (request) => updateMapRun(context, request),
  };
}

/** The Map Run that `mapRunArn` names. */
export function findMapRun(mapRuns: MapRunRegistry, request: ApiRequest): MapRunEntry {
  const arn = request.text('mapRunArn', { min: 1, max: 2_000 });
  if (parseArn(arn)?.kind !== 'mapRun') throw invalidArn(`Invalid ARN prefix: ${arn}`);
  const entry = mapRuns.find(arn);
  if (entry === undefined) throw mapRunDoesNotExist(arn);
  return entry;
}

async function listMapRuns(context: ExecutionContext, request: ApiRequest): Promise<JsonObject> {
  const found = await findExecution(context, request, false);
  const arn = found.kind === 'top' ? found.record.arn : found.child.arn;
  const page = takePage(context.mapRuns.listOf(arn), ({ record }) => record.arn, request);
  return {
    mapRuns: page.items.map(({ record }) => ({
      executionArn: record.executionArn,
      mapRunArn: record.arn,
      stateMachineArn: record.stateMachineArn,
      startDate: toSeconds(record.startDate),
      ...(record.stopDate === undefined ? {} : { stopDate: toSeconds(record.stopDate) }),
    })),
    ...tokenMember(page.nextToken),
  };
}

/** Takes effect at once; only while the run is in progress. */
async function updateMapRun(context: ExecutionContext, request: ApiRequest): Promise<JsonObject> {
  const entry = findMapRun(context.mapRuns, request);
  const maxConcurrency = request.optionalNumber('maxConcurrency', { min: 0 });
  const count = request.optionalNumber('toleratedFailureCount', { min: 0 });
  const percentage = request.optionalNumber('toleratedFailurePercentage', {
    min: 0,
    max: 100,
    integer: false,
  });
  if (entry.run === undefined || entry.record.status !== 'RUNNING') {
    const message = `Map Run '${entry.record.arn}' has ended and cannot be updated`;
    throw validationError(message, 'CANNOT_UPDATE_COMPLETED_MAP_RUN');
  }
  entry.run.update({
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    ...(count === undefined ? {} : { count }),
    ...(percentage === undefined ? {} : { percentage }),
  });
  await context.mapRuns.save(entry);
  return {};
}

function describe(record: MapRunRecord): JsonObject {
  return {
    mapRunArn: record.arn,
    executionArn: record.executionArn,
    status: record.status,
    startDate: toSeconds(record.startDate),
    ...(record.stopDate === undefined ? {} : { stopDate: toSeconds(record.stopDate) }),
    maxConcurrency: record.maxConcurrency,
    toleratedFailurePercentage: record.toleratedFailurePercentage ?? 0,
    toleratedFailureCount: record.toleratedFailureCount ?? 0,
    itemCounts: toWire(record.itemCounts),
    executionCounts: toWire(record.executionCounts),
    redriveCount: record.redriveCount,
    ...(record.redriveDate === undefined ? {} : { redriveDate: toSeconds(record.redriveDate) }),
  };
}

function toWire(counts: Counts): JsonObject {
  return { ...counts, total: total(counts) };
}

import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { AwsConnection } from '../../client/clients.ts';
import type { CostLine, Pilot } from '../../core/contracts/report-details.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { mostUnitBytes } from '../../core/planning/size-units.ts';
import {
  assumedPilot,
  findUnitItems,
  noRates,
  overheads,
  predictRun,
  type RunShape,
} from '../../core/prediction/index.ts';
import { parseSize } from '../../core/task/size.ts';
import { explainAwsError } from '../aws/explain-aws-error.ts';
import { readCloudConnection } from '../cloud-connection.ts';
import type { Edge } from '../edge.ts';
import { showText } from '../format/show-text.ts';
import type { RunView } from '../progress/run-view.ts';
import { inLocalCloud } from '../run/in-cloud.ts';
import type { PlanRequest } from './check-plan.ts';
import type { DryRun } from './dry-run.ts';
import type { NewestPilot } from './find-pilot.ts';
import type { PilotRun } from './run-pilot.ts';

/** Where the times of a prediction come from. */
export type TimesFrom =
  | { kind: 'told' }
  | { kind: 'pilot'; run: PilotRun }
  | { kind: 'report'; newest: NewestPilot };

/** What a run will take. */
export interface PlanPrediction {
  from: TimesFrom;
  pilot: Pilot;
  fanOutMs: number;
  /** With what a run takes besides. */
  wallMs: number;
  usd: number;
  lines: CostLine[];
  /** A size of units with which it would be clearly quicker; undefined if there is none. */
  better: { unitItems: number; fanOutMs: number; usd: number } | undefined;
}

/** A plan, and what it will take; `prediction` is undefined where nothing says how long an item takes. */
export interface PlannedRun {
  dry: DryRun;
  prediction: PlanPrediction | undefined;
}

/** Units at once that a new account on AWS has room for: Lambda's default quota, less the 10 that Plan leaves free. */
const defaultHeadroom = 990;

/**
 * Plans a run without starting it, and predicts what it will take.
 * @throws FanfoldError with one of `refusalCodes` for whatever Plan would refuse
 */
export async function executePlan(request: PlanRequest, edge: Edge, view: RunView): Promise<PlannedRun> {
  const { on, stateDir, profile, region } = request;
  const isInLocalS3 = request.source.kind === 's3' && on === 'local';
  if (isInLocalS3 && !(await isThere(stateDir)))
    throw new FanfoldError(
      'InvalidUsage',
      `there is no local cloud in ${showText(stateDir)} to read the source from; --state names another folder, and without --on local it is read from AWS`,
    );
  const run = (s3: AwsConnection): Promise<DryRun> =>
    edge.parts.dryRun({
      ...request,
      s3,
      headroom: on === 'aws' ? defaultHeadroom : availableParallelism(),
      pilotItems: request.basis.kind === 'pilot' ? request.basis.items : undefined,
      signal: edge.interrupt,
      onPhase: (text) => view.phase(text),
    });
  const settings = { profile, region };
  const dry = isInLocalS3
    ? await inLocalCloud(edge, view, { stateDir }, ({ cloud }) => run(readCloudConnection(cloud)))
    : await run({
        ...(profile !== undefined && { profile }),
        ...(region !== undefined && { region }),
      }).catch((error: unknown) => {
        throw explainAwsError(error, settings);
      });
  const times = await findTimes(request, dry, edge, view);
  return { dry, prediction: times && (await predict(request, dry, times)) };
}

async function findTimes(
  { basis, on, stateDir }: PlanRequest,
  { task, pilot, items, source }: DryRun,
  edge: Edge,
  view: RunView,
): Promise<{ from: TimesFrom; pilot: Pilot } | undefined> {
  if (basis.kind === 'told') {
    // Rows are taken to be as large as items.
    const bytesPerItem = items === 0 ? 0 : source.bytes / items;
    return { from: basis, pilot: assumedPilot({ itemMs: basis.itemMs, bytesPerItem, items: 0 }, on) };
  }
  if (basis.kind === 'pilot')
    return pilot && { from: { kind: 'pilot', run: pilot }, pilot: assumedPilot(pilot, on) };
  // A local cloud that isn't there is not made for this.
  if (!(await isThere(stateDir))) return undefined;
  const newest = await inLocalCloud(edge, view, { stateDir }, ({ cloud }) =>
    edge.parts.findPilot(cloud, task.name),
  );
  return newest && { from: { kind: 'report', newest }, pilot: newest.pilot };
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

async function predict(
  { on, childType, prices, tuning }: PlanRequest,
  { items, units, settled, task, source }: DryRun,
  { from, pilot }: { from: TimesFrom; pilot: Pilot },
): Promise<PlanPrediction> {
  const { besidesMs } = overheads[on];
  const { format = 'jsonl', compress = 'none', maxObjectSize } = tuning;
  const shape: RunShape = {
    items,
    units,
    itemConcurrency: settled.itemConcurrency,
    maxConcurrency: settled.maxConcurrency,
    adaptive: settled.adaptiveConcurrency,
    childType,
    memoryMb: task.memoryMb,
    architecture: 'arm64',
    sourceObjects: source.objects,
    besidesMs,
    dataset: {
      encoded: format !== 'jsonl' || compress !== 'none',
      folds: task.folds ?? false,
      mostObjectBytes: parseSize(maxObjectSize),
    },
  };
  const rates = on === 'local' ? noRates : undefined;
  const { fanOutMs, usd, lines } = await predictRun(pilot, shape, prices, rates);
  const mostItems = Math.floor((mostUnitBytes / Math.max(1, source.bytes)) * items);
  const unitItems = findUnitItems(pilot, shape, mostItems, rates);
  const other =
    unitItems && (await predictRun(pilot, { ...shape, units: Math.ceil(items / unitItems) }, prices, rates));
  return {
    from,
    pilot,
    fanOutMs,
    wallMs: fanOutMs + besidesMs,
    usd,
    lines,
    better: other && unitItems ? { unitItems, fanOutMs: other.fanOutMs, usd: other.usd } : undefined,
  };
}

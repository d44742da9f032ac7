import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stop } from 'esbuild';
import type { AwsConnection } from '../../client/clients.ts';
import type { StartOptions } from '../../client/create-client.ts';
import { executionInput } from '../../core/contracts/execution-input.ts';
import { type SettledSettings, settleSettings } from '../../core/planning/settle-settings.ts';
import { mostUnitBytes, sizeUnits } from '../../core/planning/size-units.ts';
import { planUnits } from '../../core/splitting/index.ts';
import type { TaskSettings } from '../../core/task/task-settings.ts';
import { checkDataset } from '../../functions/plan/check-dataset.ts';
import { checkIndependence } from '../../functions/plan/check-independence.ts';
import { type FoundItems, findItems } from '../../functions/plan/find-items.ts';
import { packageLayout } from '../../infra/bundling/package-layout.ts';
import { type LoadedTask, loadTask } from '../../infra/describe-task.ts';
import type { RunSource } from '../run/run-request.ts';
import { openItemPool } from './item-pool.ts';
import { openItems } from './open-items.ts';
import { type PilotRun, runPilot } from './run-pilot.ts';

/** What is to be planned. */
export interface DryRunRequest {
  /** Path of the task's module. */
  task: string;
  source: RunSource;
  /** How S3 is reached, for a source that is there. */
  s3: AwsConnection;
  tuning: Omit<StartOptions, 'runId'>;
  /** Units at once where neither the line nor the task says it. */
  headroom: number;
  /** Items to run for their times. Default: none. */
  pilotItems: number | undefined;
  signal: AbortSignal;
  /** Is told what is being done. */
  onPhase: (text: string) => void;
}

/** A run as it would be planned. */
export interface DryRun {
  task: TaskSettings;
  settled: SettledSettings;
  items: number;
  units: number;
  /** Items of a unit at most. */
  unitItems: number;
  source: { objects: number; bytes: number };
  pilot: PilotRun | undefined;
}

/** In the place of a run id, where keys and messages need one. */
const runId = 'plan';

/**
 * Finds a source's items, checks them and cuts them into units, by Plan's own code. Nothing is left of it. The task's code runs only to say
 * what its items claim, where it does, and for a pilot.
 * @throws FanfoldError `InvalidTask`, and whatever Plan refuses: `InvalidRunInput`, `SourceRefused`
 */
export async function dryRun(request: DryRunRequest): Promise<DryRun> {
  request.onPhase('preparing the task');
  const loaded = await load(request.task);
  const { settings } = loaded.description;
  const runsCode = request.pilotItems !== undefined || (settings.claims?.length ?? 0) > 0;
  if (!runsCode) return planItems(request, loaded, undefined);
  const folder = await mkdtemp(join(tmpdir(), 'fanfold-plan-'));
  try {
    return await planItems(request, loaded, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function load(task: string): Promise<LoadedTask> {
  try {
    return loadTask(packageLayout(), task, {});
  } finally {
    // esbuild keeps a thread here and a process of 60 MB otherwise.
    await stop();
  }
}

async function planItems(
  { source, s3, tuning, headroom, pilotItems, signal, onPhase }: DryRunRequest,
  loaded: LoadedTask,
  folder: string | undefined,
): Promise<DryRun> {
  const { settings, outputSchema } = loaded.description;
  // Files get their addresses when they are uploaded; until then any will do.
  const uri = source.kind === 's3' ? source.uri : 's3://bucket/source';
  const input = { ...executionInput.parse({ ...tuning, source: { uri } }), runId };
  checkDataset(input, { outputSchema, folds: settings.folds });
  const settled = settleSettings(settings, input, { headroom, cap: undefined });
  signal.throwIfAborted();
  onPhase('finding the items');
  const open = await openItems(source, s3, folder);
  const pool = folder === undefined ? undefined : await openItemPool(loaded, folder);
  try {
    const found = await findItems(open.store, '', input, open.source);
    signal.throwIfAborted();
    if (pool !== undefined && settings.claims?.length) {
      onPhase('checking that the items are independent');
      await checkIndependence(open.store, pool, found, { runId, timeoutMs: settled.timeoutMs });
    }
    const unitItems = sizeUnits(found.total, settled.maxConcurrency, settled.unitItems);
    const pilot = async (items: number): Promise<PilotRun | undefined> => {
      if (pool === undefined) return undefined;
      onPhase(`running ${Math.min(items, found.total)} items`);
      const parquetOf = input.format === 'parquet' ? outputSchema : undefined;
      return runPilot(open.store, pool, found, { items, settled, parquetOf, signal });
    };
    return {
      task: settings,
      settled,
      items: found.total,
      units: countUnits(found, unitItems),
      unitItems,
      source: {
        objects: open.source.length,
        bytes: open.source.reduce((sum, { bytes }) => sum + bytes, 0),
      },
      pilot: pilotItems === undefined ? undefined : await pilot(pilotItems),
    };
  } finally {
    await pool?.discard();
    open.close();
  }
}

/** As `functions/plan/write-units.ts` writes them. */
function countUnits({ objects }: FoundItems, unitItems: number): number {
  let units = 0;
  for (const { index } of objects)
    for (const _ of planUnits(index, { unitItems, unitBytes: mostUnitBytes })) units += 1;
  return units;
}

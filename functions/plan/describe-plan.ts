import type { RunRow } from '../../aws/ledger/index.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import type { Plan, PlanDocument } from '../../core/contracts/plan.ts';
import { pickLayout } from '../../core/contracts/source-layout.ts';
import { initialLimitFor, unitTimeoutSeconds } from '../../core/govern/index.ts';
import type { SettledSettings } from '../../core/planning/settle-settings.ts';
import { nativeTolerance } from '../../core/planning/tolerance.ts';
import type { PlanSurroundings } from './make-plan.ts';

/** What the state machine needs of a plan. */
export function describePlan(
  around: PlanSurroundings,
  row: RunRow,
  settled: SettledSettings,
  document: PlanDocument,
  units: { pending: number; key: string },
): Plan {
  const task = around.environment.FANFOLD_TASK;
  const { maxConcurrency: max, adaptiveConcurrency: adaptive } = settled;
  const tolerance = nativeTolerance(settled, document.units);
  return {
    status: row.status === 'SUCCEEDED' ? 'COMPLETE' : 'PLANNED',
    run: {
      runId: row.runId,
      epoch: row.epoch,
      generation: row.generation,
      shards: row.shards,
      ...pickLayout(document),
      timeoutMs: settled.timeoutMs,
      retries: settled.retries,
      itemConcurrency: settled.itemConcurrency,
      ...(row.settings.format === 'parquet' && { rowsFit: row.settings.format }),
      ...(task.folds && { folds: task.folds }),
      unitTimeoutSeconds: boundUnitSeconds(settled, document.unitItems),
    },
    items: document.items,
    units: {
      total: document.units,
      pending: units.pending,
      bucket: around.environment.FANFOLD_BUCKET,
      key: units.key,
    },
    concurrency: {
      initial: adaptive ? initialLimitFor(max) : max,
      adaptive,
      max,
    },
    toleratedFailurePercentage: tolerance.percentage,
    toleratedFailureCount: tolerance.count,
    mapPrefix: runKeys(row.runId).map,
  };
}

/** The unit function's own limit, and a little for the invocation. */
const mostUnitSeconds = 910;

/** TimeoutSeconds of a unit, by the longest that its items may take: an attempt that hangs is given up after it. */
function boundUnitSeconds({ timeoutMs, retries, itemConcurrency }: SettledSettings, items: number): number {
  return unitTimeoutSeconds(Math.ceil(items / itemConcurrency) * timeoutMs * (retries + 1), mostUnitSeconds);
}

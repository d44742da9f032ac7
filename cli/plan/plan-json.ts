import type { CostLine } from '../../core/contracts/report-details.ts';
import type { PlanRequest } from './check-plan.ts';
import type { PlannedRun, TimesFrom } from './execute-plan.ts';

/** What `fanfold plan --json` prints. `prediction` is null where nothing says how long an item takes. */
export interface PlanJson {
  task: string | null;
  status: 'PLANNED' | 'REJECTED' | 'FAILED';
  items: number | null;
  units: { total: number; items: number } | null;
  itemConcurrency: number | null;
  maxConcurrency: number | null;
  prediction: {
    /** What it is for. */
    on: 'aws' | 'local';
    basis: { kind: TimesFrom['kind']; itemMs: number; items: number; failed: number; runId: string | null };
    /** From the first unit's environment coming up to the end of the last unit. */
    fanOutMs: number;
    wallMs: number;
    usd: number;
    lines: CostLine[];
    /** A size of units with which it would be clearly quicker; null if there is none. */
    better: { unitItems: number; fanOutMs: number; usd: number } | null;
  } | null;
  error?: { code: string; message: string };
}

/** The object of a plan. */
export function describePlan({ on }: Pick<PlanRequest, 'on'>, { dry, prediction }: PlannedRun): PlanJson {
  const { task, settled, items, units, unitItems } = dry;
  return {
    task: task.name,
    status: 'PLANNED',
    items,
    units: { total: units, items: unitItems },
    itemConcurrency: settled.itemConcurrency,
    maxConcurrency: settled.maxConcurrency,
    prediction:
      prediction === undefined
        ? null
        : {
            on,
            basis: describeBasis(prediction),
            fanOutMs: prediction.fanOutMs,
            wallMs: prediction.wallMs,
            usd: prediction.usd,
            lines: prediction.lines,
            better: prediction.better ?? null,
          },
  };
}

/** The object of a line that came to nothing. */
export function describeNoPlan(
  status: 'REJECTED' | 'FAILED',
  error: { code: string; message: string },
): PlanJson {
  return {
    task: null,
    status,
    items: null,
    units: null,
    itemConcurrency: null,
    maxConcurrency: null,
    prediction: null,
    error,
  };
}

function describeBasis({ from, pilot }: NonNullable<PlannedRun['prediction']>) {
  return {
    kind: from.kind,
    itemMs: pilot.itemMs,
    items: pilot.items,
    failed: from.kind === 'pilot' ? from.run.failed : 0,
    runId: from.kind === 'report' ? from.newest.runId : null,
  };
}

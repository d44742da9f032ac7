import type { UnitEvent } from '../../core/contracts/unit.ts';
import { foldRows } from './items/fold-rows.ts';
import type { UnitSurroundings } from './run-unit.ts';

/** Folds a unit's rows into one, for a task that does so. */
export function foldOf({ pool }: UnitSurroundings, { run }: UnitEvent) {
  if (!run.folds) return undefined;
  const { runId, timeoutMs } = run;
  return (rows: AsyncIterable<Uint8Array>) => foldRows(pool, rows, { runId, timeoutMs, finish: false });
}

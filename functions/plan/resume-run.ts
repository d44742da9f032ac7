import type { RunRow } from '../../aws/ledger/index.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import { type Plan, type PlanDocument, planDocument } from '../../core/contracts/plan.ts';
import type { SettledSettings } from '../../core/planning/settle-settings.ts';
import { describePlan } from './describe-plan.ts';
import type { PlanSurroundings } from './make-plan.ts';
import { writePendingUnits } from './write-units.ts';

/** How a run was planned. */
export async function readPlanDocument(
  { store, environment }: PlanSurroundings,
  runId: string,
): Promise<PlanDocument> {
  const keys = runKeys(runId);
  const text = await store.readText(environment.FANFOLD_BUCKET, keys.plan);
  if (text === undefined) throw new Error(`run ${runId} has no ${keys.plan}, though it was planned`);
  return planDocument.parse(JSON.parse(text));
}

/** Plans the rest of a run that was planned before: the units that aren't done in its generation. */
export async function resumeRun(
  around: PlanSurroundings,
  row: RunRow,
  settled: SettledSettings,
): Promise<Plan> {
  const bucket = around.environment.FANFOLD_BUCKET;
  const document = await readPlanDocument(around, row.runId);
  const pending =
    row.status === 'SUCCEEDED'
      ? 0
      : await writePendingUnits(around.store, around.ledger, bucket, { ...row, units: document.units });
  const key = runKeys(row.runId).pendingUnits(row.epoch);
  return describePlan(around, row, settled, document, { pending, key });
}

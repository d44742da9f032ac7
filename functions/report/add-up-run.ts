import type { PlannedRow } from '../../aws/run-outputs/index.ts';
import { Completeness } from '../../core/proof/completeness.ts';
import { ActLog } from '../../core/report/act-log.ts';
import type { RunSums } from '../../core/report/assemble-report.ts';
import { RunTotals } from '../../core/report/run-totals.ts';
import { readActs } from './read-acts.ts';
import { readSettings } from './read-settings.ts';
import type { ReportSurroundings } from './report-surroundings.ts';

/** Heartbeats in a lease: `functions/unit/lease.ts`. */
const beatsPerLease = 5;

/** Reads all that the ledger and Govern's log say of a run, once, in bounded memory. */
export async function addUpRun(
  around: ReportSurroundings,
  row: PlannedRow,
  span: { startedAt: number; endedAt: number },
): Promise<RunSums> {
  const { ledger, store, environment } = around;
  const settings = await readSettings(around, row);
  const beatMs = (environment.FANFOLD_LEASE_SECONDS * 1_000) / beatsPerLease;
  const totals = new RunTotals({ slots: settings.itemConcurrency, ...span, beatMs });
  const completeness = new Completeness(row);
  for await (const { unit, row: state } of ledger.readUnits(row)) {
    completeness.add(unit, state?.receipt);
    if (state === undefined) continue;
    const { attempt: attempts, progress, receipt } = state;
    totals.add({ unit, attempts, progress, receipt });
  }
  const acts = new ActLog();
  for await (const act of readActs(store, environment.FANFOLD_BUCKET, row)) {
    acts.add(act);
    if (act.kind === 'limit') totals.moments.setLimit(act.at, act.from, act.to);
  }
  return { settings, totals, completeness, acts };
}

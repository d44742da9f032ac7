import type { CompletenessProof } from '../../core/contracts/manifest.ts';
import { exceedsTolerance } from '../../core/planning/tolerance.ts';
import { Completeness } from '../../core/proof/completeness.ts';
import type { Ledger } from '../ledger/index.ts';
import { type PlannedRow, readReceipts } from './read-receipts.ts';

/** Whether a run's data set may be delivered, and why not. */
export type RunJudgement = { completeness: Completeness } & (
  | { verdict: 'DELIVER'; proof: CompletenessProof }
  | { verdict: 'TOLERANCE_EXCEEDED' }
  | { verdict: 'INCOMPLETE'; problems: string[] }
);

/**
 * Adds up a run that is being sealed and judges it. Attempts that still hold a claim are shut out first, so that nothing
 * commits between the sum and the merge.
 */
export async function judgeRun(ledger: Ledger, row: PlannedRow): Promise<RunJudgement> {
  for await (const { unit, row: state } of ledger.readUnits(row)) {
    if (state?.state === 'claimed') {
      await ledger.fenceUnit({ runId: row.runId, shards: row.shards, unit }, row.epoch);
    }
  }
  const completeness = new Completeness(row);
  for await (const { unit, receipt } of readReceipts(ledger, row)) completeness.add(unit, receipt);
  const concluded = completeness.conclude();
  if (exceedsTolerance(row.settings, completeness.items))
    return { completeness, verdict: 'TOLERANCE_EXCEEDED' };
  if (!concluded.ok) return { completeness, verdict: 'INCOMPLETE', problems: concluded.problems };
  return { completeness, verdict: 'DELIVER', proof: concluded.proof };
}

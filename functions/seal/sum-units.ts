import type { Ledger } from '../../aws/ledger/index.ts';
import { type PlannedRow, readReceipts } from '../../aws/run-outputs/index.ts';
import { Completeness } from '../../core/proof/completeness.ts';

/**
 * Adds up a run that is being sealed. Attempts that still hold a claim are shut out first, so that nothing commits
 * between the sum and the merge.
 */
export async function sumUnits(ledger: Ledger, row: PlannedRow): Promise<Completeness> {
  for await (const { unit, row: state } of ledger.readUnits(row)) {
    if (state?.state === 'claimed')
      await ledger.fenceUnit({ runId: row.runId, shards: row.shards, unit }, row.epoch);
  }
  const completeness = new Completeness(row);
  for await (const { unit, receipt } of readReceipts(ledger, row)) completeness.add(unit, receipt);
  return completeness;
}

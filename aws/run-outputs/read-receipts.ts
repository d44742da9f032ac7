import type { CommittedReceipt } from '../../core/proof/completeness.ts';
import type { Ledger, RunRow } from '../ledger/index.ts';

/** A run whose units are planned. */
export type PlannedRow = RunRow & { units: number; items: number };

/** Receipts of a run, in order of its units; undefined where a unit isn't committed. */
export async function* readReceipts(
  ledger: Ledger,
  row: PlannedRow,
): AsyncGenerator<{ unit: number; receipt: CommittedReceipt | undefined }> {
  for await (const { unit, commit } of ledger.readCommits(row)) yield { unit, receipt: commit?.receipt };
}

/** Keys of the units' failure records, in order. */
export async function* readFailureKeys(ledger: Ledger, row: PlannedRow): AsyncGenerator<string> {
  for await (const { receipt } of readReceipts(ledger, row))
    if (receipt?.failures) yield receipt.failures.key;
}

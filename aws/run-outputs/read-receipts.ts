import type { Receipt } from '../../core/contracts/receipt.ts';
import type { Ledger, RunRow } from '../ledger/index.ts';

/** A run whose units are planned. */
export type PlannedRow = RunRow & { units: number; items: number };

/** Receipts of a run, in order of its units; undefined where a unit isn't committed. */
export async function* readReceipts(
  ledger: Ledger,
  row: PlannedRow,
): AsyncGenerator<{ unit: number; receipt: Receipt | undefined }> {
  for await (const { unit, row: state } of ledger.readUnits(row)) yield { unit, receipt: state?.receipt };
}

/** Keys of the units' failure records, in order. */
export async function* readFailureKeys(ledger: Ledger, row: PlannedRow): AsyncGenerator<string> {
  for await (const { receipt } of readReceipts(ledger, row))
    if (receipt?.failures) yield receipt.failures.key;
}

import type { PieceSource } from '../../core/contracts/merge.ts';
import type { Ledger } from '../ledger/index.ts';
import { type PlannedRow, readReceipts } from './read-receipts.ts';
import { SourceList } from './source-list.ts';

/** Reads what the data set is made of, in order: units' outputs, or what an earlier merge step made of them. */
export async function readSources(ledger: Ledger, row: PlannedRow, from: PieceSource): Promise<SourceList> {
  const sources = new SourceList();
  if (from === 'outputs') {
    for await (const { receipt } of readReceipts(ledger, row)) {
      if (receipt?.output) sources.add(receipt.output);
    }
    return sources;
  }
  const { runId, epoch } = row;
  for await (const { object } of ledger.readMerges({ runId, epoch, step: from.step })) {
    if (object !== null && object.bytes > 0) sources.add(object);
  }
  return sources;
}

import type { MergeReceipt, Piece, PieceSource } from '../../core/contracts/merge.ts';
import type { Ledger } from '../ledger/index.ts';
import { type PlannedRow, readReceipts } from './read-receipts.ts';

/** An object that the data set is made of, whole, with what is known of it. */
export interface SourcePiece {
  piece: Piece;
  crc64nvme: string;
  /** Key of the row groups' metadata, for a chunk of Parquet. */
  meta: string | undefined;
}

/** The objects that the data set is made of, in order: units' outputs, or what an earlier merge step made of them. */
export async function* readSources(
  ledger: Ledger,
  row: PlannedRow,
  from: PieceSource,
): AsyncGenerator<SourcePiece> {
  if (from === 'outputs') {
    for await (const { receipt } of readReceipts(ledger, row)) {
      if (receipt?.output) yield wholeObject(receipt.output);
    }
    return;
  }
  const { runId, epoch } = row;
  for await (const { object } of ledger.readMerges({ runId, epoch, step: from.step })) {
    if (object !== null && object.bytes > 0) yield wholeObject(object);
  }
}

/** An object as the source of a merge. */
export function wholeObject(object: NonNullable<MergeReceipt['object']>): SourcePiece {
  const { key, bytes, crc64nvme, meta } = object;
  return { piece: { key, start: 0, end: bytes, whole: true }, crc64nvme, meta };
}

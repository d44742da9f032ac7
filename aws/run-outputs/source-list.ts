import type { MergeReceipt, Piece } from '../../core/contracts/merge.ts';

/** An object that the data set is made of, whole, with what is known of it. */
export interface SourcePiece {
  piece: Piece;
  crc64nvme: string;
  /** Key of the row groups' metadata, for a chunk of Parquet. */
  meta: string | undefined;
}

/** A line of a page. */
type Packed = [key: string, bytes: number, crc64nvme: string, meta?: string];

/** Objects packed together. */
const pageLength = 500;

/**
 * The objects that the data set is made of, in order, to be gone through as often as needed without asking the ledger
 * again. Kept as text outside the heap, some 80 bytes an object: 8 MB for 100,000.
 */
export class SourceList implements Iterable<SourcePiece> {
  readonly #pages: Buffer[] = [];
  #open: Packed[] = [];

  add({ key, bytes, crc64nvme, meta }: NonNullable<MergeReceipt['object']>): void {
    this.#open.push(meta === undefined ? [key, bytes, crc64nvme] : [key, bytes, crc64nvme, meta]);
    if (this.#open.length < pageLength) return;
    this.#pages.push(Buffer.from(JSON.stringify(this.#open)));
    this.#open = [];
  }

  /** The objects, a page of them in memory at a time. */
  *[Symbol.iterator](): Generator<SourcePiece> {
    for (const page of this.#pages) {
      const packed: Packed[] = JSON.parse(page.toString());
      for (const each of packed) yield unpack(each);
    }
    for (const each of this.#open) yield unpack(each);
  }

  /** Their ranges. */
  *pieces(): Generator<Piece> {
    for (const { piece } of this) yield piece;
  }
}

/** An object as the source of a merge. */
export function wholeObject({
  key,
  bytes,
  crc64nvme,
  meta,
}: NonNullable<MergeReceipt['object']>): SourcePiece {
  return unpack([key, bytes, crc64nvme, meta]);
}

function unpack([key, bytes, crc64nvme, meta]: [string, number, string, (string | undefined)?]): SourcePiece {
  return { piece: { key, start: 0, end: bytes, whole: true, crc64nvme }, crc64nvme, meta };
}

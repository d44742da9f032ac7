import type { ItemFormat, SourceFormat } from './format.ts';
import type { SourceItem } from './item.ts';
import { SparseIndex } from './sparse-index.ts';
import { createSplitter } from './splitter.ts';

/** Bytes in chunks of any size. */
export type ByteChunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** How to scan. */
export interface ScanOptions {
  /**
   * Called for each item, in order, with the format that `readItem` takes. The item object is reused. What it throws
   * ends the scan.
   */
  visit?: ((item: Readonly<SourceItem>, format: ItemFormat) => void) | undefined;
  /** Give the items' bytes to `visit`; slower. @default false */
  content?: boolean | undefined;
  /** Longest item in bytes. @default MAX_ITEM_BYTES */
  maxItemBytes?: number | undefined;
  /** Most marks in the index, even. @default MAX_MARKS */
  maxMarks?: number | undefined;
}

/** What a scan found. */
export interface SourceScan {
  /** Where the items are; `planUnits` cuts it into units. */
  index: SparseIndex;
  /** Bytes of the whole source. */
  bytes: number;
  /** The format, with the columns of a CSV header; a CSV source without records has no columns. */
  format: ItemFormat;
}

/**
 * Scans a whole source in one pass, in memory that doesn't grow with it.
 * @throws SourceRefusal if the source can't be split reliably
 */
export async function scanSource(
  chunks: ByteChunks,
  format: SourceFormat,
  { visit, content, maxItemBytes, maxMarks }: ScanOptions = {},
): Promise<SourceScan> {
  const index = new SparseIndex(maxMarks);
  const splitter = createSplitter(format, { content, maxItemBytes });
  let itemFormat: ItemFormat | null = null;
  const visitItem = (item: Readonly<SourceItem>): void => {
    index.add(item);
    if (!visit) return;
    itemFormat ??= completeFormat(format, splitter.columns);
    visit(item, itemFormat);
  };
  let bytes = 0;
  for await (const chunk of chunks) {
    splitter.push(chunk, visitItem);
    bytes += chunk.length;
  }
  splitter.end(visitItem);
  return { index, bytes, format: itemFormat ?? completeFormat(format, splitter.columns) };
}

function completeFormat(format: SourceFormat, columns: readonly string[] | null): ItemFormat {
  return format.type === 'csv' ? { ...format, columns: columns ?? [] } : format;
}

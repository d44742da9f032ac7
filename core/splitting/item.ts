/**
 * The longest item in bytes, 6 MiB: what a synchronous Lambda invocation takes as its payload (6 MB, counted by Lambda
 * as 6,291,456 bytes), so an item could always be handed to a function whole. A longer item is malformed.
 */
export const MAX_ITEM_BYTES = 6 * 1024 * 1024;

/** One item of a source: where it is and, if content was asked for, what it is. */
export interface SourceItem {
  /** Position among the items of the source, from 0. */
  index: number;
  /** Line of the source on which the item begins, from 1. `\n`, `\r\n` and a lone `\r` each end a line. */
  line: number;
  /** Offset in the source of the item's first byte. */
  start: number;
  /** Offset in the source after the item's last byte; a line end isn't part of an item. */
  end: number;
  /** The item's bytes, undecoded; null without `content`, or if the item is oversized. */
  bytes: Uint8Array | null;
  /** The item is longer than the limit: it counts, it has a range, its bytes weren't kept. */
  oversized: boolean;
}

/**
 * Called once for each item, in order. The item object is reused for the next call, so copy what you keep. Its `bytes`
 * are never written to again by the splitter, but may be a view of the chunk that was pushed.
 */
export type ItemVisitor = (item: Readonly<SourceItem>) => void;

/** Says that an item is longer than the limit, as the reason why it's malformed. */
export function describeOversize(
  { start, end }: Pick<SourceItem, 'start' | 'end'>,
  maxItemBytes: number,
): string {
  return `is ${end - start} bytes long; at most ${maxItemBytes} are allowed`;
}

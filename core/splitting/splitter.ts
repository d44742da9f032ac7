import { CsvSplitter } from './csv-splitter.ts';
import type { SourceFormat } from './format.ts';
import { type ItemVisitor, MAX_ITEM_BYTES } from './item.ts';
import { JsonArraySplitter } from './json-array-splitter.ts';
import { JsonlSplitter } from './jsonl-splitter.ts';
import { SourceStart } from './source-start.ts';

/**
 * Finds the items in a stream of bytes that is pushed in chunks of any size, in memory that doesn't grow with the source.
 * Not to be used further once `push` or `end` has thrown.
 */
export interface Splitter {
  /** Columns of a CSV source, null for other formats and until the header has been read. */
  readonly columns: readonly string[] | null;
  /**
   * Takes the next bytes and visits each item that they complete. The chunk must not be written to as long as items'
   * bytes are in use.
   * @throws SourceRefusal if the source can't be split reliably
   */
  push(chunk: Uint8Array, visit: ItemVisitor): void;
  /**
   * Says that the bytes are complete, and visits a last item that only the end could close.
   * @throws SourceRefusal if the source ends where it may not
   */
  end(visit: ItemVisitor): void;
}

/** Where a unit's byte range lies in its source. A `UnitRange` is one. */
export interface RangeStart {
  /** Offset in the source of the range's first byte, which is the first byte of an item. */
  start: number;
  /** Line on which that item begins, from 1. */
  line: number;
  /** Index of that item, from 0. */
  firstItem: number;
}

/** How to split. */
export interface SplitterOptions {
  /** Give the items' bytes to the visitor. @default false: positions only */
  content?: boolean | undefined;
  /** Longest item in bytes. @default MAX_ITEM_BYTES */
  maxItemBytes?: number | undefined;
  /**
   * Split a unit's byte range of the source, from the first byte of its first item to the last byte of its last item,
   * not a whole source. There is then no byte order mark, no CSV header and no bracket around JSON elements.
   * @default a whole source
   */
  range?: RangeStart | undefined;
}

/** What the splitter of a format starts from, byte order mark and defaults settled. */
export interface SplitterStart {
  offset: number;
  line: number;
  firstItem: number;
  content: boolean;
  maxItemBytes: number;
  /** The bytes are a unit's range, not a whole source. */
  isRange: boolean;
}

/**
 * Makes the splitter of a format. Plan and units use the same one, so they agree to the byte on what the items are.
 * @throws SourceRefusal if the format's delimiter or columns can't be
 */
export function createSplitter(format: SourceFormat, options: SplitterOptions = {}): Splitter {
  const { content = false, maxItemBytes = MAX_ITEM_BYTES, range } = options;
  const settings = { content, maxItemBytes };
  if (range) {
    const { start: offset, line, firstItem } = range;
    return createFormatSplitter(format, { ...settings, offset, line, firstItem, isRange: true });
  }
  const source = { ...settings, line: 1, firstItem: 0, isRange: false };
  return new SourceStart((offset) => createFormatSplitter(format, { ...source, offset }));
}

function createFormatSplitter(format: SourceFormat, start: SplitterStart): Splitter {
  switch (format.type) {
    case 'jsonl':
      return new JsonlSplitter(start);
    case 'json':
      return new JsonArraySplitter(start);
    case 'csv':
      return new CsvSplitter(format, start);
  }
}

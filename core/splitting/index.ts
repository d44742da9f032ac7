export { balanceUnits } from './balance-units.ts';
export { parseCsvRecord, readCsvItem } from './csv-record.ts';
export { decodeItem } from './decode-item.ts';
export {
  CSV_DELIMITERS,
  type CsvDelimiter,
  type CsvFormat,
  type ItemFormat,
  type JsonFormat,
  type JsonlFormat,
  type SourceFormat,
} from './format.ts';
export { type ItemVisitor, MAX_ITEM_BYTES, type SourceItem } from './item.ts';
export { parseJsonItem } from './json-item.ts';
export type { Outcome } from './outcome.ts';
export { planUnits, type UnitRange, type UnitSizing } from './plan-units.ts';
export { readItem } from './read-item.ts';
export { readUnit } from './read-unit.ts';
export { SourceRefusal, type SourceRefusalCode } from './refusal.ts';
export { type ByteChunks, type ScanOptions, type SourceScan, scanSource } from './scan-source.ts';
export { type IndexMark, MAX_MARKS, SparseIndex } from './sparse-index.ts';
export { createSplitter, type RangeStart, type Splitter, type SplitterOptions } from './splitter.ts';

export { type Codec, type CompressOptions, compress } from './compress.ts';
export { type CsvColumns, csvColumns } from './csv-columns.ts';
export { decompress } from './decompress.ts';
export { type ChunkEncoding, type ChunkPlace, encodeChunk, type RowEncoding } from './encode-chunk.ts';
export { type CsvOptions, encodeCsv } from './encode-csv.ts';
export {
  DATASET_COMPRESSIONS,
  DATASET_FORMATS,
  type DatasetCompressionName,
  type DatasetFile,
  type DatasetFormatName,
  describeDatasetFile,
} from './format.ts';
export { describeOutput, type OutputFormat, type ParquetOutput } from './output-format.ts';

/** Formats of a data set. */
export const DATASET_FORMATS = ['jsonl', 'csv', 'parquet'] as const;
export type DatasetFormatName = (typeof DATASET_FORMATS)[number];

/** Compressions of a data set. */
export const DATASET_COMPRESSIONS = ['none', 'gzip', 'zstd'] as const;
export type DatasetCompressionName = (typeof DATASET_COMPRESSIONS)[number];

/** How the object of a data set is named and described. */
export interface DatasetFile {
  /** Follows `data.`, without a dot of its own in front: `csv.gz`. */
  readonly extension: string;
  /** The object's Content-Type. */
  readonly contentType: string;
}

/**
 * Names of all data sets. A compressed one is of the compression's own type, not of the rows' type with a
 * Content-Encoding: with that, HTTP clients would decompress it on the way, and its size and checksum would be
 * another's. Parquet compresses its pages inside the file, so compression doesn't show in its name.
 */
const files: Record<DatasetFormatName, Record<DatasetCompressionName, DatasetFile>> = {
  jsonl: {
    none: { extension: 'jsonl', contentType: 'application/jsonl' },
    gzip: { extension: 'jsonl.gz', contentType: 'application/gzip' },
    zstd: { extension: 'jsonl.zst', contentType: 'application/zstd' },
  },
  csv: {
    none: { extension: 'csv', contentType: 'text/csv; charset=utf-8; header=present' },
    gzip: { extension: 'csv.gz', contentType: 'application/gzip' },
    zstd: { extension: 'csv.zst', contentType: 'application/zstd' },
  },
  parquet: {
    none: { extension: 'parquet', contentType: 'application/vnd.apache.parquet' },
    gzip: { extension: 'parquet', contentType: 'application/vnd.apache.parquet' },
    zstd: { extension: 'parquet', contentType: 'application/vnd.apache.parquet' },
  },
};

/** Extension and content type of a data set's object. */
export function describeDatasetFile(
  format: DatasetFormatName,
  compression: DatasetCompressionName,
): DatasetFile {
  return files[format][compression];
}

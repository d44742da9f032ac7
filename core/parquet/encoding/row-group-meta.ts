import * as z from 'zod';

const count = z.int().min(0);

/** What the footer says of one column in one row group. */
export const columnChunkMeta = z.strictObject({
  /** Where its first byte stands, from the first byte of the chunk object. */
  offset: count,
  bytes: count,
  /** Of these, those of the dictionary page, which comes first; 0 without one. */
  dictionaryBytes: count,
  uncompressedBytes: count,
  /** With the absent ones. */
  values: count,
  nulls: count,
  encodings: z.array(z.enum(['PLAIN', 'RLE', 'RLE_DICTIONARY'])),
  /** Least and greatest value, base64 of their plain bytes; null when there are no values. */
  bounds: z
    .strictObject({ min: z.string(), max: z.string(), minExact: z.boolean(), maxExact: z.boolean() })
    .nullable(),
});
export type ColumnChunkMeta = z.infer<typeof columnChunkMeta>;

/** What the footer says of one row group: kept beside its bytes until the footer is written. */
export const rowGroupMeta = z.strictObject({
  rows: count,
  compression: z.enum(['uncompressed', 'snappy', 'gzip', 'zstd']),
  /** One for each leaf of the schema, in order, side by side without gaps. */
  columns: z.array(columnChunkMeta),
});
export type RowGroupMeta = z.infer<typeof rowGroupMeta>;

/** Row groups that stand one after the other in an object, as `encodeRowGroups` made them. */
export interface ParquetChunk {
  /** Size of the object; 0 without row groups. */
  bytes: number;
  rowGroups: readonly RowGroupMeta[];
}

export { createRowCheck } from './check-row.ts';
export { encodeFooter, type FooterSettings, PARQUET_MAGIC } from './encode-footer.ts';
export { type EncodedRowGroups, encodeRowGroups, type RowGroupSettings } from './encode-row-groups.ts';
export type { ParquetCompression } from './encoding/compression.ts';
export { type ParquetChunk, type RowGroupMeta, rowGroupMeta } from './encoding/row-group-meta.ts';
export { RowMisfit } from './rows/row-misfit.ts';
export { type ParquetSchemaReading, parquetSchemaFromJsonSchema } from './schema/from-json-schema.ts';
export type {
  ParquetField,
  ParquetSchema,
  ParquetType,
  ParquetValue,
  PrimitiveKind,
} from './schema/parquet-schema.ts';

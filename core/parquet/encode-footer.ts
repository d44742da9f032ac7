import { checkChunk } from './check-chunk.ts';
import { ByteBuffer } from './encoding/byte-buffer.ts';
import { pageCodecs } from './encoding/compression.ts';
import { encodings } from './encoding/page.ts';
import type { ColumnChunkMeta, ParquetChunk, RowGroupMeta } from './encoding/row-group-meta.ts';
import { ThriftWriter } from './encoding/thrift-writer.ts';
import { writeSchema } from './encoding/write-schema.ts';
import type { ParquetSchema } from './schema/parquet-schema.ts';
import { type LeafColumn, listLeafColumns, physicalTypeOf, physicalTypes } from './schema/schema-elements.ts';

/** The four bytes at the start and at the end of every Parquet file. A file is these, the chunks, and the footer. */
export const PARQUET_MAGIC: Uint8Array = Buffer.from('PAR1');

/** What the footer may say besides. */
export interface FooterSettings {
  /**
   * Who wrote the file, as Parquet's readers expect it: `<application> version <version>`.
   * @default 'fanfold'
   */
  createdBy?: string;
  /** Notes of one's own on the file. */
  metadata?: Readonly<Record<string, string>>;
}

/** A length of 4 bytes, signed in some readers. */
const LONGEST_FOOTER = 2 ** 31 - 1;

/**
 * Encodes what stands after the last chunk, magic included. The file is {@link PARQUET_MAGIC}, then the chunks in this
 * order, then this.
 * @throws RangeError when a chunk isn't whole: its columns don't fill its bytes, or aren't those of the schema; or when
 * the footer is longer than the format's 2 GiB
 */
export function encodeFooter(
  schema: ParquetSchema,
  chunks: readonly ParquetChunk[],
  { createdBy = 'fanfold', metadata = {} }: FooterSettings = {},
): Uint8Array {
  const leaves = listLeafColumns(schema);
  for (const [number, chunk] of chunks.entries()) checkChunk(number, chunk, leaves.length);
  const out = new ByteBuffer();
  const thrift = new ThriftWriter(out);
  const placed = placeRowGroups(chunks);
  thrift.root(() => {
    thrift.i32(1, 2);
    writeSchema(thrift, schema);
    thrift.i64(
      3,
      sum(placed, ({ meta }) => meta.rows),
    );
    thrift.structs(4, placed, (rowGroup) => writeRowGroup(thrift, leaves, rowGroup));
    const notes = Object.entries(metadata);
    if (notes.length > 0) thrift.structs(5, notes, (note) => writeNote(thrift, note));
    thrift.string(6, createdBy);
    // Bounds are in the order that the column's type defines; readers ignore them unless this is said.
    thrift.structs(7, leaves, () => thrift.struct(1, () => {}));
  });
  if (out.length > LONGEST_FOOTER) {
    throw new RangeError(
      `The footer has ${out.length} bytes; a Parquet file's has 2 GiB at most: use fewer row groups.`,
    );
  }
  out.int32(out.length);
  out.bytes(PARQUET_MAGIC);
  return out.view();
}

interface PlacedRowGroup {
  meta: RowGroupMeta;
  /** Where its chunk begins in the file. */
  base: number;
}

function placeRowGroups(chunks: readonly ParquetChunk[]): PlacedRowGroup[] {
  const placed: PlacedRowGroup[] = [];
  let base = PARQUET_MAGIC.length;
  for (const { bytes, rowGroups } of chunks) {
    for (const meta of rowGroups) placed.push({ meta, base });
    base += bytes;
  }
  return placed;
}

function writeNote(thrift: ThriftWriter, [key, value]: [key: string, value: string]): void {
  thrift.string(1, key);
  thrift.string(2, value);
}

function writeRowGroup(
  thrift: ThriftWriter,
  leaves: readonly LeafColumn[],
  { meta, base }: PlacedRowGroup,
): void {
  const codec = pageCodecs[meta.compression].id;
  const columns = leaves.flatMap((leaf, at) => {
    const column = meta.columns[at];
    return column === undefined ? [] : [{ leaf, column }];
  });
  thrift.structs(1, columns, ({ leaf, column }) => {
    thrift.i64(2, base + column.offset);
    thrift.struct(3, () => writeColumn(thrift, leaf, column, base, codec));
  });
  thrift.i64(
    2,
    sum(meta.columns, (column) => column.uncompressedBytes),
  );
  thrift.i64(3, meta.rows);
  thrift.i64(5, base + (meta.columns[0]?.offset ?? 0));
  thrift.i64(
    6,
    sum(meta.columns, (column) => column.bytes),
  );
}

function writeColumn(
  thrift: ThriftWriter,
  { kind, path, maxDefinition, maxRepetition }: LeafColumn,
  { offset, bytes, dictionaryBytes, uncompressedBytes, values, nulls, bounds, ...column }: ColumnChunkMeta,
  base: number,
  codec: number,
): void {
  thrift.i32(1, physicalTypes[physicalTypeOf(kind)]);
  const levels = maxDefinition + maxRepetition > 0 ? [encodings.RLE] : [];
  thrift.i32s(2, [...new Set([...levels, ...column.encodings.map((encoding) => encodings[encoding])])]);
  thrift.strings(3, path);
  thrift.i32(4, codec);
  thrift.i64(5, values);
  thrift.i64(6, uncompressedBytes);
  thrift.i64(7, bytes);
  thrift.i64(9, base + offset + dictionaryBytes);
  if (dictionaryBytes > 0) thrift.i64(11, base + offset);
  thrift.struct(12, () => {
    thrift.i64(3, nulls);
    if (!bounds) return;
    thrift.binary(5, Buffer.from(bounds.max, 'base64'));
    thrift.binary(6, Buffer.from(bounds.min, 'base64'));
    thrift.bool(7, bounds.maxExact);
    thrift.bool(8, bounds.minExact);
  });
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}

import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { type FileMetaData, parquetMetadata, parquetReadObjects } from 'hyparquet';
import {
  encodeFooter,
  encodeRowGroups,
  type FooterSettings,
  PARQUET_MAGIC,
  type ParquetChunk,
  type ParquetCompression,
  type ParquetSchema,
  parquetSchemaFromJsonSchema,
  type RowGroupMeta,
} from '../../../core/parquet/index.ts';

export const COMPRESSIONS: readonly ParquetCompression[] = ['uncompressed', 'snappy', 'gzip', 'zstd'];

/** The schema that a JSON Schema gives; fails if it is refused. */
export function readSchema(jsonSchema: unknown): ParquetSchema {
  const reading = parquetSchemaFromJsonSchema(jsonSchema);
  if (reading.outcome === 'refused') throw new Error(reading.problems.join('\n'));
  return reading.schema;
}

export function toJsonl(rows: readonly unknown[]): Buffer {
  return Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

/** A chunk with its bytes; what is said of it has been through JSON, as it goes from Lambda to Lambda. */
export interface WrittenChunk extends ParquetChunk {
  body: Buffer;
}

export interface WriteOptions {
  compression?: ParquetCompression;
  rowGroupBytes?: number;
}

/** Encodes JSONL as one chunk. */
export async function encodeJsonl(
  jsonl: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  schema: ParquetSchema,
  { compression = 'zstd', ...settings }: WriteOptions = {},
): Promise<WrittenChunk> {
  const encoded = encodeRowGroups(jsonl, schema, { compression, ...settings });
  const body = Buffer.concat(await Array.fromAsync(encoded));
  const rowGroups: RowGroupMeta[] = JSON.parse(JSON.stringify(encoded.rowGroups));
  return { body, bytes: body.length, rowGroups };
}

export function joinFile(
  schema: ParquetSchema,
  chunks: readonly WrittenChunk[],
  settings?: FooterSettings,
): Buffer {
  return Buffer.concat([
    PARQUET_MAGIC,
    ...chunks.map((chunk) => chunk.body),
    encodeFooter(schema, chunks, settings),
  ]);
}

/** Rows, cut into as many chunks, as a file. */
export async function writeFileOf(
  rows: readonly unknown[],
  schema: ParquetSchema,
  { chunks = 1, ...options }: WriteOptions & { chunks?: number } = {},
): Promise<Buffer> {
  const share = Math.ceil(rows.length / chunks);
  const written: WrittenChunk[] = [];
  for (let at = 0; at < chunks; at++) {
    const own = rows.slice(at * share, (at + 1) * share);
    written.push(await encodeJsonl([toJsonl(own)], schema, options));
  }
  return joinFile(schema, written);
}

const compressors = {
  GZIP: (page: Uint8Array) => gunzipSync(page),
  ZSTD: (page: Uint8Array) => zstdDecompressSync(page),
};

/** Rows as hyparquet reads them, with points in time as numbers of microseconds and of days. */
export async function readWithHyparquet(file: Buffer): Promise<Record<string, unknown>[]> {
  return await parquetReadObjects({
    file: toArrayBuffer(file),
    compressors,
    parsers: {
      timestampFromMicroseconds: (micros: bigint) => micros,
      dateFromDays: (days: number) => days,
    },
  });
}

export function readMetadata(file: Buffer): FileMetaData {
  return parquetMetadata(toArrayBuffer(file));
}

/** A DuckDB that answers queries on a file, which they name `$file`. */
export interface Duck {
  query(file: Buffer, sql: string): Promise<Record<string, unknown>[]>;
  close(): void;
}

export async function openDuck(): Promise<Duck> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  let files = 0;
  return {
    async query(file, sql) {
      const path = join(tmpdir(), `fanfold-parquet-${process.pid}-${files++}.parquet`);
      await writeFile(path, file);
      try {
        const reader = await connection.runAndReadAll(sql.replaceAll('$file', `'${path}'`));
        return reader.getRowObjectsJson();
      } finally {
        await rm(path);
      }
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function toArrayBuffer(file: Buffer): ArrayBuffer {
  return new Uint8Array(file).buffer;
}

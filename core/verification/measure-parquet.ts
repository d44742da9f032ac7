import type { RowCount } from './count-rows.ts';
import type { DigestStream } from './digest-stream.ts';
import type { ObjectMeasure } from './measure-object.ts';
import { ThriftReader } from './thrift-reader.ts';

/** Begins and ends every file. */
const magic = 'PAR1';
/** At the end: the footer's length, 4 bytes little-endian, and the magic. */
const tailBytes = 8;
/** `num_rows` in FileMetaData of parquet.thrift; it stands behind the schema and before the row groups. */
const rowsField = 3;
/** Bytes of a footer in which the row count must come: a schema of some 100,000 columns. */
const mostSchemaBytes = 16 * 1024 ** 2;

/**
 * Measures a Parquet file: reads it once for its digests, and then the beginning of its footer for the number of rows.
 * https://parquet.apache.org/docs/file-format/
 *
 * @param openFrom bytes of the file from an offset on
 */
export async function measureParquet(
  raw: DigestStream,
  openFrom: (start: number) => Promise<AsyncIterable<Uint8Array> | undefined>,
): Promise<ObjectMeasure> {
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  for await (const chunk of raw.read()) {
    if (head.length < magic.length) head = Buffer.concat([head, chunk.subarray(0, magic.length)]);
    tail = Buffer.concat([tail, chunk.subarray(-tailBytes)]).subarray(-tailBytes);
  }
  const digests = await raw.finish();
  const refuse = (reason: string): ObjectMeasure => ({
    ...digests,
    rows: null,
    content: null,
    problem: `is no sound Parquet: ${reason}`,
  });
  if (!head.toString('latin1').startsWith(magic)) return refuse(`it doesn't begin with ${magic}`);
  if (digests.bytes < magic.length + tailBytes || tail.subarray(4).toString('latin1') !== magic)
    return refuse(`it doesn't end with ${magic}`);
  const length = tail.readUInt32LE();
  const start = digests.bytes - tailBytes - length;
  if (start < magic.length) return refuse(`its footer is ${length} bytes, the file ${digests.bytes}`);
  const bytes = await openFrom(start);
  if (bytes === undefined) return refuse('it was removed while it was read');
  try {
    const rows = readRowCount(await readFirst(bytes, Math.min(length, mostSchemaBytes)));
    return { ...digests, rows, content: null };
  } catch (error) {
    if (error instanceof RangeError) return refuse(`its footer can't be read: ${error.message}`);
    throw error;
  }
}

function readRowCount(footer: Uint8Array): RowCount {
  const rows = new ThriftReader(footer).findInt64(rowsField);
  if (rows === undefined) throw new RangeError('it has no number of rows');
  if (rows < 0n || rows > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`it counts ${rows} rows`);
  return { rows: Number(rows), columns: null };
}

async function readFirst(bytes: AsyncIterable<Uint8Array>, length: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let left = length;
  for await (const chunk of bytes) {
    chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) break;
  }
  return Buffer.concat(chunks);
}

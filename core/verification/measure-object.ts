import { type DatasetCompressionName, type DatasetFormatName, decompress } from '../dataset-formats/index.ts';
import { Crc64Nvme } from '../digest/crc64nvme.ts';
import { createRowCounter, type RowCount } from './count-rows.ts';
import { DigestStream, type Digests } from './digest-stream.ts';
import { measureParquet } from './measure-parquet.ts';

/** What an object is, as it lies there and decompressed. */
export interface ObjectMeasure extends Digests {
  /** Null if it can't be read as what it should be. */
  rows: RowCount | null;
  /** Decompressed; null for Parquet, which compresses inside, and if it can't be read. */
  content: { bytes: number; crc: bigint } | null;
  /** Why it can't be read; follows the object's name. */
  problem?: string;
}

/**
 * Reads an object once, front to back, in flat memory, and measures all there is to it.
 * @param openFrom its bytes from an offset on, for Parquet's footer
 * @throws what reading it throws
 */
export async function measureObject(
  bytes: AsyncIterable<Uint8Array>,
  { format, compress }: { format: DatasetFormatName; compress: DatasetCompressionName },
  openFrom: (start: number) => Promise<AsyncIterable<Uint8Array> | undefined>,
): Promise<ObjectMeasure> {
  const raw = new DigestStream(bytes);
  try {
    if (format === 'parquet') return await measureParquet(raw, openFrom);
    const counter = createRowCounter(format);
    const content = { bytes: 0, crc: new Crc64Nvme() };
    const take = (chunk: Uint8Array): void => {
      content.bytes += chunk.length;
      content.crc.update(chunk);
      counter.push(chunk);
    };
    try {
      const plain = compress === 'none' ? raw.read() : decompress(raw.read(), compress);
      for await (const chunk of plain) take(chunk);
    } catch (error) {
      if (raw.failed) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      const problem = `can't be decompressed as ${compress}: ${reason}`;
      return { ...(await raw.finish()), rows: null, content: null, problem };
    }
    return {
      ...(await raw.finish()),
      rows: counter.end(),
      content: { bytes: content.bytes, crc: content.crc.digest() },
    };
  } finally {
    await raw.close();
  }
}

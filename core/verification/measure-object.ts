import { type DatasetCompressionName, type DatasetFormatName, decompress } from '../dataset-formats/index.ts';
import { Crc64Nvme } from '../digest/crc64nvme.ts';
import { createRowCounter, type RowCount } from './count-rows.ts';
import { type Digests, DigestStream } from './digest-stream.ts';

/** What an object is, as it lies there and decompressed. */
export interface ObjectMeasure extends Digests {
  /** Null if it can't be counted or decompressed. */
  rows: RowCount | null;
  /** Decompressed; null for Parquet, which compresses inside, and if it can't be decompressed. */
  content: { bytes: number; crc: bigint } | null;
  /** Why it can't be decompressed; follows the object's name. */
  problem?: string;
}

/**
 * Reads an object once, front to back, in flat memory, and measures all there is to it.
 * @throws what reading it throws
 */
export async function measureObject(
  bytes: AsyncIterable<Uint8Array>,
  { format, compress }: { format: DatasetFormatName; compress: DatasetCompressionName },
): Promise<ObjectMeasure> {
  const raw = new DigestStream(bytes);
  try {
    if (format === 'parquet') return { ...(await raw.finish()), rows: null, content: null };
    const counter = createRowCounter(format);
    const content = { bytes: 0, crc: new Crc64Nvme() };
    const take = (chunk: Uint8Array): void => {
      content.bytes += chunk.length;
      content.crc.update(chunk);
      counter.push(chunk);
    };
    if (compress === 'none') {
      for await (const chunk of raw.read()) take(chunk);
    } else {
      const read = watchErrors(raw.read());
      try {
        for await (const chunk of decompress(read, compress)) take(chunk);
      } catch (error) {
        if (read.failed) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        const problem = `can't be decompressed as ${compress}: ${reason}`;
        return { ...(await raw.finish()), rows: null, content: null, problem };
      }
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

/** Tells errors of the source from those of what reads it. */
function watchErrors(source: AsyncGenerator<Uint8Array>): AsyncIterable<Uint8Array> & { failed: boolean } {
  return {
    failed: false,
    async *[Symbol.asyncIterator]() {
      let left = true;
      try {
        for await (const chunk of source) yield chunk;
        left = false;
      } catch (error) {
        this.failed = true;
        throw error;
      } finally {
        if (left) await source.return(undefined);
      }
    },
  };
}

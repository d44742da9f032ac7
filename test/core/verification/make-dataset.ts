import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Manifest } from '../../../core/contracts/manifest.ts';
import {
  type DatasetCompressionName,
  type DatasetFormatName,
  describeDatasetFile,
} from '../../../core/dataset-formats/index.ts';
import { Crc64Nvme, combineCrc64, encodeCrc64 } from '../../../core/digest/crc64nvme.ts';
import { type DatasetPlace, parseManifest, verifyDataset } from '../../../core/verification/index.ts';

export const crcOf = (bytes: Uint8Array): bigint => new Crc64Nvme().update(bytes).digest();

const compressors = { none: (bytes: Buffer) => bytes, gzip: gzipSync, zstd: zstdCompressSync };

/** A data set as a run delivers it: rows in one or several objects, each chunk of rows a member of its own. */
export function makeDataset(
  objects: readonly (readonly string[])[],
  {
    format = 'jsonl',
    compress = 'none',
    rows = objects.flat().join('').split('\n').length - 1,
  }: { format?: DatasetFormatName; compress?: DatasetCompressionName; rows?: number } = {},
) {
  // Parquet comes as it is, a character a byte.
  const encode = (chunk: string): Buffer =>
    format === 'parquet' ? Buffer.from(chunk, 'latin1') : compressors[compress](Buffer.from(chunk));
  const { extension } = describeDatasetFile(format, compress);
  const files = new Map<string, Buffer>();
  const delivered = objects.map((chunks, at) => {
    const name =
      objects.length === 1 ? `data.${extension}` : `data-${String(at + 1).padStart(5, '0')}.${extension}`;
    const plain = format === 'csv' ? ['n,text\r\n', ...chunks] : chunks;
    const bytes = Buffer.concat(plain.map(encode));
    const uri = `s3://bucket/datasets/t/r/1/${name}`;
    files.set(uri, bytes);
    return { uri, bytes: bytes.length, crc64nvme: encodeCrc64(crcOf(bytes)) };
  });
  const content = Buffer.from(objects.flat().join(''));
  const manifest: Manifest = {
    version: 1,
    runId: 'r',
    generation: 1,
    task: 't',
    codeDigest: '00',
    tool: 'fanfold 0.1.0',
    schema: null,
    dataset: {
      uri: delivered[0]?.uri ?? '',
      rows,
      bytes: delivered.reduce((sum, { bytes }) => sum + bytes, 0),
      crc64nvme: encodeCrc64(
        [...files.values()].reduce((crc, bytes) => combineCrc64(crc, crcOf(bytes), bytes.length), 0n),
      ),
      format,
      compress,
      objects: delivered,
    },
    proof: {
      items: { planned: rows + 2, succeeded: rows, failed: 2 },
      units: { planned: 3, committed: 3 },
      rows,
      bytes: content.length,
      crc64nvme: encodeCrc64(crcOf(content)),
      rowsSha256: '00',
    },
    items: { total: rows + 2, succeeded: rows, failed: 2, notRun: 0 },
    source: [],
    settings: {},
    failures: { uri: 's3://bucket/runs/r/failures.jsonl', count: 2 },
    merge: { streamedBytes: 0, copiedBytes: 0 },
  };
  files.set('s3://bucket/runs/r/failures.jsonl', Buffer.from('{"item":1}\n{"item":2}\n'));
  return { manifest, files };
}

/** Verifies what lies in a map, pushed in chunks of a size. */
export function verify(manifest: Manifest, files: ReadonlyMap<string, Buffer>, chunkBytes = 7) {
  const parsed = parseManifest(JSON.stringify(manifest));
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const place: DatasetPlace = {
    show: (uri) => uri.slice(uri.lastIndexOf('/') + 1),
    async open(uri, start) {
      const bytes = files.get(uri);
      return bytes && cut(bytes.subarray(start), chunkBytes);
    },
  };
  return verifyDataset(parsed.manifest, place);
}

async function* cut(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

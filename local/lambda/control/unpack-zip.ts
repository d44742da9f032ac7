import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { invalidParameter } from '../api-error.ts';

/** Lambda's limit of an unzipped package, in bytes (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const MAX_UNZIPPED_BYTES = 262_144_000;

/** Type and permissions of a file, in the upper half of a zip entry's attributes, where a Unix made the archive. */
const TYPE_MASK = 0o170000;
const LINK = 0o120000;

/**
 * Unpacks a zip archive into a folder, which must be new. Files keep whether they are executable; an archive with symbolic
 * links is refused.
 * @throws ApiError `InvalidParameterValueException` for what is no zip archive or is too large
 */
export async function unpackZip(archive: Buffer, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  try {
    const zip = await fromBufferPromise(archive, { lazyEntries: true });
    if (zip.entryCount === 0) throw invalidParameter('Uploaded file must be a non-empty zip');
    let bytes = 0;
    for await (const entry of zip.eachEntry()) {
      bytes += entry.uncompressedSize;
      if (bytes >= MAX_UNZIPPED_BYTES) {
        throw invalidParameter(`Unzipped size must be smaller than ${MAX_UNZIPPED_BYTES} bytes`);
      }
      await unpackEntry(zip, entry, folder);
    }
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'ApiError') throw cause;
    // Lambda's own sentence; what is wrong with the archive is the cause.
    throw invalidParameter(
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
      cause,
    );
  }
}

async function unpackEntry(zip: ZipFile, entry: Entry, folder: string): Promise<void> {
  const path = join(folder, entry.fileName);
  const mode = entry.externalFileAttributes >>> 16;
  if (entry.fileName.endsWith('/')) {
    await mkdir(path, { recursive: true });
    return;
  }
  if ((mode & TYPE_MASK) === LINK) throw new Error(`${entry.fileName} is a link`);
  await mkdir(dirname(path), { recursive: true });
  if (entry.uncompressedSize === 0) {
    await writeFile(path, '');
    return;
  }
  const target = createWriteStream(path, { mode: (mode & 0o111) === 0 ? 0o644 : 0o755, flags: 'wx' });
  await pipeline(
    await zip.openReadStreamPromise(entry),
    (chunks: AsyncIterable<Buffer>) => checkDigest(chunks, entry),
    target,
  );
}

/** yauzl checks sizes, but not the content. */
async function* checkDigest(chunks: AsyncIterable<Buffer>, entry: Entry): AsyncGenerator<Buffer> {
  let digest = 0;
  for await (const chunk of chunks) {
    digest = crc32(chunk, digest);
    yield chunk;
  }
  if (digest !== entry.crc32) throw new Error(`${entry.fileName} is damaged: its CRC-32 is another one`);
}

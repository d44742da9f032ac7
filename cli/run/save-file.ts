import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Crc64Nvme, encodeCrc64 } from '../../core/digest/crc64nvme.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';

/**
 * Streams bytes into a file, under another name until it is whole.
 * @param expected what the bytes are held to, if anything
 * @throws FanfoldError `DataSetIncomplete` when they are others
 */
export async function saveFile(
  path: string,
  bytes: AsyncIterable<Buffer>,
  { signal, expected }: { signal: AbortSignal; expected?: { bytes: number; crc64nvme: string; uri: string } },
): Promise<{ sha256: string }> {
  const partial = `${path}.partial`;
  const sha256 = createHash('sha256');
  const crc = new Crc64Nvme();
  let length = 0;
  try {
    await pipeline(
      bytes,
      async function* digest(chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          sha256.update(chunk);
          crc.update(chunk);
          length += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(partial),
      { signal },
    );
    const checksum = encodeCrc64(crc.digest());
    if (expected !== undefined && (length !== expected.bytes || checksum !== expected.crc64nvme)) {
      throw new FanfoldError(
        'DataSetIncomplete',
        `${expected.uri} came as ${length} bytes with CRC64NVME ${checksum}, its manifest says ${expected.bytes} bytes with ${expected.crc64nvme}; run the same command again`,
      );
    }
    await rename(partial, path);
    return { sha256: sha256.digest('hex') };
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Writes a small file, under another name until it is whole. */
export async function replaceText(path: string, text: string): Promise<void> {
  await writeFile(`${path}.partial`, text);
  await rename(`${path}.partial`, path);
}

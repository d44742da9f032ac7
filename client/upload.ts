import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { HeadObjectCommand, NotFound, type S3Client } from '@aws-sdk/client-s3';
import { openObjectWriter } from '../aws/object-store/index.ts';
import { uploadedSourceKey } from '../core/contracts/keys.ts';
import { s3Uri } from '../core/contracts/source-uri.ts';
import { Crc64Nvme, encodeCrc64 } from '../core/digest/crc64nvme.ts';
import { FanfoldError } from '../core/errors/fanfold-error.ts';
import { refuseAll, showValue } from '../core/errors/problems.ts';

const chunkBytes = 1024 ** 2;

/** A local file on its way to the pipeline's bucket. */
export interface SourceUpload {
  bucket: string;
  runId: string;
  /** Path of the file on this machine. */
  path: string;
  /** Name below `sources/<runId>/`. Its ending tells the format. */
  name: string;
  /** Bytes sent so far, of how many. */
  onProgress?: (sent: number, total: number) => void;
  signal?: AbortSignal;
  /**
   * Asked when another file of that name is there already: false if a run was made from it. Default: it is replaced.
   */
  mayReplace?: () => Promise<boolean>;
}

/**
 * Puts a local file into the pipeline's bucket, in flat memory. A file that is there already with
 * the same bytes (size and CRC64NVME) is left alone, so that the same run id continues over the same object.
 *
 * @returns the object's `s3://` address
 * @throws FanfoldError `SourceDiffers` when a run was made from another file of that name, `InvalidUsage` for a name that no
 * source may have
 */
export async function uploadSource(s3: S3Client, upload: SourceUpload): Promise<string> {
  const { bucket, runId, path, name, onProgress, signal, mayReplace } = upload;
  const key = uploadedSourceKey(runId, name);
  const uri = `s3://${bucket}/${key}`;
  checkName(uri, name);
  const { size } = await stat(path);
  signal?.throwIfAborted();
  const there = await compare(s3, { bucket, key, path, size });
  if (there === 'same') return uri;
  if (there === 'other' && (await mayReplace?.()) === false) {
    throw new FanfoldError(
      'SourceDiffers',
      `run ${runId} was made from another ${name} than ${path} (${size} bytes) is now; choose another run id for another source`,
    );
  }

  const writer = openObjectWriter({ client: s3, bucket, key, contentType: 'application/octet-stream' });
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
      signal?.throwIfAborted();
      await writer.write(chunk);
      onProgress?.(writer.bytes, size);
    }
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return uri;
}

function checkName(uri: string, name: string): void {
  const { error } = s3Uri.safeParse(uri);
  if (error === undefined) return;
  const problems = error.issues.map(({ message }) => message);
  throw refuseAll('InvalidUsage', `${showValue(name)} can't be uploaded, rename it`, problems);
}

async function compare(
  s3: S3Client,
  file: { bucket: string; key: string; path: string; size: number },
): Promise<'missing' | 'same' | 'other'> {
  try {
    const { ContentLength, ChecksumCRC64NVME } = await s3.send(
      new HeadObjectCommand({ Bucket: file.bucket, Key: file.key, ChecksumMode: 'ENABLED' }),
    );
    if (ContentLength !== file.size || ChecksumCRC64NVME === undefined) return 'other';
    return ChecksumCRC64NVME === (await checksum(file.path)) ? 'same' : 'other';
  } catch (error) {
    if (error instanceof NotFound) return 'missing';
    throw error;
  }
}

async function checksum(path: string): Promise<string> {
  const crc = new Crc64Nvme();
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) crc.update(chunk);
  return encodeCrc64(crc.digest());
}

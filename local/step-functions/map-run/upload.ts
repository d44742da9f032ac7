import { type FileHandle, open } from 'node:fs/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** Size of a part: what the upload holds in memory. */
const PART_BYTES = 16 * 1024 * 1024;

/**
 * Uploads a file as a multipart upload, as AWS's ResultWriter does (its usual file is one part, so the ETag ends in
 * `-1`); memory holds one part.
 */
export async function uploadFile(
  s3: S3Client,
  bucket: string,
  key: string,
  path: string,
  bytes: number,
): Promise<void> {
  const target = { Bucket: bucket, Key: key };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
  if (UploadId === undefined) throw new Error(`S3 gave no upload id for s3://${bucket}/${key}`);
  const file = await open(path);
  try {
    const parts: { ETag: string | undefined; PartNumber: number }[] = [];
    // One buffer for all parts: a new one for each is garbage of 16 MB that waits for a collection.
    const buffer = Buffer.allocUnsafe(Math.min(PART_BYTES, bytes));
    for (let offset = 0; offset < bytes; offset += PART_BYTES) {
      const PartNumber = parts.length + 1;
      const Body = buffer.subarray(0, Math.min(PART_BYTES, bytes - offset));
      await fill(Body, file, offset);
      const { ETag } = await s3.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body }));
      parts.push({ ETag, PartNumber });
    }
    await s3.send(
      new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: parts } }),
    );
  } catch (thrown) {
    await s3.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => {});
    throw thrown;
  } finally {
    await file.close();
  }
}

async function fill(buffer: Buffer, file: FileHandle, offset: number): Promise<void> {
  let read = 0;
  while (read < buffer.length) {
    const { bytesRead } = await file.read(buffer, read, buffer.length - read, offset + read);
    if (bytesRead === 0) throw new Error('The results file is shorter than what was written to it');
    read += bytesRead;
  }
}

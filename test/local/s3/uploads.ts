import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Crc64Nvme, encodeCrc64 } from '../../../core/digest/crc64nvme.ts';
import { BUCKET } from './harness.ts';

/** Where the uploads go. */
export const object = { Bucket: BUCKET, Key: 'whole' };
/** CRC64NVME as S3 shows it. */
export const crc64 = (bytes: Buffer): string => encodeCrc64(new Crc64Nvme().update(bytes).digest());

/** Opens an upload. */
export async function open(
  client: S3Client,
  options: { ChecksumAlgorithm?: 'CRC64NVME' | 'SHA256' } = {},
  Key = object.Key,
) {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...object, Key, ...options }));
  return { ...object, Key, UploadId };
}

export type OpenUpload = Awaited<ReturnType<typeof open>>;

/** Uploads a part, and says what Complete needs of it. */
export async function upload(
  client: S3Client,
  target: OpenUpload,
  PartNumber: number,
  Body: Buffer | string,
) {
  const { ETag } = await client.send(new UploadPartCommand({ ...target, PartNumber, Body }));
  return { PartNumber, ETag };
}

/** Reads an object. */
export async function read(client: S3Client, Key = object.Key): Promise<Buffer> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, GetObjectCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { vi } from 'vitest';
import { createS3Client } from '../../../aws/clients.ts';
import { createObjectStore } from '../../../aws/object-store/index.ts';
import { Crc64Nvme, encodeCrc64 } from '../../../core/digest/crc64nvme.ts';
import { account } from '../subject.ts';

/** A bucket, and fanfold's own client and adapters on it. */
export type S3Place = Awaited<ReturnType<typeof openS3Place>>;

/** Makes a bucket on a service. Clients find it as a Lambda's do, by the environment, so one is open at a time. */
export async function openS3Place(url: string) {
  vi.stubEnv('AWS_ENDPOINT_URL_S3', url);
  vi.stubEnv('AWS_REGION', account.region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const bucket = `contract-${randomBytes(6).toString('hex')}`;
  const s3 = createS3Client([{ bucket, account: account.accountId }]);
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    s3,
    bucket,
    store: createObjectStore(s3),
    /** Keys of multipart uploads that are open. */
    async uploads(): Promise<string[]> {
      const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      return Uploads.map(({ Key }) => Key ?? '');
    },
    /** Bytes of a whole object. */
    async bytesOf(key: string): Promise<Buffer> {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    async close(): Promise<void> {
      s3.destroy();
      vi.unstubAllEnvs();
    },
  };
}

export const mebibyte = 1024 ** 2;

/** CRC64NVME as S3 shows it. */
export function crcOf(bytes: Uint8Array): string {
  return encodeCrc64(new Crc64Nvme().update(bytes).digest());
}

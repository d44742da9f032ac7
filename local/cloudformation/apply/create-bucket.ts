import { BucketAlreadyOwnedByYou, CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import type { PlannedBucket } from '../planned-resource.ts';

/** Creates a bucket unless it is there: its objects stay. */
export async function createBucket(s3: S3Client, { bucket }: PlannedBucket): Promise<void> {
  try {
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
  }
}

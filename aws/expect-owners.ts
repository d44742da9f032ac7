import type { S3Client } from '@aws-sdk/client-s3';
import type { BucketOwners } from '../core/contracts/bucket-owners.ts';

/**
 * Has every request of a client say whose bucket it expects, where that is known: S3 answers 403 if the bucket is somebody
 * else's by now, who may have made one of that name after it was deleted. Said again of a bucket, the newer word holds.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
 */
export function expectOwners(client: S3Client, owners: BucketOwners): void {
  for (const { bucket, account } of owners) {
    client.middlewareStack.add(
      (next) => (given) => {
        const { input } = given;
        const expected = {
          ...('Bucket' in input && input.Bucket === bucket && { ExpectedBucketOwner: account }),
          ...('CopySource' in input &&
            bucketOf(input.CopySource) === bucket && { ExpectedSourceBucketOwner: account }),
        };
        return next({ ...given, input: Object.assign({}, input, expected) });
      },
      { step: 'initialize', name: `expectOwnerOf ${bucket}`, override: true },
    );
  }
}

/** `bucket/key`, as the header of a copy has it. */
function bucketOf(copySource: string | undefined): string | undefined {
  return copySource?.replace(/^\//, '').split('/', 1)[0];
}

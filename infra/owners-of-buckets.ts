import { Aws, Stack } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { BucketOwners } from '../core/contracts/bucket-owners.ts';

/**
 * JSON of whose the buckets are that a function works with. The pipeline's own must be the stack's account's; one that sources lie in
 * says it by `Bucket.fromBucketAttributes(..., { account })` where it is another's.
 */
export function ownersOfBuckets(
  scope: Construct,
  bucket: IBucket,
  sourceBuckets: readonly IBucket[] = [],
): string {
  const stack = Stack.of(scope);
  const owners: BucketOwners = [
    { bucket: bucket.bucketName, account: Aws.ACCOUNT_ID },
    ...sourceBuckets.map(({ bucketName, env }) => ({
      bucket: bucketName,
      // The account that the stack is deployed to, wherever that is: the local cloud has one of its own.
      account: env.account === stack.account ? Aws.ACCOUNT_ID : env.account,
    })),
  ];
  return stack.toJsonString(owners);
}

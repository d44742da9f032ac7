import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { ledgerSchema } from '../core/contracts/ledger-schema.ts';

/** What becomes of stored things, how long logs are kept, and by whose key all is encrypted. */
export interface StorageProps {
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  /** Undefined: each service's own key. */
  readonly encryptionKey: IKey | undefined;
}

/**
 * The bucket for sources, runs and data sets: private, encrypted, TLS only, its access logged to a second one.
 * @param sendsEvents tell EventBridge of each object that is put
 */
export function createBucket(
  scope: Construct,
  { sendsEvents, encryptionKey, ...retention }: StorageProps & { readonly sendsEvents: boolean },
): IBucket {
  const storage = new Construct(scope, 'Storage');
  // Log delivery by bucket policy: S3 turns ACLs off on new buckets. Set here, so that an app's flags don't matter.
  storage.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
  const privately = {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy: retention.removalPolicy,
  };
  const accessLogs = new Bucket(storage, 'AccessLogs', {
    ...privately,
    // S3 delivers access logs to a bucket with its own keys only
    // (https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html).
    encryption: BucketEncryption.S3_MANAGED,
    lifecycleRules:
      retention.logRetention === RetentionDays.INFINITE
        ? []
        : [{ expiration: Duration.days(retention.logRetention) }],
  });
  const bucket = new Bucket(storage, 'Bucket', {
    ...privately,
    // A bucket key asks KMS once for many objects, not once for each.
    ...(encryptionKey === undefined
      ? { encryption: BucketEncryption.S3_MANAGED }
      : { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }),
    serverAccessLogsBucket: accessLogs as IBucket,
    // An upload that isn't completed within a day never will be: its Lambda is long gone.
    lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
  });
  if (sendsEvents) sendEvents(bucket);
  // CDK's classes implement their interfaces only without exactOptionalPropertyTypes.
  return bucket as IBucket;
}

/**
 * By the bucket's own property: CDK's `eventBridgeEnabled` brings a function that may change the notifications of every
 * bucket of the account.
 */
function sendEvents(bucket: Bucket): void {
  const { defaultChild } = bucket.node;
  if (!CfnBucket.isCfnBucket(defaultChild)) throw new TypeError('CDK gave a bucket without its resource');
  defaultChild.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
}

/** The ledger: which state each unit is in. */
export function createTable(
  scope: Construct,
  { encryptionKey, removalPolicy }: Pick<StorageProps, 'encryptionKey' | 'removalPolicy'>,
): ITable {
  const { partitionKey, sortKey, index, ttl } = ledgerSchema;
  const table = new Table(scope, 'Ledger', {
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    sortKey: { name: sortKey, type: AttributeType.STRING },
    timeToLiveAttribute: ttl,
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    ...(encryptionKey !== undefined && { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }),
    removalPolicy,
  });
  table.addGlobalSecondaryIndex({
    indexName: index.name,
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    sortKey: { name: index.sortKey, type: AttributeType.NUMBER },
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: [...index.attributes],
  });
  return table as ITable;
}

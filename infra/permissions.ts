import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { ledgerSchema } from '../core/contracts/ledger-schema.ts';
import { inboxKeys, inboxPrefix } from '../core/contracts/trigger.ts';

/** What the functions of a pipeline work on. */
export interface PipelineData {
  readonly bucket: IBucket;
  readonly table: ITable;
  readonly sourceBuckets: readonly IBucket[];
}

const sources = ['sources/*', `${inboxPrefix}*`];

/** Rights of Plan: finds and reads sources, opens the run, writes its units. */
export function planPermissions(data: PipelineData): PolicyStatement[] {
  return [
    ...readSources(data),
    listBucket(data.bucket),
    objects(data.bucket, ['s3:GetObject'], [...sources, 'runs/*']),
    objects(data.bucket, ['s3:PutObject', 's3:AbortMultipartUpload'], ['runs/*']),
    ledger(data.table, ['GetItem', 'Query', 'PutItem', 'UpdateItem']),
    ...useOwnKeys(data),
    // The account's limit of concurrent executions; AWS knows no narrower resource for it.
    new PolicyStatement({ actions: ['lambda:GetAccountSettings'], resources: ['*'] }),
  ];
}

/** Rights of a unit, and so of the task in it: reads items, writes its own outputs and failures. */
export function unitPermissions(data: PipelineData): PolicyStatement[] {
  return [
    ...readSources(data),
    listBucket(data.bucket),
    objects(data.bucket, ['s3:GetObject'], [...sources, 'runs/*']),
    objects(data.bucket, ['s3:PutObject', 's3:AbortMultipartUpload'], ['runs/*/out/*', 'runs/*/failures/*']),
    ledger(data.table, ['GetItem', 'UpdateItem']),
    ...useOwnKeys(data),
  ];
}

/** Rights of Govern besides those on the state machine: reads the ledger, ends runs, writes what it knows and does. */
export function governPermissions(data: PipelineData): PolicyStatement[] {
  return [
    listBucket(data.bucket),
    objects(data.bucket, ['s3:GetObject'], ['runs/*/govern/*']),
    objects(data.bucket, ['s3:PutObject'], ['runs/*/govern/*', 'runs/*/progress.json']),
    ledger(data.table, ['GetItem', 'Query', 'UpdateItem']),
    ...useOwnKeys(data),
  ];
}

/** Rights of PlanMerge: shuts the run's door, opens the data set's uploads, deals out the jobs. */
export function planMergePermissions(data: PipelineData): PolicyStatement[] {
  return [
    listBucket(data.bucket),
    objects(data.bucket, ['s3:GetObject'], ['runs/*']),
    objects(data.bucket, ['s3:PutObject', 's3:AbortMultipartUpload'], ['runs/*', 'datasets/*']),
    ledger(data.table, ['GetItem', 'Query', 'UpdateItem']),
    ...useOwnKeys(data),
  ];
}

/** Rights of a merge Lambda: reads outputs, writes chunks of the merge and parts of the data set. */
export function mergePermissions(data: PipelineData): PolicyStatement[] {
  return [
    listBucket(data.bucket),
    objects(data.bucket, ['s3:GetObject'], ['runs/*']),
    objects(data.bucket, ['s3:PutObject', 's3:AbortMultipartUpload'], ['runs/*/merge/*', 'datasets/*']),
    ledger(data.table, ['PutItem']),
    ...useOwnKeys(data),
  ];
}

/** Rights of Seal: reads outputs, writes the data set and the run's failures. */
export function sealPermissions(data: PipelineData): PolicyStatement[] {
  return [
    listBucket(data.bucket),
    objects(data.bucket, ['s3:GetObject'], ['runs/*', 'datasets/*']),
    objects(data.bucket, ['s3:PutObject', 's3:AbortMultipartUpload'], ['runs/*', 'datasets/*']),
    ledger(data.table, ['GetItem', 'Query', 'UpdateItem']),
    ...useOwnKeys(data),
  ];
}

/** Rights of Report: reads all of a run, writes its report and, if Seal didn't, its failures; aborts open uploads. */
export function reportPermissions(data: PipelineData): PolicyStatement[] {
  return [
    listBucket(data.bucket),
    objects(data.bucket, ['s3:GetObject'], ['runs/*', 'datasets/*']),
    objects(data.bucket, ['s3:PutObject', 's3:AbortMultipartUpload'], ['runs/*']),
    objects(data.bucket, ['s3:AbortMultipartUpload'], ['datasets/*']),
    ledger(data.table, ['GetItem', 'Query', 'UpdateItem']),
    ...useOwnKeys(data),
  ];
}

/** Rights of the trigger besides those on the state machine: sees what is put into the inbox, tells why it started no run. */
export function triggerPermissions({ bucket }: Pick<PipelineData, 'bucket'>): PolicyStatement[] {
  return [
    listBucket(bucket),
    objects(bucket, ['s3:GetObject'], [`${inboxPrefix}*`]),
    objects(bucket, ['s3:PutObject'], [inboxKeys(`${inboxPrefix}*`).refusal]),
    ...useKeys([bucket.encryptionKey], ['kms:Decrypt', 'kms:GenerateDataKey']),
  ];
}

/** Rights of a state machine with a Distributed Map: reads units, writes the map's results. */
export function mapPermissions(data: PipelineData): PolicyStatement[] {
  return [
    objects(data.bucket, ['s3:GetObject'], ['runs/*']),
    objects(
      data.bucket,
      ['s3:PutObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
      ['runs/*/map/*'],
    ),
    ...useKeys([data.bucket.encryptionKey], ['kms:Decrypt', 'kms:GenerateDataKey']),
  ];
}

function ledger(table: ITable, actions: string[]): PolicyStatement {
  const index = `${table.tableArn}/index/${ledgerSchema.index.name}`;
  return new PolicyStatement({
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: actions.includes('Query') ? [table.tableArn, index] : [table.tableArn],
  });
}

function objects(bucket: IBucket, actions: string[], keys: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources: keys.map((key) => bucket.arnForObjects(key)) });
}

/** Without it S3 answers 403 instead of 404 for an object that isn't there; a condition on the prefix brings 403 back. */
function listBucket(bucket: IBucket): PolicyStatement {
  return new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] });
}

function useOwnKeys({ bucket, table }: PipelineData): PolicyStatement[] {
  return useKeys([bucket.encryptionKey, table.encryptionKey], ['kms:Decrypt', 'kms:GenerateDataKey']);
}

/** For buckets and tables with a KMS key of their own. */
function useKeys(keys: readonly (IKey | undefined)[], actions: string[]): PolicyStatement[] {
  const resources = [...new Set(keys.filter((key) => key !== undefined).map((key) => key.keyArn))];
  return resources.length === 0 ? [] : [new PolicyStatement({ actions, resources })];
}

function readSources({ sourceBuckets }: PipelineData): PolicyStatement[] {
  return sourceBuckets.flatMap((bucket) => [
    listBucket(bucket),
    objects(bucket, ['s3:GetObject'], ['*']),
    ...useKeys([bucket.encryptionKey], ['kms:Decrypt']),
  ]);
}

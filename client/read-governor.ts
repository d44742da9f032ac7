import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { progressDocument } from '../core/contracts/govern.ts';
import { runKeys } from '../core/contracts/keys.ts';
import type { GovernorProgress } from './progress.ts';

/**
 * What Govern last wrote of a run.
 * @param epoch of the execution that is followed: what an earlier one left behind doesn't count
 * @returns undefined if it has written nothing yet
 */
export async function readGovernor(
  s3: S3Client,
  bucket: string,
  { runId, epoch }: { runId: string; epoch: number },
): Promise<GovernorProgress | undefined> {
  const text = await readText(s3, bucket, runKeys(runId).progress);
  const document = text === undefined ? undefined : progressDocument.safeParse(JSON.parse(text)).data;
  if (document?.epoch !== epoch) return undefined;
  const { limit, maxConcurrency, acts } = document;
  const act = acts.at(-1);
  return { limit, maxConcurrency, ...(act !== undefined && { act }) };
}

async function readText(s3: S3Client, bucket: string, key: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return await Body?.transformToString();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { runKeys } from '../core/contracts/keys.ts';
import type { Pipeline } from '../core/contracts/pipeline.ts';
import { type AnyReport, anyReport } from '../core/contracts/report.ts';
import type { ReportEvent } from '../core/contracts/run-result.ts';

/** The report of a run's last end, or undefined if none was made yet. One that an earlier version made has no details. */
export async function readReport(
  s3: S3Client,
  bucket: string,
  runId: string,
): Promise<AnyReport | undefined> {
  try {
    const response = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: runKeys(runId).report }));
    const text = await response.Body?.transformToString();
    return text === undefined ? undefined : anyReport.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** Has the report function make the report of an execution that ended before its Report state. Idempotent. */
export async function makeReport(
  lambda: LambdaClient,
  pipeline: Pipeline,
  event: ReportEvent,
): Promise<void> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: pipeline.reportFunctionArn, Payload: JSON.stringify(event) }),
  );
  if (FunctionError === undefined) return;
  throw new Error(
    `the report function failed: ${Payload === undefined ? FunctionError : Payload.transformToString()}`,
  );
}

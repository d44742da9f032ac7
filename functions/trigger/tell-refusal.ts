import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { ExecutionFailedEvent } from '../../core/contracts/trigger.ts';
import { refusalCodes } from '../../core/errors/fanfold-error.ts';
import { readExecutionName, startOfEtag, whyNoRun } from '../../core/trigger/index.ts';
import { findObject, isOther } from './find-object.ts';
import { leave, type Triggered, type TriggerSurroundings } from './trigger-surroundings.ts';
import { writeRefusal } from './write-refusal.ts';

/** DescribeExecution is eventually consistent: it may show an execution as running that has sent the event of its end. */
const lookAgainAfterMs: readonly number[] = [200, 500, 1_000, 2_000, 4_000];

/** The input of an execution that an object of the inbox started. */
const startedInput = z.object({
  runId: z.string(),
  source: z.object({ uri: z.string(), etag: z.string().optional(), versionId: z.string().optional() }),
});

/**
 * Says beside an object of the inbox that Plan refused its run: such a run has no report. A run that was planned has one, and
 * is left to it.
 * @param pausesMs milliseconds to wait before each further look at an execution that still shows as running
 */
export async function tellRefusal(
  around: TriggerSurroundings,
  { detail: { executionArn, name } }: ExecutionFailedEvent,
  pausesMs: readonly number[] = lookAgainAfterMs,
): Promise<Triggered> {
  const named = readExecutionName(name);
  if (named === undefined) return leave(executionArn, 'no object of the inbox started it');
  const execution = await describeEnded(around.sfn, executionArn, pausesMs);
  if (execution === undefined) return leave(executionArn, 'it was redriven');
  const { error = '', cause = '', input, stopDate } = execution;
  if (!refusalCodes.has(error)) return leave(executionArn, `it was not refused but failed by ${error}`);
  const started = startedInput.safeParse(JSON.parse(input ?? 'null')).data;
  const bucket = around.environment.FANFOLD_BUCKET;
  const start = `s3://${bucket}/`;
  const key = started?.source.uri.startsWith(start) ? started.source.uri.slice(start.length) : undefined;
  if (key === undefined || started?.runId !== named.runId || whyNoRun(bucket, { bucket, key }) !== undefined)
    return leave(executionArn, 'no object of the inbox started it');
  const found = await findObject(around.s3, bucket, key);
  if (found === undefined) return leave(executionArn, `s3://${bucket}/${key} is not there any more`);
  if (startOfEtag(found.etag) !== named.etagStart || isOther(found, started.source))
    return leave(executionArn, `s3://${bucket}/${key} was put anew since`);
  return writeRefusal(around, key, {
    code: error,
    message: cause,
    etag: found.etag,
    at: (stopDate ?? new Date()).toISOString(),
    runId: named.runId,
  });
}

/** The execution after its end; undefined if it keeps showing as running. */
async function describeEnded(sfn: SFNClient, executionArn: string, pausesMs: readonly number[]) {
  for (const pauseMs of [0, ...pausesMs]) {
    await sleep(pauseMs);
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return execution;
  }
  return undefined;
}

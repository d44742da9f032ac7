import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { ExecutionEnd } from '../../client/execution-end.ts';
import { readOutcome } from '../../client/read-outcome.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import type { Pipeline } from '../../core/contracts/pipeline.ts';
import type { AnyReport, RunReport } from '../../core/contracts/report.ts';
import { startAwsStub } from './aws-stub.ts';
import { makeEarlierReport, makeReport } from './make-report.ts';
import { bucket, startBucket } from './start-s3.ts';

const pipeline: Pipeline = {
  version: 1,
  task: 'double',
  stateMachineArn: 'arn:machine',
  bucket,
  table: 'table',
  reportFunctionArn: 'report',
  codeDigest: '00',
};
const run = { runId: 'run-1', executionArn: 'arn:execution', pipeline };
const startedAt = new Date('2026-09-30T10:00:00.000Z');
const failed: RunReport = makeReport({
  status: 'FAILED',
  completionReason: 'TOLERANCE_EXCEEDED',
  dataset: null,
  error: { code: 'ToleratedFailureThresholdExceeded', message: 'too many' },
});

/** Reads an outcome where a report may lie already, and the report function may make one. */
async function read(
  end: Omit<ExecutionEnd, 'startedAt'>,
  reports: { there?: AnyReport; made?: RunReport; functionError?: string },
) {
  const invocations: unknown[] = [];
  await using lambda = await startAwsStub(({ body }) => {
    invocations.push(body);
    if (reports.functionError !== undefined) {
      return { body: { errorType: 'Error' }, headers: { 'x-amz-function-error': reports.functionError } };
    }
    return { body: null };
  });
  await using cloud = await startBucket({ lambda: lambda.url });
  const put = (report: AnyReport) =>
    cloud.s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: runKeys('run-1').report, Body: JSON.stringify(report) }),
    );
  if (reports.there !== undefined) await put(reports.there);
  const { made } = reports;
  cloud.clients.lambda.middlewareStack.add(
    (next) => async (args) => {
      if (made !== undefined) await put(made);
      return next(args);
    },
    { step: 'initialize' },
  );
  const outcome = await readOutcome(cloud.clients, run, { startedAt, ...end });
  return { outcome, invocations };
}

test('a run that succeeded has its report', async () => {
  const { outcome, invocations } = await read({ status: 'SUCCEEDED' }, { there: makeReport() });
  expect(outcome).toEqual({
    status: 'SUCCEEDED',
    runId: 'run-1',
    executionArn: 'arn:execution',
    completionReason: 'ALL_COMPLETED',
    report: makeReport(),
    error: null,
  });
  expect(invocations).toEqual([]);
});

test('a report that an earlier version made is read as it is', async () => {
  const { outcome } = await read({ status: 'SUCCEEDED' }, { there: makeEarlierReport() });
  expect(outcome.report).toEqual(makeEarlierReport());
  expect(outcome.report).not.toHaveProperty('advice');
  expect(outcome.report).toMatchObject({ runId: 'run-1', cost: { usd: 0.0123 } });
});

test('a run that Seal failed has the report that its Report state made', async () => {
  const { outcome, invocations } = await read(
    { status: 'FAILED', error: 'ToleratedFailureThresholdExceeded', cause: 'too many' },
    { there: failed },
  );
  expect(outcome).toMatchObject({ status: 'FAILED', completionReason: 'TOLERANCE_EXCEEDED', report: failed });
  expect(outcome.error).toEqual({ code: 'ToleratedFailureThresholdExceeded', message: 'too many' });
  expect(invocations).toEqual([]);
});

test('a run that was stopped gets its report made, though an earlier execution left one', async () => {
  const earlier = makeReport({ timing: { ...failed.timing, startedAt: '2026-09-30T09:00:00.000Z' } });
  const error = { code: 'Stopped', message: 'The run was stopped: 2 of 4 units are not done' };
  const stopped: RunReport = { ...failed, completionReason: 'STOPPED', error };
  const { outcome, invocations } = await read({ status: 'ABORTED' }, { there: earlier, made: stopped });
  expect(outcome).toMatchObject({ status: 'FAILED', completionReason: 'STOPPED', report: stopped });
  expect(outcome.error).toEqual(error);
  expect(invocations).toEqual([{ runId: 'run-1', executionArn: 'arn:execution' }]);
});

test("the run's own error is told even if no report can be made", async () => {
  const { outcome } = await read(
    { status: 'FAILED', error: 'States.Timeout' },
    { functionError: 'Unhandled' },
  );
  expect(outcome).toMatchObject({ status: 'FAILED', completionReason: 'INCOMPLETE', report: null });
  expect(outcome.error?.code).toBe('States.Timeout');
});

test('a refusal is thrown with its code and what Plan said', async () => {
  const refused = read({ status: 'FAILED', error: 'SourceRefused', cause: 'it is no array' }, {});
  await expect(refused).rejects.toMatchObject({ code: 'SourceRefused', message: 'it is no array' });
});

import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
} from '@aws-sdk/client-s3';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { datasetKeys, padUnit } from '../../core/contracts/keys.ts';
import type { MergePlan } from '../../core/contracts/merge.ts';
import { few, rowsOf, runTools } from '../support/merge-rows.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { type DoneRun, type MergeChain, startMerge } from '../support/start-merge.ts';

const mebibyte = 1024 ** 2;

let chain: MergeChain;
beforeAll(async () => {
  chain = await startMerge();
});
afterAll(() => chain.close());
const { alter, listDataset, listUploads } = runTools(() => chain);

/** Small outputs, and large ones among them: more pieces than one Lambda takes. */
const many = Array.from({ length: 110 }, (_, unit) =>
  rowsOf(unit, unit % 40 === 20 ? 6 * mebibyte : 120_000),
);

/** Removes the record of a merge job, as if it had never run. */
const forget = ({ runId }: DoneRun, { epoch, step }: MergePlan, job: number) =>
  chain.documents.send(
    new DeleteCommand({
      TableName: chain.table,
      Key: { pk: `run#${runId}#merge#${epoch}#${step}`, sk: `job#${padUnit(job)}` },
    }),
  );

describe('a small run', () => {
  test('is merged by Seal alone', async () => {
    const outputs = [rowsOf(0, 500), Buffer.alloc(0), rowsOf(2, 70_000), rowsOf(3, 9)];
    const { sealed, kinds } = await chain.merge(await chain.open(outputs));

    expect(kinds).toEqual([]);
    expect(sealed).toMatchObject({ status: 'SUCCEEDED', dataset: { bytes: Buffer.concat(outputs).length } });
    expect(Buffer.concat(await chain.readObjects(sealed)).equals(Buffer.concat(outputs))).toBe(true);
  });

  test('has its large outputs copied, not streamed', async () => {
    const outputs = [
      rowsOf(0, 6 * mebibyte),
      rowsOf(1, 1_000),
      rowsOf(2, 11 * mebibyte),
      rowsOf(3, 5 * mebibyte + 500),
    ];
    const run = await chain.open(outputs);
    const { sealed } = await chain.merge(run);

    expect(Buffer.concat(await chain.readObjects(sealed)).equals(Buffer.concat(outputs))).toBe(true);
    const manifest = JSON.parse(
      (await chain.store.readText(chain.bucket, datasetKeys('lines', run.runId, 1).manifest)) ?? '',
    );
    expect(manifest.merge.streamedBytes).toBeLessThan(6 * mebibyte);
    expect(manifest.merge.copiedBytes).toBeGreaterThan(16 * mebibyte);
  });

  test('of no rows is an empty object', async () => {
    const { sealed } = await chain.merge(await chain.open([Buffer.alloc(0)]));

    expect(await chain.readObjects(sealed)).toEqual([Buffer.alloc(0)]);
  });
});

describe('a run of many outputs', () => {
  test('is merged by jobs that send parts of one upload, in any order, some of them twice', async () => {
    const run = await chain.open(many, {}, few);
    const { sealed, kinds, steps } = await chain.merge(run, (jobs) => [...jobs, ...jobs].reverse());

    expect(kinds).toEqual(['parts']);
    expect(steps[0]?.jobs.count).toBeGreaterThan(1);
    const [object, ...others] = await chain.readObjects(sealed);
    expect(others).toEqual([]);
    expect(object?.equals(Buffer.concat(many))).toBe(true);
    expect(await listUploads(run)).toEqual([]);
  });

  test('is planned again by a PlanMerge that is tried again, and leaves no upload behind', async () => {
    const run = await chain.open(many, {}, few);
    const first = await chain.plan(run, null);
    const second = await chain.plan(run, null);
    expect(second.objects[0]?.upload).not.toEqual(first.objects[0]?.upload);
    expect(await listUploads(run)).toHaveLength(1);

    for (const job of await chain.readJobs(second)) await chain.runJob(run, second, job);
    const third = await chain.plan(run, second);
    const fourth = await chain.plan(run, second);
    expect(fourth).toEqual(third);
    const sealed = await chain.seal(run, third);

    expect(Buffer.concat(await chain.readObjects(sealed)).equals(Buffer.concat(many))).toBe(true);
    expect(await listUploads(run)).toEqual([]);
  });

  test('whose Seal is tried again, after the upload was completed, gives the same', async () => {
    const run = await chain.open(many, {}, few);
    const plan = await chain.plan(run, null);
    for (const job of await chain.readJobs(plan)) await chain.runJob(run, plan, job);
    const last = await chain.plan(run, plan);
    // Seal dies between the object and the manifest.
    const { upload, crc64nvme } = plan.objects[0] ?? { upload: { key: '', uploadId: '' }, crc64nvme: '' };
    const parts = [];
    for await (const receipt of chain.ledger.readMerges({
      runId: run.runId,
      epoch: plan.epoch,
      step: plan.step,
    }))
      parts.push(...receipt.parts);
    await chain.store.multipart.complete(chain.bucket, upload, parts, crc64nvme);

    const sealed = await chain.seal(run, last);
    const again = await chain.seal(run, last);

    expect(sealed.status).toBe('SUCCEEDED');
    expect(again).toEqual(sealed);
    expect(Buffer.concat(await chain.readObjects(sealed)).equals(Buffer.concat(many))).toBe(true);
  });

  test('one of whose jobs left no record is not delivered', async () => {
    const run = await chain.open(many, {}, few);
    const plan = await chain.plan(run, null);
    for (const job of await chain.readJobs(plan)) await chain.runJob(run, plan, job);
    const last = await chain.plan(run, plan);
    await forget(run, plan, 0);

    const refusal = await refusalOf(chain.seal(run, last));

    expect(refusal.code).toBe('DataSetIncomplete');
    expect(await listDataset(run)).toEqual([]);
    for (const job of (await chain.readJobs(plan)).slice(0, 1)) await chain.runJob(run, plan, job);
    expect((await chain.seal(run, last)).status).toBe('SUCCEEDED');
  });

  test('a plan that leaves something out is held against the receipts, and nothing is delivered', async () => {
    const run = await chain.open([rowsOf(0, 500), rowsOf(1, 700)]);
    const plan = await chain.plan(run, null);

    const refusal = await refusalOf(chain.seal(run, { ...plan, from: { step: 7 } }));

    expect(refusal.code).toBe('DataSetIncomplete');
    expect(refusal.message).toContain('0 bytes');
    expect(await listDataset(run)).toEqual([]);
    expect((await chain.seal(run, plan)).status).toBe('SUCCEEDED');
  });

  test('an output of which is not what its receipt says: its job names it, and nothing is delivered', async () => {
    const run = await chain.open(many, {}, few);
    const key = await alter(run, 7, many[7]?.length ?? 0);

    const refusal = await refusalOf(chain.merge(run));

    expect(refusal.code).toBe('DataSetIncomplete');
    expect(refusal.message).toContain(`${key} has CRC64NVME`);
    expect(await listDataset(run)).toEqual([]);
  });

  test('an output of which is shorter than its receipt says: its job names it, and nothing is delivered', async () => {
    const run = await chain.open(many, {}, few);
    const key = await alter(run, 7, 1_000);

    const refusal = await refusalOf(chain.merge(run));

    expect(refusal.code).toBe('DataSetIncomplete');
    expect(refusal.message).toContain(`${key} gave 1000 bytes`);
    expect(await listDataset(run)).toEqual([]);
  });

  test('has the uploads of an earlier sealing aborted when it is sealed anew', async () => {
    const run = await chain.open(many, {}, few);
    await chain.plan(run, null);
    const row = await chain.ledger.getRun(run.runId);
    if (row === undefined) throw new Error('no run');
    const opened = { ...row, status: 'RUNNING' as const, epoch: row.epoch + 1, executionArn: 'arn:another' };
    await chain.ledger.putRun(opened, row.epoch);

    const { sealed } = await chain.merge({ ...run, epoch: opened.epoch, executionArn: 'arn:another' });

    expect(sealed.status).toBe('SUCCEEDED');
    expect(await listUploads(run)).toEqual([]);
  });
});

test('more pieces than a job may name for one part are joined first; while one join left no record nothing is delivered', async () => {
  const tiny = Array.from({ length: 1_050 }, (_, unit) => rowsOf(unit, 60));
  const run = await chain.open(tiny);
  const plan = await chain.plan(run, null);
  expect(plan.kind).toBe('join');
  for (const job of (await chain.readJobs(plan)).slice(1)) await chain.runJob(run, plan, job);

  const refusal = await refusalOf(chain.plan(run, plan));

  expect(refusal.code).toBe('DataSetIncomplete');
  expect(await listDataset(run)).toEqual([]);

  const { sealed, kinds } = await chain.merge(run, (jobs) => [...jobs, ...jobs].reverse());
  expect(kinds).toEqual(['join']);
  expect(Buffer.concat(await chain.readObjects(sealed)).equals(Buffer.concat(tiny))).toBe(true);
});

describe('units', () => {
  test('one that never committed: nothing is delivered, and the error names it', async () => {
    const run = await chain.open(
      [rowsOf(0, 100), rowsOf(1, 100), rowsOf(2, 100)],
      {},
      { skipped: new Set([1]) },
    );
    const { sealed, kinds } = await chain.merge(run);

    expect(kinds).toEqual([]);
    expect(sealed).toMatchObject({ status: 'FAILED', dataset: null, error: { code: 'DataSetIncomplete' } });
    expect(sealed.error?.message).toMatch(/unit 1 was not run/);
    expect(await listDataset(run)).toEqual([]);
  });

  test('one whose output is gone: nothing is delivered', async () => {
    const run = await chain.open([rowsOf(0, 100), rowsOf(1, 100)]);
    await chain.s3.send(
      new DeleteObjectCommand({ Bucket: chain.bucket, Key: `runs/${run.runId}/out/${padUnit(1)}.1.jsonl` }),
    );

    await expect(chain.merge(run)).rejects.toThrow();

    expect(await listDataset(run)).toEqual([]);
  });
});

test('an upload that somebody aborted under the merge: nothing is delivered', async () => {
  const run = await chain.open(many, {}, few);
  const plan = await chain.plan(run, null);
  for (const job of await chain.readJobs(plan)) await chain.runJob(run, plan, job);
  const last = await chain.plan(run, plan);
  const { Uploads = [] } = await chain.s3.send(new ListMultipartUploadsCommand({ Bucket: chain.bucket }));
  for (const { Key, UploadId } of Uploads)
    await chain.s3.send(new AbortMultipartUploadCommand({ Bucket: chain.bucket, Key, UploadId }));

  const refusal = await refusalOf(chain.seal(run, last));

  expect(refusal.code).toBe('DataSetIncomplete');
  expect(await listDataset(run)).toEqual([]);
});

import { CopyObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { datasetKeys } from '../../core/contracts/keys.ts';
import { ownTask } from '../support/bundle-task.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { type Opened, type Pipeline, startPipeline } from '../support/start-pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline(ownTask('lines'));
});
afterAll(() => pipeline.close());

const items = [{ n: 1 }, { n: 2 }, { n: 3 }];

async function runAllUnits(opened: Opened) {
  const receipts = [];
  for (const unit of await pipeline.readUnits(opened)) receipts.push(await pipeline.runUnit(opened, unit));
  return receipts;
}

describe("a unit's output that is not what its receipt says", () => {
  test.each([
    ['altered', '{"n":2,"row":0,"text":"?"}\n'],
    ['altered to bytes as many', '{"n":9,"row":0,"text":""}\n'],
    ['cut off', '{"n":2,'],
  ])('%s: nothing is delivered, and once it is mended Seal goes on', async (how, body) => {
    const opened = await pipeline.plan({ source: { items }, unitItems: 1 });
    const [, second] = await runAllUnits(opened);
    const key = second?.output?.key ?? '';
    const { bucket, s3 } = pipeline;
    await s3.send(
      new CopyObjectCommand({ Bucket: bucket, Key: `${how}/kept`, CopySource: `${bucket}/${key}` }),
    );
    await pipeline.putSource(key, body);

    const refusal = await refusalOf(pipeline.seal(opened));

    expect(refusal.code).toBe('DataSetIncomplete');
    const { prefix } = datasetKeys('lines', opened.plan.run.runId, 1);
    expect(await pipeline.listKeys(prefix)).toEqual([]);
    expect(await pipeline.listUploads()).toEqual([]);
    await s3.send(new CopyObjectCommand({ Bucket: bucket, Key: key, CopySource: `${bucket}/${how}/kept` }));
    const sealed = await pipeline.seal(opened);
    expect(sealed).toMatchObject({ status: 'SUCCEEDED', dataset: { rows: 3 } });
  });
});

test('the manifest and the pointer lie beside the data set', async () => {
  const uri = await pipeline.putSource('items.jsonl', items.map((item) => JSON.stringify(item)).join('\n'));
  const { sealed, runId } = await pipeline.run({ runId: 'manifest', source: { uri }, retries: 2 });

  const manifest = await pipeline.readManifest(sealed);

  expect(manifest).toMatchObject({
    version: 1,
    runId,
    generation: 1,
    task: 'lines',
    codeDigest: 'digest',
    dataset: { uri: 's3://bucket/datasets/lines/manifest/1/data.jsonl', rows: 3 },
    items: { total: 3, succeeded: 3, failed: 0, notRun: 0 },
    source: [{ uri, bytes: 23 }],
    settings: { retries: 2, format: 'jsonl', compress: 'none' },
    failures: null,
  });
  expect(manifest.dataset).toMatchObject({
    bytes: manifest.proof.bytes,
    crc64nvme: manifest.proof.crc64nvme,
  });
  expect(
    JSON.parse((await pipeline.store.readText('bucket', 'datasets/lines/manifest/latest.json')) ?? ''),
  ).toEqual({
    version: 1,
    generation: 1,
    manifest: sealed.dataset?.manifest,
  });
});

test('many units of several environments, some without rows, make one data set and one report', async () => {
  const many = Array.from({ length: 90 }, (_, n) => ({ n, rows: n % 3, ...(n === 7 && { fail: 'seven' }) }));
  const opened = await pipeline.plan({
    source: { items: many },
    unitItems: 1,
    toleratedFailurePercentage: 2,
  });
  for (const unit of await pipeline.readUnits(opened))
    await pipeline.runUnit(opened, unit, { environment: `environment-${unit.unit % 4}` });

  const { sealed, report } = await pipeline.finish({
    ...opened,
    plan: { ...opened.plan, units: { ...opened.plan.units, pending: 0 } },
  });

  expect(sealed.dataset?.rows).toBe(many.reduce((sum, { rows, fail }) => sum + (fail ? 0 : rows), 0));
  expect(report).toMatchObject({
    items: { total: 90, succeeded: 89, failed: 1 },
    units: { total: 90, succeeded: 90 },
    failures: { codes: { thrown: 1 } },
    environments: { total: 4, worst: [{ environment: 'environment-3', items: 22, failed: 1 }] },
  });
  const { timing, utilization, cost } = report;
  expect(timing.sequentialMs).toBeGreaterThan(0);
  expect(timing.units.p50).toBeLessThanOrEqual(timing.units.max);
  expect(utilization.ratio).toBeCloseTo(utilization.busyMs / utilization.provisionedMs);
  expect(cost.usd).toBeGreaterThan(0);
});

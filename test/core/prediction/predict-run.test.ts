import { expect, test } from 'vitest';
import type { Pilot } from '../../../core/contracts/report-details.ts';
import { prices } from '../../../core/cost/prices.ts';
import { predictMerge, predictRun, type RunShape } from '../../../core/prediction/index.ts';

const megabyte = 1024 ** 2;
const merge = { outputs: 100, outputBytes: 1_000, encoded: false, folds: false };
const pilot: Pilot = {
  units: 10,
  items: 100,
  itemMs: 390,
  unitMs: 4_000,
  ownMs: 100,
  startMs: 1_000,
  bytesPerItem: 50,
  rowBytes: 1_024,
};
const shape: RunShape = {
  items: 1_000,
  units: 100,
  itemConcurrency: 1,
  maxConcurrency: 10,
  adaptive: false,
  childType: 'STANDARD',
  memoryMb: 1_024,
  architecture: 'arm64',
  sourceObjects: 2,
  besidesMs: 8_000,
  dataset: { encoded: false, folds: false },
};
const quantities = async (change: Partial<RunShape> = {}) => {
  const { lines } = await predictRun(pilot, { ...shape, ...change }, prices);
  return Object.fromEntries(lines.map(({ what, quantity }) => [what, quantity]));
};

test('a small merge is done by Seal alone, a large one by merge Lambdas, a crowd of outputs is joined first', async () => {
  expect(await predictMerge(merge)).toEqual({ steps: 0, jobs: 0, jobsMs: 0, objects: 1 });
  // As docs/scale.md has them.
  expect(await predictMerge({ ...merge, outputs: 8_000, outputBytes: 12.5e6 })).toMatchObject({
    steps: 1,
    jobs: 16,
  });
  expect(await predictMerge({ ...merge, outputs: 100_000, outputBytes: 10e6 })).toMatchObject({
    steps: 2,
    jobs: 4_059,
  });
});

test('rows that are encoded or folded take steps of their own', async () => {
  const large = { ...merge, outputBytes: 64 * megabyte };
  const plain = await predictMerge(large);
  expect(await predictMerge({ ...large, encoded: true })).toMatchObject({
    steps: plain.steps + 1,
    jobs: expect.any(Number),
  });
  // 50 jobs of 128 MB, 25, 13, 7, 4 and the last.
  expect((await predictMerge({ ...large, folds: true })).jobs).toBe(50 + 25 + 13 + 7 + 4 + 1);
  expect(await predictMerge({ ...merge, folds: true })).toMatchObject({ steps: 1, jobs: 1 });
  expect((await predictMerge({ ...large, mostObjectBytes: 640 * megabyte })).objects).toBe(10);
});

test('quantities follow from counts and times', async () => {
  expect(await quantities()).toMatchObject({
    'Lambda requests, units': 100,
    // 100 units of 4 s, and 10 environments of 1 s on top.
    'Lambda compute, units': 410,
    'Lambda requests, others': 5,
    'Step Functions state transitions': 11 + 2 + 400,
    // 49.1 s in all: Govern writes ten times.
    'S3 PUT, COPY, POST': 9 + 100 + 30 + 2 + 1,
    'S3 GET': 2 + 100 + 200,
    // A claim and two heartbeats each, 100 KB of rows and their places in the index.
    'DynamoDB writes': 15 + 300 * 3 + 100 + 200,
  });
  expect(await quantities({ childType: 'EXPRESS' })).toMatchObject({
    'Step Functions state transitions': 13,
    'Step Functions Express requests': 100,
  });
});

test('the sum is the sum of its lines, and more costs more', async () => {
  const one = await predictRun(pilot, shape, prices);
  expect(one.usd).toBeCloseTo(
    one.lines.reduce((sum, { usd }) => sum + usd, 0),
    12,
  );
  const more = await predictRun(pilot, { ...shape, items: 2_000, units: 200 }, prices);
  expect(more.usd).toBeGreaterThan(one.usd);
});

import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MergeJob } from '../../core/contracts/merge.ts';
import { type Codec, decompress } from '../../core/dataset-formats/index.ts';
import { type MergeChain, startMerge } from '../support/start-merge.ts';

let chain: MergeChain;
beforeAll(async () => {
  chain = await startMerge();
});
afterAll(() => chain.close());

const mebibyte = 1024 ** 2;

/** A row: most are small; some are so large that their units are copied, or nearly. */
const row = fc
  .tuple(
    fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 0, max: 2_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 2 * mebibyte, max: 6 * mebibyte }) },
    ),
    fc.integer({ min: 0, max: 9_999 }),
  )
  .map(([bytes, n]) => `${JSON.stringify({ n, text: String(n % 10).repeat(bytes) })}\n`);

/** Rows, and after how many of them each unit ends; units without rows are among them. */
const assigned = fc.array(row, { minLength: 1, maxLength: 40 }).chain((rows) =>
  fc.tuple(
    fc.constant(rows),
    fc
      .array(fc.integer({ min: 0, max: rows.length }), { maxLength: 30 })
      .map((ends) => ends.sort((a, b) => a - b)),
  ),
);

function unitsOf([rows, ends]: [string[], number[]]): Buffer[] {
  const all = [...ends, rows.length];
  return all.map((end, unit) => Buffer.from(rows.slice(all[unit - 1] ?? 0, end).join('')));
}

/** Puts jobs in any order, some of them twice. */
function arrange(seeds: readonly number[]): (jobs: MergeJob[]) => MergeJob[] {
  return (jobs) =>
    [...jobs, ...jobs.filter((_, at) => (seeds[at % seeds.length] ?? 0) % 3 === 0)]
      .map((job, at) => ({ job, place: ((seeds[at % seeds.length] ?? 0) * (at + 1)) % 101 }))
      .sort((a, b) => a.place - b.place)
      .map(({ job }) => job);
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** So small that a few outputs are dealt out, joined and divided as thousands are. */
const limits = fc.record({
  pieces: fc.constantFrom(2, 5, 1_000),
  streamedBytes: fc.constantFrom(1, 9 * mebibyte),
  copies: fc.constantFrom(1, 500),
  copiedBytes: fc.constantFrom(6 * mebibyte, 1024 * mebibyte),
});
const order = fc.array(fc.nat(100), { minLength: 1, maxLength: 20 });

test('any rows to any units, any order of jobs and any done twice: the bytes are those of the rows in order', async () => {
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      assigned,
      limits,
      order,
      fc.option(fc.constant(10 * mebibyte)),
      async (given, most, seeds, bound) => {
        const run = await chain.open(unitsOf(given), bound === null ? {} : { maxObjectBytes: bound }, {
          limits: most,
        });

        const merged = await chain.merge(run, arrange(seeds));

        for (const kind of merged.kinds) kinds.add(kind);
        const objects = await chain.readObjects(merged.sealed);
        expect(Buffer.concat(objects).equals(Buffer.from(given[0].join('')))).toBe(true);
        expect(merged.sealed.dataset?.rows).toBe(given[0].length);
      },
    ),
    { numRuns: 25, endOnFailure: true },
  );
  expect([...kinds].sort()).toEqual(['join', 'parts']);
});

test('so are those of compressed data sets, once they are decompressed', async () => {
  await fc.assert(
    fc.asyncProperty(
      assigned,
      limits,
      order,
      fc.constantFrom<Codec>('gzip', 'zstd'),
      async (given, most, seeds, compress) => {
        const run = await chain.open(unitsOf(given), { compress }, { limits: most });

        const { sealed } = await chain.merge(run, arrange(seeds));

        const [object = Buffer.alloc(0)] = await chain.readObjects(sealed);
        const plain = await buffer(decompress(once(object), compress));
        expect(plain.equals(Buffer.from(given[0].join('')))).toBe(true);
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
});

describe('nothing is delivered', () => {
  const units = fc.integer({ min: 2, max: 12 });
  const outputs = (count: number) =>
    Array.from({ length: count }, (_, unit) => Buffer.from(`{"n":${unit},"text":""}\n`));

  test('if any unit is missing, and the error names it', async () => {
    await fc.assert(
      fc.asyncProperty(units, fc.nat(), async (count, pick) => {
        const missing = pick % count;
        const run = await chain.open(outputs(count), {}, { skipped: new Set([missing]) });

        const { sealed } = await chain.merge(run);

        expect(sealed).toMatchObject({
          status: 'FAILED',
          dataset: null,
          error: { code: 'DataSetIncomplete' },
        });
        expect(sealed.error?.message).toContain(`unit ${missing} was not run`);
        expect(await chain.listKeys(`datasets/lines/${run.runId}/`)).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  test('if any unit is there twice in place of another, and the error names it', async () => {
    await fc.assert(
      fc.asyncProperty(units, fc.nat(), fc.nat(), async (count, pick, other) => {
        const replaced = pick % count;
        const twice = (replaced + 1 + (other % (count - 1))) % count;
        const run = await chain.open(outputs(count), {}, { doubled: new Map([[replaced, twice]]) });

        const { sealed } = await chain.merge(run);

        expect(sealed).toMatchObject({
          status: 'FAILED',
          dataset: null,
          error: { code: 'DataSetIncomplete' },
        });
        expect(sealed.error?.message).toContain(`unit ${replaced} has the receipt of unit ${twice}`);
        expect(await chain.listKeys(`datasets/lines/${run.runId}/`)).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});

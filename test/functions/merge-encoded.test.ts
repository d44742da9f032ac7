import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { few, rowsOf, runTools } from '../support/merge-rows.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { type MergeChain, startMerge } from '../support/start-merge.ts';

let chain: MergeChain;
beforeAll(async () => {
  chain = await startMerge();
});
afterAll(() => chain.close());
const { alter, listDataset } = runTools(() => chain);

describe('rows that are encoded', () => {
  const csvOf = (outputs: Buffer[]) =>
    `n,text\r\n${Buffer.concat(outputs)
      .toString()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
      .map(({ n, text }) => `${n},${text}\r\n`)
      .join('')}`;
  const rows = Array.from({ length: 110 }, (_, unit) => rowsOf(unit, 600, `row ${unit} `));

  test('a small CSV is written by Seal alone', async () => {
    const { sealed, kinds } = await chain.merge(await chain.open(rows.slice(0, 5), { format: 'csv' }));

    expect(kinds).toEqual([]);
    expect(Buffer.concat(await chain.readObjects(sealed)).toString()).toBe(csvOf(rows.slice(0, 5)));
  });

  test('CSV has its header once, and chunks of its jobs in order', async () => {
    const run = await chain.open(rows, { format: 'csv' }, few);
    const { sealed, kinds, steps } = await chain.merge(run, (jobs) => [...jobs, ...jobs].reverse());

    expect(kinds).toEqual(['encode']);
    expect(steps[0]?.jobs.count).toBe(2);
    expect(Buffer.concat(await chain.readObjects(sealed)).toString()).toBe(csvOf(rows));
  });

  test('gzip has a member of each job', async () => {
    const { sealed, kinds } = await chain.merge(await chain.open(rows, { compress: 'gzip' }, few));

    expect(kinds).toEqual(['encode']);
    expect(gunzipSync(Buffer.concat(await chain.readObjects(sealed))).equals(Buffer.concat(rows))).toBe(true);
  });

  test.each([
    ['a job', rows, few],
    ['Seal', rows.slice(0, 5), {}],
  ])(
    'by %s from an output that is not what its receipt says: it is named, and nothing is delivered',
    async (_, outputs, limits) => {
      const run = await chain.open(outputs, { compress: 'gzip' }, limits);
      const key = await alter(run, 3, outputs[3]?.length ?? 0);

      const refusal = await refusalOf(chain.merge(run));

      expect(refusal.code).toBe('DataSetIncomplete');
      expect(refusal.message).toContain(`${key} has CRC64NVME`);
      expect(await listDataset(run)).toEqual([]);
    },
  );

  test('one encoding of which left no record: nothing is delivered', async () => {
    const run = await chain.open(rows, { compress: 'gzip' }, few);
    const plan = await chain.plan(run, null);
    for (const job of (await chain.readJobs(plan)).slice(0, 1)) await chain.runJob(run, plan, job);

    expect((await refusalOf(chain.plan(run, plan))).code).toBe('DataSetIncomplete');
    expect(await listDataset(run)).toEqual([]);
  });
});

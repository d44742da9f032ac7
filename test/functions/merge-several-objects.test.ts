import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowsOf, runTools } from '../support/merge-rows.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { type MergeChain, startMerge } from '../support/start-merge.ts';

const mebibyte = 1024 ** 2;

let chain: MergeChain;
beforeAll(async () => {
  chain = await startMerge();
});
afterAll(() => chain.close());
const { listUploads } = runTools(() => chain);

describe('several objects', () => {
  const bound = 12 * mebibyte;
  const outputs = Array.from({ length: 10 }, (_, unit) => rowsOf(unit, (unit % 3 === 0 ? 6 : 3) * mebibyte));
  const whole = Buffer.concat(outputs);

  test('none is larger than maxObjectSize, and together they are the rows', async () => {
    const run = await chain.open(outputs, { maxObjectBytes: bound });
    const { sealed, kinds } = await chain.merge(run, (jobs) => [...jobs, ...jobs].reverse());

    expect(kinds).toEqual(['parts']);
    const objects = await chain.readObjects(sealed);
    expect(objects.length).toBeGreaterThan(3);
    for (const object of objects) {
      expect(object.length).toBeLessThanOrEqual(bound);
      expect(object.toString('latin1').endsWith('\n')).toBe(true);
    }
    expect(Buffer.concat(objects).equals(whole)).toBe(true);
    expect(sealed.dataset?.objects.map(({ uri }) => uri.split('/').at(-1))).toEqual(
      objects.map((_, number) => `data-${String(number + 1).padStart(5, '0')}.jsonl`),
    );
    expect(sealed.dataset?.bytes).toBe(whole.length);
    expect(await listUploads(run)).toEqual([]);
  });

  test('one is enough where all fits into it', async () => {
    const { sealed, kinds } = await chain.merge(
      await chain.open(outputs.slice(0, 2), { maxObjectBytes: bound }),
    );

    expect(kinds).toEqual([]);
    expect(sealed.dataset?.uri).toMatch(/data-00001\.jsonl$/);
  });

  test('of CSV: each has its header', async () => {
    const run = await chain.open(outputs, { format: 'csv', maxObjectBytes: bound });
    const { sealed, kinds } = await chain.merge(run);

    expect(kinds).toEqual(['encode', 'parts']);
    const objects = await chain.readObjects(sealed);
    expect(objects.length).toBeGreaterThan(1);
    const records = objects.map((object) => object.toString().split('\r\n').slice(0, -1));
    for (const [header] of records) expect(header).toBe('n,text');
    const rows = whole.toString('latin1').split('\n').length - 1;
    expect(records.flatMap((lines) => lines.slice(1))).toHaveLength(rows);
  });

  test('so many that a plan could not name them are refused, with the way out', async () => {
    const crumbs = Array.from({ length: 600 }, (_, unit) => rowsOf(unit, 100));
    const run = await chain.open(crumbs, { maxObjectBytes: 10 });

    const refusal = await refusalOf(chain.plan(run, null));

    expect(refusal.code).toBe('DataSetIncomplete');
    expect(refusal.message).toMatch(/600 objects.*500.*maxObjectSize/);
    expect(await listUploads(run)).toEqual([]);
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownTask } from '../support/bundle-task.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { type Pipeline, startPipeline } from '../support/start-pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline(ownTask('tally'), { folds: true, toleratedFailurePercentage: 100 });
});
afterAll(() => pipeline.close());

/** The data set of a run over these numbers, and what it must be. */
async function fold(numbers: readonly number[], unitItems: number) {
  const items = numbers.map((n) => ({ n }));
  const { data, sealed } = await pipeline.run({ source: { items }, unitItems });
  const good = numbers.filter((n) => n >= 0);
  const expected = { total: good.length, text: good.map((n) => `${n},`).join('') };
  return { row: JSON.parse(data ?? 'null'), expected, sealed };
}

test('rows are combined per unit and then over units, in order, and finished once', async () => {
  const { row, expected, sealed } = await fold([5, 3, -1, 8, 1], 2);

  expect(row).toEqual(expected);
  expect(sealed).toMatchObject({
    status: 'SUCCEEDED',
    items: { succeeded: 4, failed: 1 },
    dataset: { rows: 1 },
  });
});

test('no item at all, or none that succeeded, gives the finished zero', async () => {
  expect((await fold([], 2)).row).toEqual({ total: 0, text: '' });
  expect((await fold([-1, -2, -3], 2)).row).toEqual({ total: 0, text: '' });
});

test('any division into units gives the same row', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: -2, max: 50 }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (numbers, unitItems) => {
        const { row, expected } = await fold(numbers, unitItems);
        expect(row).toEqual(expected);
      },
    ),
    { numRuns: 8 },
  );
});

test('a unit that is done in several invocations commits one row all the same', async () => {
  const items = [1, 2, 3, 4, 5, 6].map((n) => ({ n }));
  const opened = await pipeline.plan({ source: { items }, unitItems: 6 });
  const [unit] = await pipeline.readUnits(opened);
  if (unit === undefined) throw new Error('there is no unit');
  const { epoch, generation } = opened.plan.run;
  // Two Lambdas died on it: what is left is tried in halves.
  for (const owner of ['dead', 'dead too']) {
    const claim = { owner, epoch, generation, leaseMs: -1, range: unit };
    await pipeline.ledger.claimUnit({ ...opened.plan.run, unit: 0 }, claim);
  }

  expect((await pipeline.answerUnit(opened, unit)).status).toBe('CONTINUE');
  const receipt = await pipeline.runUnit(opened, unit);

  expect(receipt).toMatchObject({ items: { total: 6 }, output: { rows: 1 } });
  const data = await pipeline.readDataset(await pipeline.seal(opened));
  expect(JSON.parse(data ?? '')).toEqual({ total: 6, text: '1,2,3,4,5,6,' });
});

test('a combine that throws fails the unit with its reason, and what ran before is kept', async () => {
  const opened = await pipeline.plan({ source: { items: [{ n: 1 }, { n: 7777 }] }, unitItems: 2 });
  const [unit] = await pipeline.readUnits(opened);
  if (unit === undefined) throw new Error('there is no unit');

  const refusal = await refusalOf(pipeline.runUnit(opened, unit));

  expect(refusal.code).toBe('FoldFailed');
  expect(refusal.message).toContain('can not be combined');
});

test("a unit's row that is not what its receipt says is not folded", async () => {
  const opened = await pipeline.plan({ source: { items: [{ n: 1 }, { n: 2 }, { n: 3 }] }, unitItems: 1 });
  const keys = [];
  for (const unit of await pipeline.readUnits(opened))
    keys.push((await pipeline.runUnit(opened, unit))?.output?.key ?? '');
  const key = keys[1] ?? '';
  const row = await pipeline.store.readText(pipeline.bucket, key);
  await pipeline.putSource(key, row?.replace('2', '7') ?? '');

  const refusal = await refusalOf(pipeline.seal(opened));

  expect(refusal.code).toBe('DataSetIncomplete');
  expect(refusal.message).toContain(`${key} has CRC64NVME`);
});

test('formats of many rows are refused before anything runs', async () => {
  const refusal = await refusalOf(pipeline.plan({ source: { items: [] }, format: 'csv', compress: 'gzip' }));

  expect(refusal.code).toBe('InvalidRunInput');
  expect(refusal.message).toMatch(/format is csv.*\n.*compress is gzip/s);
});

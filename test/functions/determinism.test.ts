import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Crc64Nvme, encodeCrc64 } from '../../core/digest/crc64nvme.ts';
import { ownTask } from '../support/bundle-task.ts';
import { type Pipeline, startPipeline } from '../support/start-pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline(ownTask('lines'));
});
afterAll(() => pipeline.close());

const item = fc.record(
  {
    n: fc.nat(),
    text: fc.string({ unit: 'grapheme', maxLength: 12 }),
    rows: fc.integer({ min: 0, max: 3 }),
    fail: fc.constantFrom('', '', '', 'failed'),
  },
  { requiredKeys: ['n'] },
);
type Item = { n: number; text?: string; rows?: number; fail?: string };

/** The data set by the plainest of ways. */
function fold(items: readonly Item[]): string {
  return items
    .filter(({ fail }) => !fail)
    .flatMap(({ n, text = '', rows = 1 }) => Array.from({ length: rows }, (_, row) => ({ n, row, text })))
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');
}

const write = {
  jsonl: (items: readonly Item[]) => items.map((each) => JSON.stringify(each)).join('\n'),
  json: (items: readonly Item[]) => JSON.stringify(items, null, 1),
  csv: (items: readonly Item[]) =>
    [
      'n,text,rows,fail',
      ...items.map(({ n, text = '', rows = 1, fail = '' }) =>
        [n, text, rows, fail].map((field) => `"${String(field).replaceAll('"', '""')}"`).join(','),
      ),
    ].join('\n'),
};

test('any unit size, any order of units, some run twice: the same bytes, and a proof that holds', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(item, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 15 }),
      fc.constantFrom('jsonl', 'json', 'csv'),
      fc.integer({ min: 1, max: 4 }),
      fc.infiniteStream(fc.nat()),
      fc.infiniteStream(fc.nat({ max: 3 })),
      async (items, unitItems, format, itemConcurrency, order, repeats) => {
        run += 1;
        const uri = await pipeline.putSource(`${run}.${format}`, write[format](items));
        const opened = await pipeline.plan({
          source: { uri },
          unitItems,
          itemConcurrency,
          toleratedFailurePercentage: 100,
        });
        const ranks = new Map<number, number>();
        const units = (await pipeline.readUnits(opened)).toSorted(
          (a, b) => rankOf(ranks, a.unit, order) - rankOf(ranks, b.unit, order),
        );
        for (const unit of units) {
          const receipt = await pipeline.runUnit(opened, unit);
          if (repeats.next().value === 0) expect(await pipeline.runUnit(opened, unit)).toEqual(receipt);
        }

        const sealed = await pipeline.seal(opened);

        const expected = fold(items);
        expect(await pipeline.readDataset(sealed)).toBe(expected);
        const failed = items.filter(({ fail }) => fail).length;
        const crc64nvme = encodeCrc64(new Crc64Nvme().update(Buffer.from(expected)).digest());
        expect(sealed.items).toEqual({
          total: items.length,
          succeeded: items.length - failed,
          failed,
          notRun: 0,
        });
        expect((await pipeline.readManifest(sealed)).proof).toMatchObject({
          items: { planned: items.length, succeeded: items.length - failed, failed },
          units: { planned: opened.plan.units.total, committed: opened.plan.units.total },
          bytes: Buffer.byteLength(expected),
          crc64nvme,
        });
        if (failed > 0) {
          const failures = await pipeline.readFailures(opened.plan.run.runId);
          expect(failures.map((failure) => failure.item)).toEqual(
            items.flatMap(({ fail }, index) => (fail ? [index] : [])),
          );
        }
      },
    ),
    { numRuns: 15 },
  );
});

function rankOf(ranks: Map<number, number>, unit: number, order: fc.Stream<number>): number {
  const rank = ranks.get(unit) ?? order.next().value ?? 0;
  ranks.set(unit, rank);
  return rank;
}

test('a run that breaks off anywhere and is started again gives the same bytes, and runs no committed unit again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(item, { minLength: 1, maxLength: 25 }),
      fc.integer({ min: 1, max: 8 }),
      fc.infiniteStream(fc.constantFrom('done', 'dead', 'never')),
      fc.boolean(),
      async (items, unitItems, states, sealedInBetween) => {
        const uri = await pipeline.putSource('broken-off.jsonl', write.jsonl(items));
        const input = {
          runId: `broken-off-${crypto.randomUUID().slice(0, 8)}`,
          source: { uri },
          unitItems,
          toleratedFailurePercentage: 100,
        };
        const opened = await pipeline.plan(input);
        const committed = new Set<number>();
        for (const unit of await pipeline.readUnits(opened)) {
          const state = states.next().value;
          if (state === 'done') await pipeline.runUnit(opened, unit);
          if (state === 'done') committed.add(unit.unit);
          if (state === 'dead')
            await pipeline.ledger.claimUnit(
              { ...opened.plan.run, unit: unit.unit },
              { ...opened.plan.run, owner: 'dead', leaseMs: 3_600_000, range: unit },
            );
        }
        if (sealedInBetween) await pipeline.seal(opened);
        pipeline.executions.end(opened.execution.arn, { status: 'FAILED' });

        const { data, receipts } = await pipeline.run(input);

        expect(data).toBe(fold(items));
        expect(receipts.filter(({ unit }) => committed.has(unit))).toEqual([]);
      },
    ),
    { numRuns: 10 },
  );
});

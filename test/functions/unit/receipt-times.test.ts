import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { receipt as receiptSchema } from '../../../core/contracts/receipt.ts';
import { MemoryPeak } from '../../../functions/unit/items/memory-peak.ts';
import { addEarlier } from '../../../functions/unit/retry/add-earlier.ts';
import { ownTask } from '../../support/bundle-task.ts';
import { makeReceipt } from '../../support/make-receipt.ts';
import { type Pipeline, startPipeline } from '../../support/start-pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline(ownTask('mischief'), { name: 'mischief' });
});
afterAll(() => pipeline.close());

async function open(items: Record<string, string | number>[]) {
  const opened = await pipeline.plan({ source: { items }, unitItems: 1_000 });
  const [unit] = await pipeline.readUnits(opened);
  if (unit === undefined) throw new Error('there is a unit');
  return { opened, unit };
}

test('a receipt tells how long the unit was queued, claimed and ran, and the memory it took', async () => {
  const { opened, unit } = await open([{ do: 'slow', n: 150 }, { do: 'throw' }]);
  const began = Date.now();
  const child = { type: 'STANDARD', startedAt: new Date(began - 2_000).toISOString() } as const;
  const { timing, peakMb, backup, express, failures } = await pipeline.runUnit(opened, unit, {
    child,
    logGroup: '/logs/unit',
  });
  const tookMs = Date.now() - began;
  expect(timing.queuedMs).toBeGreaterThanOrEqual(2_000);
  expect(timing.queuedMs).toBeLessThanOrEqual(2_000 + tookMs);
  expect(timing.startedAt).toBeGreaterThanOrEqual(began);
  expect(timing.claimMs).toBeGreaterThan(0);
  expect(timing.commitMs).toBeGreaterThan(0);
  expect(timing.commitMs).toBeLessThanOrEqual(timing.claimMs ?? 0);
  expect(timing.handlerMs).toBeGreaterThan(timing.runMs);
  expect(timing.handlerMs).toBeCloseTo(timing.endedAt - timing.startedAt + (timing.commitMs ?? 0), 0);
  // Node alone takes some 40 MiB, twice.
  expect(peakMb).toBeGreaterThan(80);
  expect(failures?.logGroup).toBe('/logs/unit');
  expect({ backup, express }).toEqual({ backup: undefined, express: undefined });
});

test("a receipt tells an EXPRESS child's and a backup copy's", async () => {
  const express = await open([{ do: 'echo', n: 1 }]);
  const child = { type: 'EXPRESS', startedAt: new Date().toISOString() } as const;
  expect(await pipeline.runUnit(express.opened, express.unit, { child })).toMatchObject({ express: true });

  const { opened, unit } = await open([{ do: 'slow', n: 700 }]);
  const original = pipeline.runUnit(opened, unit);
  const id = { ...opened.plan.run, unit: unit.unit };
  await vi.waitFor(async () => expect(await pipeline.ledger.getUnit(id)).toBeDefined());
  const pool = pipeline.createPool();
  const copy = await pipeline.answerUnit(opened, unit, { backup: true, pool });
  await pool.discard();
  const committed = await original;
  expect(copy).toMatchObject({ status: 'COMMITTED', receipt: committed });
  // Whoever was first: a copy's receipt says that it is one, and was queued by nobody.
  expect(committed.backup ?? false).toBe(committed.attempt === 2);
  expect(committed.timing.queuedMs).toBeUndefined();
});

test('a unit of several invocations has the time of its handlers, not of what lies between', async () => {
  const { opened, unit } = await open(Array.from({ length: 4 }, () => ({ do: 'slow', n: 250 })));
  const child = { type: 'STANDARD', startedAt: new Date(Date.now() - 1_000).toISOString() } as const;
  const endsAt = Date.now() + 8_900;
  const first = await pipeline.answerUnit(opened, unit, { child, remainingMs: () => endsAt - Date.now() });
  if (first.status !== 'CONTINUE') return expect(first.status).toBe('COMMITTED'); // It was done in time.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { timing, items } = await pipeline.runUnit(opened, unit, { child });
  expect(items.total).toBe(4);
  expect(timing.endedAt - timing.startedAt).toBeGreaterThan(
    (timing.handlerMs ?? 0) + 400 - (timing.commitMs ?? 0),
  );
  expect(timing.handlerMs).toBeGreaterThan(timing.runMs);
  expect(timing.queuedMs).toBeLessThan(1_500);
});

test('rows of an earlier version are read as they are', () => {
  const earlier = makeReceipt({
    unit: 0,
    firstItem: 0,
    succeeded: 2,
    failed: 1,
    bytes: Buffer.from('row\n'),
  });
  expect(receiptSchema.parse(JSON.parse(JSON.stringify(earlier)))).toEqual(earlier);
});

test('a unit whose failed items ran again has the times of both generations, and began with the later one', () => {
  const unit = { unit: 0, firstItem: 0, succeeded: 2, failed: 1, bytes: Buffer.from('row\n') };
  const timing = { initMs: 10, runMs: 50, downloadMs: 1, uploadMs: 2 };
  const earlier = makeReceipt(unit, {
    timing: { ...timing, startedAt: 1_000, endedAt: 1_400, queuedMs: 9 },
    peakMb: 90,
  });
  const retried = makeReceipt(
    { ...unit, succeeded: 1, failed: 0 },
    {
      timing: { ...timing, startedAt: 9_000, endedAt: 9_090, queuedMs: 4, handlerMs: 100 },
      generation: 2,
      peakMb: 70,
    },
  );
  expect(addEarlier(earlier, retried)).toMatchObject({
    generation: 2,
    items: { total: 3, succeeded: 3, failed: 0 },
    peakMb: 90,
    timing: { startedAt: 9_000, endedAt: 9_090, queuedMs: 4, initMs: 20, runMs: 100, handlerMs: 500 },
  });
});

test('a memory peak is the largest sum of both processes, in MiB', () => {
  let own = 30 * 1_048_576;
  const peak = new MemoryPeak(() => own);
  peak.note(12.3 * 1_048_576);
  own = 60 * 1_048_576;
  peak.note(0);
  peak.note(5 * 1_048_576);
  expect(peak.mebibytes).toBe(65);
  peak.reset();
  expect(peak.mebibytes).toBe(0);
});

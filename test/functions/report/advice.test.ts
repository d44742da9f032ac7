import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPipeline } from './open-pipeline.ts';

let pipeline: Awaited<ReturnType<typeof openPipeline>>;
beforeAll(async () => {
  pipeline = await openPipeline('waiting');
}, 120_000);
afterAll(() => pipeline.close());

test('a run with units that are far too small is told so, and how many items to take', async () => {
  const items = Array.from({ length: 200 }, () => ({ ms: 2 }));
  const { advice, phases } = await pipeline.report(items, { runId: 'crumbs', unitItems: 1 });
  const found = advice.find(({ code }) => code === 'units-too-small');
  expect(found).toMatchObject({ setting: 'unitItems', from: '1' });
  expect(found?.figures.overheadShare).toBeGreaterThan(0.2);
  expect(Number(found?.to)).toBeGreaterThan(10);
  expect(phases.total.p50).toBeGreaterThan(phases.run.p50);
});

test('a run that is well tuned is told nothing', async () => {
  const items = Array.from({ length: 400 }, (_, n) => ({ ms: 50 + (n % 10) }));
  const { advice, memory } = await pipeline.report(items, { runId: 'tuned', unitItems: 50 });
  expect(memory.peakMb).toBeGreaterThan(80);
  expect(advice.map(({ code, text }) => [code, text])).toEqual([
    ['nothing-to-change', 'Unit size, concurrency, memory, limits and retries fit this workload.'],
  ]);
}, 120_000);

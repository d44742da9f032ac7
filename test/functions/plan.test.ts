import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ItemProcessPool } from '../../functions/unit/items/item-process-pool.ts';
import { bundleTask, ownTask } from '../support/bundle-task.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { type Pipeline, startPipeline } from '../support/start-pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline(ownTask('keyed'));
});
afterAll(() => pipeline.close());

describe('concurrency', () => {
  const source = { items: Array.from({ length: 100 }, (_, n) => ({ id: `${n}` })) };

  test('is what the account leaves free, if nobody says', async () => {
    const { plan } = await pipeline.plan({ source });

    expect(plan.concurrency).toEqual({ initial: 4, adaptive: true, max: 4 });
    expect(plan.units.total).toBe(15);
  });

  test("is what the input says, up to the construct's maximum", async () => {
    const most = async (maxConcurrency: number) =>
      (await pipeline.plan({ source, maxConcurrency }, { cap: 20 })).plan.concurrency.max;
    expect(await most(9)).toBe(9);
    expect(await most(21)).toBe(20);
  });

  test('begins lower than it may become, unless it is to be fixed', async () => {
    const start = async (adaptiveConcurrency: boolean) =>
      (await pipeline.plan({ source, maxConcurrency: 100, adaptiveConcurrency })).plan.concurrency;
    const adaptive = await start(true);
    expect(adaptive).toMatchObject({ adaptive: true, max: 100 });
    expect(adaptive.initial).toBeLessThan(50);
    expect(await start(false)).toEqual({ initial: 100, adaptive: false, max: 100 });
  });
});

test('the map gets neutral tolerances, units their settings', async () => {
  const { plan } = await pipeline.plan({
    source: { items: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] },
    unitItems: 1,
    toleratedFailurePercentage: 5,
    timeout: '3 seconds',
    retries: 4,
    itemConcurrency: 2,
  });

  expect(plan).toMatchObject({
    toleratedFailurePercentage: 5,
    toleratedFailureCount: 3,
    run: { timeoutMs: 3_000, retries: 4, itemConcurrency: 2, format: 'jsonl', epoch: 1, generation: 1 },
  });
});

describe('items that are not independent', () => {
  test('are named by their numbers in the source, and nothing is started', async () => {
    const uri = [
      await pipeline.putSource('a.jsonl', '{"id":"a","writes":["x"]}\n{"id":"b"}\n{}\n'),
      await pipeline.putSource('b.jsonl', '{"id":"b"}\n{"id":"c","writes":["y","x"]}\n{}\n'),
    ];

    const refusal = await refusalOf(
      pipeline.plan({ runId: 'dependent', source: { uri } }, { pool: pipeline.pool }),
    );

    expect(refusal.code).toBe('SourceRefused');
    expect(refusal.message).toContain('items 1 and 3 have the same key "b"');
    expect(refusal.message).toContain('items 0 and 4 both write to "x"');
    expect(refusal.message).toContain('2 problems');
    expect(await pipeline.ledger.getRun('dependent')).toMatchObject({ status: 'REJECTED' });
  });

  test("are no matter if all are independent; those that can't say fail in their unit", async () => {
    const opened = await pipeline.plan(
      { source: { items: [{ id: 'a' }, { id: 5 }, { id: 'b', writes: ['x'] }] }, toleratedFailureCount: 1 },
      { pool: pipeline.pool },
    );

    const { sealed } = await pipeline.finish(opened);

    expect(sealed).toMatchObject({ status: 'SUCCEEDED', items: { succeeded: 2, failed: 1 } });
  });

  test("a task that can't be loaded is not the source's fault", async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const bundle = await bundleTask({ text: 'throw new Error("no settings")' });
    const pool = new ItemProcessPool({ entry: bundle.entry, memoryBytes: 256 * 1024 ** 2 });

    const refusal = await refusalOf(pipeline.plan({ source: { items: [{ id: 'a' }] } }, { pool }));

    expect(refusal.code).toBe('ItemProcessFailed');
    vi.restoreAllMocks();
    await bundle.remove();
  });
});

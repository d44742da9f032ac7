import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ItemProcessPool } from '../../functions/unit/items/item-process-pool.ts';
import { bundleTask, ownTask } from '../support/bundle-task.ts';
import { listOpenSpools } from '../support/list-open-spools.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { type Opened, type Pipeline, startPipeline } from '../support/start-pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline(ownTask('mischief'), { name: 'mischief' });
});
afterAll(() => pipeline.close());

async function open(items: Record<string, string | number>[], settings: Record<string, unknown> = {}) {
  const opened = await pipeline.plan({ source: { items }, unitItems: 1_000, ...settings });
  const units = await pipeline.readUnits(opened);
  const [unit] = units;
  if (unit === undefined) throw new Error('there is a unit');
  return { opened, unit, units, id: { ...opened.plan.run, unit: unit.unit } };
}

describe('two attempts at one unit', () => {
  test("one after the other: the second gives back the first one's receipt", async () => {
    const { opened, unit } = await open([{ do: 'echo', n: 1 }]);
    const first = await pipeline.runUnit(opened, unit);

    const second = await pipeline.runUnit(opened, unit);

    expect(second).toEqual(first);
    expect(await listOutputs(opened)).toEqual([first.output?.key]);
  });

  test('at once: the second is told to wait', async () => {
    const { opened, unit } = await open([{ do: 'slow', n: 400 }]);
    const first = pipeline.runUnit(opened, unit);
    await vi.waitFor(async () =>
      expect(await pipeline.ledger.getUnit({ ...opened.plan.run, unit: 0 })).toBeDefined(),
    );

    expect((await refusalOf(pipeline.runUnit(opened, unit))).code).toBe('UnitBusy');
    await first;
  });

  test('when the lease ran out both run, and the first to commit wins', async () => {
    const { opened, unit, id } = await open([{ do: 'slow', n: 600 }]);
    const slow = pipeline.runUnit(opened, unit);
    await vi.waitFor(async () => expect(await pipeline.ledger.getUnit(id)).toBeDefined());
    await pipeline.ledger.fenceUnit(id, opened.plan.run.epoch); // The lease is over, the epoch is the same.
    const other = pipeline.createPool();

    const [first, second] = await Promise.all([slow, pipeline.runUnit(opened, unit, { pool: other })]);
    await other.discard();

    expect(first).toEqual(second);
    const { sealed } = await pipeline.finish({
      ...opened,
      plan: { ...opened.plan, units: { ...opened.plan.units, pending: 0 } },
    });
    expect(sealed).toMatchObject({ status: 'SUCCEEDED', dataset: { rows: 1 } });
  });

  test('an attempt that lost its unit ends its process and leaves no object', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { opened, unit, id } = await open([{ do: 'echo', n: 1 }, { do: 'hang' }]);
    const lost = pipeline.answerUnit(opened, unit).catch((error: unknown) => error);
    await vi.waitFor(async () => expect(await pipeline.ledger.getUnit(id)).toBeDefined());
    await sleep(300);
    const { epoch, generation } = opened.plan.run;
    await pipeline.ledger.fenceUnit(id, epoch); // The lease is over, the epoch is the same.
    await pipeline.ledger.claimUnit(id, { owner: 'other', epoch, generation, leaseMs: 60_000, range: unit });
    await vi.advanceTimersByTimeAsync(3_000);
    vi.useRealTimers();

    expect(await lost).toMatchObject({ code: 'UnitBusy' });
    expect(await listOutputs(opened)).toEqual([]);
  });

  test('an attempt whose run is closed ends its process and leaves no object', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { opened, unit, id } = await open([{ do: 'echo', n: 1 }, { do: 'hang' }]);
    const lost = pipeline.answerUnit(opened, unit).catch((error: unknown) => error);
    await vi.waitFor(async () => expect(await pipeline.ledger.getUnit(id)).toBeDefined());
    await sleep(300);
    const row = await pipeline.ledger.getRun(id.runId);
    if (row === undefined) throw new Error('the run has a row');
    const sealing = await pipeline.ledger.beginSeal(row);
    await pipeline.ledger.fenceUnit(id, sealing?.epoch ?? 0);
    await vi.advanceTimersByTimeAsync(3_000);
    vi.useRealTimers();

    expect(await lost).toMatchObject({ code: 'RunClosed' });
    expect(await listOutputs(opened)).toEqual([]);
  });

  test('a backup copy takes no lease from the attempt that holds the unit, and may commit before it', async () => {
    const { opened, unit, id } = await open([{ do: 'echo', n: 1 }]);
    const { epoch, generation } = opened.plan.run;
    const claim = { owner: 'straggler', epoch, generation, leaseMs: 60_000, range: unit };
    await pipeline.ledger.claimUnit(id, claim);

    const answer = await pipeline.answerUnit(opened, unit, { backup: true });

    expect(answer).toMatchObject({ status: 'COMMITTED', receipt: { attempt: 2, items: { succeeded: 1 } } });
    expect(await pipeline.ledger.getUnit(id)).toMatchObject({ state: 'committed', owner: 'straggler' });
  });
});

describe('an attempt', () => {
  test('that is out of time stops before Lambda stops it, keeps what it did, and says how far it came', async () => {
    const { opened, unit, id } = await open([{ do: 'echo', n: 1 }, { do: 'hang' }, { do: 'echo', n: 3 }]);
    const began = performance.now();
    const remainingMs = () => 8_700 - (performance.now() - began);

    const answer = await pipeline.answerUnit(opened, unit, { remainingMs });

    expect(answer).toEqual({ status: 'CONTINUE', unit: 0, items: { total: 3, done: 1 } });
    const row = await pipeline.ledger.getUnit(id);
    expect(row).toMatchObject({ base: 1, tries: 0, position: { done: 1, line: 2 }, progress: { done: 1 } });
    const kept = row?.segments?.map(({ output }) => output?.key);
    expect(kept).toEqual([expect.stringMatching(/out\/00000000\.1\.jsonl$/)]);
    expect(await listOutputs(opened)).toEqual(kept);
  });

  test('is refused that finds an item which no Lambda can end, and what was done before it stays', async () => {
    const { opened, unit, id } = await open([{ do: 'echo', n: 1 }, { do: 'hang' }, { do: 'echo', n: 3 }]);
    const remainingMs = () => 8_700;
    await pipeline.answerUnit(opened, unit, { remainingMs });

    const refusal = await refusalOf(pipeline.answerUnit(opened, unit, { remainingMs }));

    expect(refusal.code).toBe('UnitOutOfTime');
    expect(refusal.message).toMatch(/^Item 1 of run .* may take 20000 ms.*set the task's timeout/);
    const row = await pipeline.ledger.getUnit(id);
    expect(row).toMatchObject({ base: 1, tries: 0, position: { done: 1 }, progress: { done: 1 } });
    expect(await listOutputs(opened)).toEqual(row?.segments?.map(({ output }) => output?.key));
  });

  test('of a run that is being ended begins nothing, and gives its claim back', async () => {
    const { opened, unit, id } = await open([{ do: 'echo', n: 1 }]);
    const ending = { reason: 'STOPPED', message: 'enough', at: Date.now() } as const;
    await pipeline.ledger.endRun(id.runId, opened.plan.run.epoch, ending);

    const answer = await pipeline.answerUnit(opened, unit);

    expect(answer).toEqual({ status: 'STOPPED', unit: 0, reason: 'STOPPED' });
    expect(await pipeline.ledger.getUnit(id)).toMatchObject({ state: 'claimed', leaseUntil: 0, tries: 0 });
    expect(await listOutputs(opened)).toEqual([]);
  });

  test('that is stopped leaves no spool open: neither of an item that waits for an earlier one nor of one that runs', async () => {
    const { opened, unit } = await open(
      [{ do: 'hang' }, { do: 'stream', n: 3_000 }, { do: 'stream-then-hang', n: 3_000 }],
      { itemConcurrency: 3 },
    );
    const stopped = refusalOf(pipeline.runUnit(opened, unit, { remainingMs: () => 9_500 }));
    await vi.waitFor(async () => expect(await listOpenSpools()).toHaveLength(2), { timeout: 1_400 });

    expect((await stopped).code).toBe('UnitOutOfTime');
    expect(await listOpenSpools()).toEqual([]);
  });

  test('writes a receipt that adds up', async () => {
    const { opened, unit } = await open(
      [
        { do: 'echo', n: 1 },
        { do: 'attempt', n: 3 },
        { do: 'throw' },
        { do: 'several', n: 4 },
        { do: 'none' },
        { do: 'exit' },
        { do: 'bad-row' },
      ],
      { retries: 2 },
    );

    const receipt = await pipeline.runUnit(opened, unit, { environment: 'stream-7' });

    expect(receipt).toMatchObject({
      unit: 0,
      attempt: 1,
      epoch: 1,
      generation: 1,
      firstItem: 0,
      items: { total: 7, succeeded: 4, failed: 3 },
      output: { rows: 6, key: expect.stringMatching(/out\/00000000\.1\.jsonl$/) },
      failures: { count: 3, codes: { thrown: 1, crashed: 1, 'invalid-output': 1 } },
      environment: 'stream-7',
    });
    expect(receipt.retries).toBe(2 + 2 + 1);
    expect(receipt.itemTimes.reduce((sum, [, count]) => sum + count, 0)).toBe(7);
    expect(await pipeline.store.readText('bucket', receipt.output?.key ?? '')).toBe(
      '{"n":1}\n{"attempt":3}\n{"row":0}\n{"row":1}\n{"row":2}\n{"row":3}\n',
    );
  });

  test('with neither rows nor failures writes no object', async () => {
    const { opened, unit } = await open([{ do: 'none' }, { do: 'none' }]);

    const receipt = await pipeline.runUnit(opened, unit);

    expect(receipt).toMatchObject({ output: null, failures: null, items: { succeeded: 2 } });
    expect(await listOutputs(opened)).toEqual([]);
    const { sealed } = await pipeline.finish(opened);
    expect(sealed).toMatchObject({ status: 'SUCCEEDED', dataset: { rows: 0, bytes: 0 } });
  });

  test('gives items side by side back in order', async () => {
    const { opened, unit } = await open(
      Array.from({ length: 60 }, (_, n) => ({ do: 'slow', n: (n * 37) % 60 })),
      { itemConcurrency: 8 },
    );

    const receipt = await pipeline.runUnit(opened, unit);

    expect(await pipeline.store.readText('bucket', receipt.output?.key ?? '')).toBe(
      Array.from({ length: 60 }, (_, n) => `{"n":${(n * 37) % 60}}\n`).join(''),
    );
  });

  test('goes on when thousands of items wait for one', async () => {
    const items = [{ do: 'slow', n: 400 }, ...Array.from({ length: 6_000 }, (_, n) => ({ do: 'echo', n }))];
    const { opened, unit } = await open(items, { itemConcurrency: 2, unitItems: 10_000 });

    const receipt = await pipeline.runUnit(opened, unit);

    expect(await pipeline.store.readText('bucket', receipt.output?.key ?? '')).toBe(
      items.map(({ n }) => `{"n":${n}}\n`).join(''),
    );
  });

  test("of a task that can't be loaded fails as ItemProcessFailed", async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const bundle = await bundleTask({ text: 'throw new Error("no settings")' });
    const pool = new ItemProcessPool({ entry: bundle.entry, memoryBytes: 256 * 1024 ** 2 });
    const { opened, unit } = await open([{ do: 'echo' }]);

    const refusal = await refusalOf(pipeline.runUnit(opened, unit, { pool }));

    expect(refusal.code).toBe('ItemProcessFailed');
    expect(refusal.message).toContain('no settings');
    vi.restoreAllMocks();
    await bundle.remove();
  });
});

async function listOutputs({ plan }: Opened): Promise<string[]> {
  const { runId } = plan.run;
  return [
    ...(await pipeline.listKeys(`runs/${runId}/out/`)),
    ...(await pipeline.listKeys(`runs/${runId}/failures/`)),
    ...(await pipeline.listUploads()),
  ];
}

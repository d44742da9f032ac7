import { describe, expect, test } from 'vitest';
import { MAX_ITEM_BYTES } from '../../../core/splitting/index.ts';
import { ownTask } from '../../support/bundle-task.ts';
import { listOpenSpools } from '../../support/list-open-spools.ts';
import { batch, createRunner, inOrder, runItems } from '../../support/run-items.ts';
import { useItemProcesses } from '../../support/use-item-processes.ts';

const pool = useItemProcesses(ownTask('mischief'));
const streamed = (from: number, to: number, filler: string) =>
  Array.from({ length: to - from }, (_, at) => `{"row":${from + at},"filler":"${filler}"}`);
const x = 'x'.repeat(1_000);

describe('rows', () => {
  test('none, one or several', async () => {
    const ends = await runItems(pool(), [{ do: 'none' }, { do: 'echo', n: 1 }, { do: 'several', n: 2 }]);

    expect(ends.map(({ rows }) => rows)).toEqual([[], ['{"n":1}'], ['{"row":0}', '{"row":1}']]);
  });

  test('a stream of more than what is kept in memory', async () => {
    const ends = await runItems(pool(), [
      { do: 'stream', n: 3_000 },
      { do: 'echo', n: 1 },
    ]);

    expect(ends[0]?.rows).toEqual(streamed(0, 3_000, x));
    expect(ends[1]?.rows).toEqual(['{"n":1}']);
  });

  test('streams side by side keep apart', async () => {
    const ends = await runItems(
      pool(),
      [2_000, 500, 1_500].map((n) => ({ do: 'stream', n })),
      { itemConcurrency: 3 },
    );

    expect(inOrder(ends).map(({ rows }) => rows)).toEqual([
      streamed(0, 2_000, x),
      streamed(0, 500, x),
      streamed(0, 1_500, x),
    ]);
  });

  test('a stream that fails half-way leaves no row', async () => {
    const ends = await runItems(pool(), [
      { do: 'stream-then-throw', n: 3_000 },
      { do: 'echo', n: 1 },
    ]);

    expect(ends).toMatchObject([
      { rows: [], failure: { code: 'thrown', message: 'gave up at row 2999' } },
      { rows: ['{"n":1}'], failure: undefined },
    ]);
  });

  test('rows of an attempt that failed are not among those of the next', async () => {
    const [end] = await runItems(pool(), [{ do: 'stream-better-next-time', n: 2_500 }], { retries: 1 });

    expect(end?.rows).toEqual(streamed(0, 2_500, `attempt 2 ${x}`));
  });

  test('rows of a process that died are not among those of the next', async () => {
    const values = [{ do: 'stream', n: 2_500 }, { do: 'exit' }];

    const ends = inOrder(await runItems(pool(), values, { itemConcurrency: 2 }));

    expect(ends[0]?.rows).toEqual(streamed(0, 2_500, x));
    expect(ends[1]?.failure?.code).toBe('crashed');
  });

  test('any number of them in flat memory', async () => {
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }, 5);
    const counts: number[] = [];
    const runner = createRunner(pool(), async (end) => {
      if (!end.ok) throw new Error(end.failure.message);
      let bytes = 0;
      for await (const piece of end.spool.drain()) bytes += piece.byteLength;
      counts.push(end.rows, bytes);
    });

    await runner.run(batch([{ do: 'stream', n: 200_000 }]), new AbortController().signal);

    clearInterval(watch);
    const digits = Array.from({ length: 200_000 }, (_, row) => String(row).length);
    expect(counts).toEqual([200_000, digits.reduce((sum, each) => sum + each, 200_000 * 1_021)]);
    expect(most).toBeLessThan(100 * 1024 ** 2);
  });

  test('no spool file stays open', async () => {
    await runItems(pool(), [
      { do: 'stream', n: 2_000 },
      { do: 'stream-then-throw', n: 2_000 },
    ]);

    expect(await listOpenSpools()).toEqual([]);
  });

  test('what is written to stdout is no row', async () => {
    const ends = await runItems(pool(), [
      { do: 'shout', n: 10 },
      { do: 'echo', n: 1 },
    ]);

    expect(ends.map(({ rows }) => rows)).toEqual([['{"n":10}'], ['{"n":1}']]);
  });
});

describe('items', () => {
  test('as long as an item may be', async () => {
    const [short] = [JSON.stringify({ do: 'echo', n: 7, filler: '' })];
    const longest = { do: 'echo', n: 7, filler: 'f'.repeat(MAX_ITEM_BYTES - short.length) };

    const ends = await runItems(pool(), [longest, { do: 'echo', n: 1 }, longest, longest]);

    expect(ends.map(({ rows }) => rows)).toEqual([['{"n":7}'], ['{"n":1}'], ['{"n":7}'], ['{"n":7}']]);
  });

  test('that the input schema refuses fail, each problem with its place', async () => {
    const ends = await runItems(
      pool(),
      [
        { do: 5, n: 'five' },
        { do: 'echo', n: 1 },
      ],
      { retries: 3 },
    );

    expect(ends).toMatchObject([
      { attempts: 1, failure: { code: 'invalid-input', name: 'InvalidItem' } },
      { rows: ['{"n":1}'] },
    ]);
    expect(ends[0]?.failure?.message).toMatch(/^do: .*; n: /);
  });

  test('many of them, each once and in order', async () => {
    const values = Array.from({ length: 5_000 }, (_, n) => ({ do: 'echo', n }));

    const ends = await runItems(pool(), values, { firstItem: 70_000 });

    expect(ends.map(({ index }) => index)).toEqual(values.map(({ n }) => 70_000 + n));
    expect(ends.map(({ rows }) => rows)).toEqual(values.map(({ n }) => [`{"n":${n}}`]));
  });
});

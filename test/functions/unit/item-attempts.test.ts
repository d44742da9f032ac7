import { describe, expect, test } from 'vitest';
import { ownTask } from '../../support/bundle-task.ts';
import { inOrder, runItems } from '../../support/run-items.ts';
import { useItemProcesses } from '../../support/use-item-processes.ts';

const pool = useItemProcesses(ownTask('mischief'));

describe('retries', () => {
  test('an item that throws is tried again, and told which attempt it is', async () => {
    const ends = await runItems(pool(), [{ do: 'attempt', n: 3 }, { do: 'context' }], { retries: 2 });

    expect(ends).toMatchObject([
      { rows: ['{"attempt":3}'], attempts: 3, failure: undefined },
      { rows: ['{"attempt":1,"index":1}'], attempts: 1 },
    ]);
  });

  test('it fails with its last error when no retry is left', async () => {
    const ends = await runItems(pool(), [{ do: 'attempt', n: 3 }], { retries: 1 });

    expect(ends).toMatchObject([{ attempts: 2, failure: { code: 'thrown', message: 'attempt 2' } }]);
  });

  test.each(['permanent', 'bad-row', 'huge-buffer'])('"%s" is a failure of the item', async (deed) => {
    const [end] = await runItems(pool(), [{ do: deed }], { retries: 5 });

    expect(end?.failure).toBeDefined();
    expect(end?.attempts).toBe(deed === 'huge-buffer' ? 6 : 1);
  });

  test.each(['hang', 'exit', 'obey-signal'])('"%s" is not tried again', async (deed) => {
    const ends = await runItems(pool(), [{ do: deed }], { retries: 3, timeoutMs: 300 });

    expect(ends).toMatchObject([{ attempts: 1, failure: {} }]);
  });

  test("time between attempts is not the item's", async () => {
    const [end] = await runItems(pool(), [{ do: 'attempt', n: 7 }], { retries: 6, timeoutMs: 250 });

    expect(end).toMatchObject({ attempts: 7, failure: undefined });
  });
});

describe('suspects', () => {
  test('neighbours of an item that ends the process run again, one attempt further, also without retries', async () => {
    const values = [{ do: 'slow', n: 150 }, { do: 'exit' }, { do: 'context' }];

    const ends = inOrder(await runItems(pool(), values, { itemConcurrency: 2, retries: 0 }));

    expect(ends).toMatchObject([
      { rows: ['{"n":150}'], attempts: 2, failure: undefined },
      { attempts: 3, failure: { code: 'crashed' } },
      { rows: ['{"attempt":1,"index":2}'], attempts: 1 },
    ]);
  });

  test('attempts are counted on over deaths', async () => {
    const ends = await runItems(pool(), [{ do: 'context' }, { do: 'throw-then-exit' }], { retries: 1 });

    expect(ends[1]).toMatchObject({ attempts: 3, failure: { code: 'crashed', name: 'ProcessExit' } });
  });

  test('an item that runs out of memory because of its predecessor is not to blame', async () => {
    const values = [
      { do: 'leak-buffers', n: 60 },
      { do: 'need-buffers', n: 60 },
    ];

    const ends = await runItems(pool(), values);

    expect(ends).toMatchObject([
      { rows: ['{"n":60}'], attempts: 1, failure: undefined },
      { rows: ['{"n":60}'], attempts: 2, failure: undefined },
    ]);
    expect(pool().forks).toBe(2);
  });

  test('an item that runs while something left behind by another throws is not to blame', async () => {
    const values = [
      { do: 'leave-a-throw', n: 50 },
      { do: 'slow', n: 300 },
      { do: 'echo', n: 1 },
    ];

    const ends = await runItems(pool(), values);

    expect(ends).toMatchObject([
      { rows: ['{"n":50}'], failure: undefined },
      { rows: ['{"n":300}'], failure: undefined, attempts: 2 },
      { rows: ['{"n":1}'], failure: undefined },
    ]);
  });
});

describe.each([1, 8])('the signal, with %i items side by side', (itemConcurrency) => {
  test.each(['obey-signal', 'report-signal'])('aborts at the limit: "%s"', async (deed) => {
    const ends = await runItems(pool(), [{ do: deed }, { do: 'echo', n: 1 }], {
      itemConcurrency,
      timeoutMs: 300,
    });

    expect(inOrder(ends)).toMatchObject([
      { failure: { code: 'timeout', name: 'TimeoutError' }, rows: [] },
      { failure: undefined, rows: ['{"n":1}'] },
    ]);
    expect(pool().forks, 'an item that obeys costs no process').toBe(1);
  });
});

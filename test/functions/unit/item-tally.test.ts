import { expect, test } from 'vitest';
import { ownTask } from '../../support/bundle-task.ts';
import { inOrder, prepareItems } from '../../support/run-items.ts';
import { useItemProcesses } from '../../support/use-item-processes.ts';

const pool = useItemProcesses(ownTask('mischief'));

test('attempts, errors and throttles are counted for each item and for all', async () => {
  const values = [
    { do: 'echo', n: 1 },
    { do: 'attempt', n: 3 },
    { do: 'throttled', n: 3 },
    { do: 'throttled', n: 9 },
    { do: 'bad-row' },
    { do: 7 },
  ];
  const { ends, runner, run } = prepareItems(pool(), values, { setup: { retries: 3 } });

  await run();

  expect(ends).toMatchObject([
    { attempts: 1, errors: 0, throttles: 0 },
    { attempts: 3, errors: 2, throttles: 0, failure: undefined },
    { attempts: 3, errors: 2, throttles: 2, failure: undefined },
    { attempts: 4, errors: 4, throttles: 4, failure: { message: 'slow down' } },
    { attempts: 1, errors: 1, throttles: 0, failure: { code: 'invalid-output' } },
    { attempts: 1, errors: 0, throttles: 0, failure: { code: 'invalid-input' } },
  ]);
  expect(runner).toMatchObject({ attempts: 13, errors: 9, throttles: 6 });
  expect(runner.runMs).toBeCloseTo(ends.reduce((sum, { durationUs }) => sum + durationUs, 0) / 1000);
});

test("attempts that a death ended count as errors, also a neighbour's", async () => {
  const values = [{ do: 'slow', n: 200 }, { do: 'exit' }];
  const { ends, runner, run } = prepareItems(pool(), values, { setup: { itemConcurrency: 2 } });

  await run();

  expect(inOrder(ends)).toMatchObject([
    { attempts: 2, errors: 1, failure: undefined },
    { attempts: 3, errors: 3, failure: { code: 'crashed' } },
  ]);
  expect(runner).toMatchObject({ attempts: 5, errors: 4, throttles: 0 });
});

test('run time is that of every attempt, rests left out', async () => {
  const { ends, runner, run } = prepareItems(pool(), [
    { do: 'slow', n: 120 },
    { do: 'slow', n: 60 },
  ]);

  await run();

  expect(runner.runMs).toBeGreaterThanOrEqual(175);
  expect(ends.map(({ durationUs }) => durationUs > 55_000)).toEqual([true, true]);
});

test('totals are there while an item is still under way', async () => {
  const seen: number[] = [];
  const { runner, run } = prepareItems(pool(), [{ do: 'throttled', n: 4 }, { do: 'echo' }], {
    setup: { retries: 5 },
    onEnd: () => seen.push(runner.attempts),
  });

  await run();

  expect(seen).toEqual([4, 5]);
});

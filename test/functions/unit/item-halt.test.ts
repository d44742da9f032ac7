import { describe, expect, test, vi } from 'vitest';
import { ownTask } from '../../support/bundle-task.ts';
import { batch, prepareItems, runItems } from '../../support/run-items.ts';
import { useItemProcesses } from '../../support/use-item-processes.ts';

const pool = useItemProcesses(ownTask('mischief'));
const echoes = (count: number) => Array.from({ length: count }, (_, n) => ({ do: 'echo', n }));

/** The process serves the next unit as if nothing had been. */
async function expectKept(forks: number): Promise<void> {
  await pool().keep();
  expect(await runItems(pool(), echoes(3), { unit: 1, firstItem: 7 })).toMatchObject([
    { index: 7, rows: ['{"n":0}'] },
    { index: 8, rows: ['{"n":1}'] },
    { index: 9, rows: ['{"n":2}'] },
  ]);
  expect(pool().forks).toBe(forks);
}

describe('winding down', () => {
  test.each([1, 4])(
    'waits for what was sent, and leaves the rest open (%i side by side)',
    async (itemConcurrency) => {
      const windDown = new AbortController();
      const values = Array.from({ length: 1_500 }, () => ({ do: 'slow', n: 5 }));
      const { ends, runner, run } = prepareItems(pool(), values, {
        setup: { itemConcurrency, firstItem: 100 },
        onEnd: () => windDown.abort(),
      });

      await run({ windDown: windDown.signal });

      expect(ends.length).toBeGreaterThan(0);
      expect(ends.length).toBeLessThan(1_500);
      expect(ends.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(ends.map((_, at) => 100 + at));
      expect(runner.firstOpen()).toMatchObject({
        item: { index: 100 + ends.length },
        attempts: 0,
        retriesUsed: 0,
      });
      await expectKept(1);
    },
  );

  test('does not wait for an item that rests before another attempt', async () => {
    const windDown = new AbortController();
    const { ends, runner, run } = prepareItems(pool(), [...echoes(1), { do: 'throttled-for-long' }], {
      setup: { retries: 3 },
    });

    const running = run({ windDown: windDown.signal });
    await vi.waitFor(() => expect(runner.errors).toBe(1), 10_000);
    windDown.abort();
    await running;

    expect(ends).toMatchObject([{ index: 0 }]);
    expect(runner.firstOpen()).toMatchObject({ item: { index: 1 }, attempts: 1, retriesUsed: 1 });
    await expectKept(1);
  });

  test('after a death, a suspect stays open with the attempt that it lost', async () => {
    const windDown = new AbortController();
    const { ends, runner, run } = prepareItems(pool(), [...echoes(1), { do: 'exit' }, ...echoes(1)], {
      onEnd: () => windDown.abort(),
    });

    await run({ windDown: windDown.signal });

    expect(ends).toMatchObject([{ index: 0 }]);
    expect(runner.firstOpen()).toMatchObject({ item: { index: 1 }, attempts: 1, retriesUsed: 0 });
    expect(pool().forks).toBe(1);
    await expectKept(2);
  });

  test('before anything is sent, nothing is', async () => {
    const { ends, runner, run } = prepareItems(pool(), echoes(2));

    await run({ windDown: AbortSignal.abort() });

    expect(ends).toEqual([]);
    expect(runner.firstOpen()).toBeUndefined();
  });
});

describe('stopping on demand', () => {
  test.each([1, 3])(
    'aborts the signal; who succeeds has ended, the rest stays open (%i side by side)',
    async (itemConcurrency) => {
      const stop = new AbortController();
      const values = [...echoes(1), { do: 'report-signal' }, { do: 'obey-signal' }, ...echoes(50)];
      const { ends, runner, run } = prepareItems(pool(), values, {
        setup: { itemConcurrency, retries: 2 },
        onEnd: ({ index }) => index === 0 && stop.abort(),
        stopGraceMs: 60_000,
      });

      await run({ stop: stop.signal });

      expect(ends.find(({ index }) => index === 1)).toMatchObject({
        rows: ['{"reason":"RunStopped: the run is being stopped"}'],
      });
      expect(ends.filter(({ failure }) => failure !== undefined)).toEqual([]);
      expect(runner.firstOpen()).toMatchObject({ item: { index: 2 }, attempts: 0, retriesUsed: 0 });
      expect(runner.errors).toBe(0);
      await expectKept(1);
    },
  );

  test.each(['hang', 'spin', 'exit-on-abort'])(
    '"%s" costs the process and is nobody\'s fault',
    async (deed) => {
      const stop = new AbortController();
      const { ends, runner, run } = prepareItems(pool(), [...echoes(1), { do: deed }, ...echoes(1)], {
        setup: { timeoutMs: 60_000 },
        onEnd: () => stop.abort(),
        stopGraceMs: 100,
      });

      await run({ stop: stop.signal });

      expect(ends).toMatchObject([{ index: 0 }]);
      expect(runner.firstOpen()).toMatchObject({ item: { index: 1 }, attempts: 0 });
      await expectKept(2);
    },
  );

  test('also ends a unit that already winds down', async () => {
    const windDown = new AbortController();
    const stop = new AbortController();
    const { runner, run } = prepareItems(pool(), [...echoes(1), { do: 'obey-signal' }], {
      setup: { timeoutMs: 60_000 },
      onEnd: () => {
        windDown.abort();
        setTimeout(() => stop.abort(), 50);
      },
    });

    await run({ windDown: windDown.signal, stop: stop.signal });

    expect(runner.firstOpen()).toMatchObject({ item: { index: 1 }, attempts: 0 });
    await expectKept(1);
  });
});

describe('the end of all time', () => {
  test.each([
    ['spin', 0],
    ['throttled-for-long', 1],
  ])('counts attempts at "%s" that ended, not the one that it cuts short', async (deed, attempts) => {
    const over = new AbortController();
    over.signal.addEventListener('abort', () => void pool().discard());
    const { runner, run } = prepareItems(pool(), [...echoes(1), { do: deed }], { setup: { retries: 3 } });

    const ended = expect(run({}, over.signal)).rejects.toThrow('over');
    await vi.waitFor(() => expect(runner.attempts).toBe(1 + attempts), 10_000);
    over.abort(new Error('over'));

    await ended;
    expect(runner.firstOpen()).toMatchObject({ item: { index: 1 }, attempts, retriesUsed: attempts });
  });
});

describe('an item that an earlier invocation left open', () => {
  test('goes on with the attempts and retries that it had', async () => {
    const { ends, run } = prepareItems(
      pool(),
      [
        { do: 'attempt', n: 99 },
        { do: 'attempt', n: 3 },
      ],
      {
        setup: { retries: 2, firstItem: 4 },
      },
    );

    await run({ carried: { index: 4, attempts: 6, retriesUsed: 1 } });

    expect(ends).toMatchObject([
      { index: 4, attempts: 8, errors: 2, failure: { message: 'attempt 8' } },
      { index: 5, attempts: 3, errors: 2, failure: undefined },
    ]);
  });
});

describe('a source', () => {
  async function* slowly(pause: Promise<unknown>, then: () => void = () => {}) {
    const [first = [], second = []] = [await takeOne(0), await takeOne(1)];
    yield first;
    await pause;
    then();
    yield second;
  }
  const takeOne = async (index: number) =>
    (await batch([{ do: 'echo', n: index }], index).next()).value ?? [];

  test("that stands still takes none of the items' time", async () => {
    const pause = new Promise((resolve) => setTimeout(resolve, 900));
    const { ends, run } = prepareItems(pool(), [], { setup: { timeoutMs: 250 }, source: slowly(pause) });

    await run();

    expect(ends).toMatchObject([{ failure: undefined }, { failure: undefined }]);
    expect(pool().forks).toBe(1);
  });

  test('that was asked for more when the unit winds down loses nothing', async () => {
    const windDown = new AbortController();
    const pause = Promise.withResolvers<void>();
    const { ends, runner, run } = prepareItems(pool(), [], {
      source: slowly(pause.promise),
      onEnd: () => {
        windDown.abort();
        setTimeout(pause.resolve, 50);
      },
    });

    await run({ windDown: windDown.signal });

    expect(ends).toMatchObject([{ index: 0 }]);
    expect(runner.firstOpen()).toMatchObject({ item: { index: 1 }, attempts: 0 });
  });

  test('that fails then fails the run: it is unknown where to go on', async () => {
    const windDown = new AbortController();
    const source = slowly(Promise.resolve(), () => {
      windDown.abort();
      throw new Error('connection lost');
    });
    const { run } = prepareItems(pool(), [], { source });

    await expect(run({ windDown: windDown.signal })).rejects.toThrow('connection lost');
  });
});

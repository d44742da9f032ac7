import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ItemProcessPool } from '../../../functions/unit/items/item-process-pool.ts';
import { ownTask } from '../../support/bundle-task.ts';
import { prepareItems, type TakenEnd } from '../../support/run-items.ts';
import { useItemProcesses } from '../../support/use-item-processes.ts';

const pool = useItemProcesses(ownTask('mischief'));

const expected = {
  echo: { rows: ['{"n":3}'], code: undefined },
  slow: { rows: ['{"n":3}'], code: undefined },
  attempt: { rows: ['{"attempt":3}'], code: undefined },
  throw: { rows: [], code: 'thrown' },
  exit: { rows: [], code: 'crashed' },
  'obey-signal': { rows: [], code: 'timeout' },
};
type Deed = keyof typeof expected;

/** How one invocation ends: after so many ends, by itself or on demand; the process lives on. */
interface Invocation {
  after: number;
  how: 'windDown' | 'stop';
}

/** One invocation after the other, each from where the one before was; the last has all the time that it needs. */
async function runInTurns(
  pool: ItemProcessPool,
  deeds: readonly Deed[],
  itemConcurrency: number,
  invocations: readonly Invocation[],
): Promise<TakenEnd[]> {
  const kept: TakenEnd[] = [];
  let carried: { index: number; attempts: number; retriesUsed: number } | undefined;
  for (const { after, how } of [...invocations, { after: Number.POSITIVE_INFINITY, how: 'stop' as const }]) {
    const firstItem = kept.length;
    const early = new AbortController();
    const { ends, runner, run } = prepareItems(
      pool,
      deeds.slice(firstItem).map((deed) => ({ do: deed, n: 3 })),
      {
        setup: { firstItem, itemConcurrency, retries: 2, timeoutMs: 1_500 },
        onEnd: () => ends.length >= after && early.abort(),
      },
    );
    await run({ [how]: early.signal, ...(carried && { carried }) });
    await pool.keep();
    const open = runner.firstOpen();
    const until = open?.item.index ?? firstItem + ends.length;
    kept.push(...ends.filter(({ index }) => index < until).toSorted((a, b) => a.index - b.index));
    expect(kept.map(({ index }) => index)).toEqual(Array.from({ length: until }, (_, index) => index));
    carried = open && { index: until, attempts: open.attempts, retriesUsed: open.retriesUsed };
  }
  return kept;
}

test('however a unit is cut into invocations, each item ends once, as if nothing had been', async () => {
  const deed = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<Deed>('echo', 'slow', 'attempt', 'throw') },
    { weight: 1, arbitrary: fc.constantFrom<Deed>('exit', 'obey-signal') },
  );
  const invocation = fc.record({
    after: fc.integer({ min: 1, max: 6 }),
    how: fc.constantFrom<'windDown' | 'stop'>('windDown', 'stop'),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(deed, { minLength: 1, maxLength: 25 }),
      fc.integer({ min: 1, max: 5 }),
      fc.array(invocation, { maxLength: 4 }),
      async (deeds, itemConcurrency, invocations) => {
        const ends = await runInTurns(pool(), deeds, itemConcurrency, invocations);

        // An attempt may be lost to a neighbour that exits: the next one has a higher number.
        const rowsOf = ({ rows }: TakenEnd) =>
          rows.map((row) => row.replace(/"attempt":[4-9]/, '"attempt":3'));
        expect(ends.map((end) => ({ rows: rowsOf(end), code: end.failure?.code }))).toEqual(
          deeds.map((each) => expected[each]),
        );
      },
    ),
    { numRuns: 8 },
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ownTask } from '../../support/bundle-task.ts';
import { inOrder, runItems, type TakenEnd } from '../../support/run-items.ts';
import { itemMemoryMb, useItemProcesses } from '../../support/use-item-processes.ts';

const pool = useItemProcesses(ownTask('mischief'));
const echo = (n: number) => ({ do: 'echo', n });

/** What an item may do, and what is said of it. */
const harms = [
  { deed: 'throw', code: 'thrown', name: 'TypeError', message: /^no such luck$/ },
  { deed: 'throw-text', code: 'thrown', name: 'NonError', message: /^just text$/ },
  { deed: 'throw-nameless', code: 'thrown', name: 'NonError', message: /can't be shown as text/ },
  { deed: 'permanent', code: 'thrown', name: 'PermanentError', message: /^never again$/ },
  { deed: 'bad-row', code: 'invalid-output', name: 'InvalidRow', message: /^row 2: bad: / },
  { deed: 'circular', code: 'invalid-output', name: 'InvalidRow', message: /^row 1: / },
  { deed: 'undefined', code: 'invalid-output', name: 'InvalidRow', message: /^row 1: / },
  { deed: 'spin', code: 'timeout', name: 'TimeoutError', message: /limit of 400 ms/ },
  { deed: 'hang', code: 'timeout', name: 'TimeoutError', message: /limit of 400 ms/ },
  { deed: 'heap', code: 'out-of-memory', name: 'OutOfMemory', message: RegExp(`the ${itemMemoryMb} MB`) },
  { deed: 'buffers', code: 'out-of-memory', name: 'OutOfMemory', message: RegExp(`the ${itemMemoryMb} MB`) },
  { deed: 'huge-buffer', code: 'out-of-memory', name: 'RangeError', message: /allocation failed/ },
  { deed: 'exit', code: 'crashed', name: 'ProcessExit', message: /exit code 3/ },
  { deed: 'exit-well', code: 'crashed', name: 'ProcessExit', message: /exit code 0/ },
  { deed: 'abort', code: 'crashed', name: 'ProcessKilled', message: /SIGABRT/ },
  { deed: 'kill', code: 'crashed', name: 'ProcessKilled', message: /SIGKILL/ },
  { deed: 'late-throw', code: 'crashed', name: 'Error', message: /^nobody catches this$/ },
  { deed: 'late-rejection', code: 'crashed', name: 'Error', message: /^nobody awaits this$/ },
];

/** Only what runs into its limit should: the others have time enough on a busy machine. */
const limitOf = (deed: string) => (deed === 'spin' || deed === 'hang' ? 400 : 20_000);

function expectFailure(end: TakenEnd | undefined, { code, name, message }: (typeof harms)[number]): void {
  expect(end).toMatchObject({ rows: [], failure: { code, name } });
  expect(end?.failure?.message).toMatch(message);
}

describe('one after the other', () => {
  test.each(harms)('an item that does "$deed" fails as $code, alone and in its turn', async (harm) => {
    const ends = await runItems(pool(), [echo(0), echo(1), { do: harm.deed }, echo(3), echo(4)], {
      timeoutMs: limitOf(harm.deed),
    });

    expect(ends.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(ends.filter(({ index }) => index !== 2).map(({ rows }) => rows)).toEqual(
      [0, 1, 3, 4].map((n) => [`{"n":${n}}`]),
    );
    expectFailure(ends[2], harm);
  });
});

describe('side by side', () => {
  test.each([
    ['that end by themselves', harms.filter(({ deed }) => limitOf(deed) === 20_000), 20_000],
    ['that run into their limit', harms.filter(({ deed }) => limitOf(deed) === 400), 400],
  ])('items %s cost nobody else anything', async (_, chosen, timeoutMs) => {
    const values = chosen.flatMap(({ deed }, n) => [{ do: deed }, { do: 'slow', n: n % 5 }, echo(n)]);

    const ends = inOrder(await runItems(pool(), values, { timeoutMs, itemConcurrency: 8 }));

    expect(ends.map(({ index }) => index)).toEqual([...values.keys()]);
    for (const [n, harm] of chosen.entries()) {
      expectFailure(ends[3 * n], harm);
      expect(ends[3 * n + 1]).toMatchObject({ rows: [`{"n":${n % 5}}`], failure: undefined });
      expect(ends[3 * n + 2]).toMatchObject({ rows: [`{"n":${n}}`], failure: undefined });
    }
  });

  test('an item that hangs is given up, and its neighbours run on in the same process', async () => {
    const values = [{ do: 'hang' }, ...Array.from({ length: 20 }, () => ({ do: 'slow', n: 60 }))];

    const ends = await runItems(pool(), values, { timeoutMs: 600, itemConcurrency: 4 });
    await pool().keep();

    expect(ends.filter(({ failure }) => failure !== undefined)).toMatchObject([
      { index: 0, failure: { code: 'timeout' } },
    ]);
    expect(pool().forks).toBe(1);
    await runItems(pool(), [echo(1)]);
    expect(pool().forks, 'the item may go on in that process: the next unit has another').toBe(2);
  });
});

test('whatever items do, each ends once, as if it were alone', async () => {
  const deeds = ['echo', 'none', 'several', 'throw', 'bad-row', 'exit', 'kill', 'slow'] as const;
  const expected = {
    echo: { rows: ['{"n":3}'], code: undefined },
    slow: { rows: ['{"n":3}'], code: undefined },
    none: { rows: [], code: undefined },
    several: { rows: ['{"row":0}', '{"row":1}', '{"row":2}'], code: undefined },
    throw: { rows: [], code: 'thrown' },
    'bad-row': { rows: [], code: 'invalid-output' },
    exit: { rows: [], code: 'crashed' },
    kill: { rows: [], code: 'crashed' },
  };
  const weighted = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...deeds.slice(0, 5)) },
    { weight: 1, arbitrary: fc.constantFrom(...deeds) },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(weighted, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 8 }),
      async (unit, itemConcurrency) => {
        const ends = await runItems(
          pool(),
          unit.map((deed) => ({ do: deed, n: 3 })),
          { itemConcurrency },
        );
        await pool().keep();
        expect(inOrder(ends).map(({ rows, failure }) => ({ rows, code: failure?.code }))).toEqual(
          unit.map((deed) => expected[deed]),
        );
      },
    ),
    { numRuns: 6 },
  );
});

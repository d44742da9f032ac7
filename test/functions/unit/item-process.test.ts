import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ItemProcessPool } from '../../../functions/unit/items/item-process-pool.ts';
import { bundleTask, ownTask } from '../../support/bundle-task.ts';
import { runItems } from '../../support/run-items.ts';
import { useItemProcesses } from '../../support/use-item-processes.ts';

const pool = useItemProcesses(ownTask('mischief'));

describe("a task that can't be loaded fails the unit, not its items", () => {
  test.each([
    ['throws', "throw new Error('no database');", /no database/],
    ['exits', 'process.exit(9); export default {};', /exit code 9/],
    ['aborts', 'process.abort(); export default {};', /SIGABRT/],
  ])('one that %s', async (_, text, says) => {
    const bundle = await bundleTask({ text });
    const failing = new ItemProcessPool({ entry: bundle.entry, memoryBytes: 200 * 1024 ** 2 });

    const run = runItems(failing, [{ n: 1 }, { n: 2 }]);

    await expect(run).rejects.toMatchObject({ name: 'ItemProcessFailed', code: 'ItemProcessFailed' });
    await expect(run).rejects.toThrow(says);
    expect(failing.forks).toBe(3);
    await failing.discard();
    await bundle.remove();
  });
});

describe('a process between units', () => {
  test('stays warm', async () => {
    for (const n of [1, 2, 3]) {
      const ends = await runItems(pool(), [{ do: 'echo', n }], { unit: n, firstItem: n });
      await pool().keep();
      expect(ends).toMatchObject([{ index: n, rows: [`{"n":${n}}`] }]);
    }
    expect(pool().forks).toBe(1);
  });

  test("takes on the next unit's settings", async () => {
    await runItems(pool(), [{ do: 'slow', n: 10 }], { timeoutMs: 600_000 });
    await pool().keep();

    const ends = await runItems(pool(), [{ do: 'hang' }], { timeoutMs: 200 });

    expect(ends).toMatchObject([{ failure: { code: 'timeout' } }]);
  });

  test('that dies there of what an item left behind costs the next unit nothing', async () => {
    await runItems(pool(), [{ do: 'leave-a-throw', n: 20 }]);
    await pool().keep();
    await sleep(200);

    const ends = await runItems(pool(), [{ do: 'echo', n: 1 }, { do: 'throw' }]);

    expect(ends).toMatchObject([{ rows: ['{"n":1}'] }, { failure: { code: 'thrown' } }]);
    expect(pool().forks).toBe(2);
  });
});

test('a run that is stopped ends its process at once', async () => {
  const stop = new AbortController();
  const reason = new Error('stopped');
  stop.signal.addEventListener('abort', () => void pool().discard());
  const run = runItems(pool(), [{ do: 'echo', n: 1 }, { do: 'spin' }], { timeoutMs: 60_000 }, stop.signal);
  setTimeout(() => stop.abort(reason), 200);

  await expect(run).rejects.toBe(reason);
});

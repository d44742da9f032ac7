import { expect, test } from 'vitest';
import { runItems } from '../../support/run-items.ts';
import { useItemProcesses } from '../../support/use-item-processes.ts';

/** Kills its own process as somebody from outside would, at the first `kills` attempts. */
const pool = useItemProcesses({
  text: `
    import { defineTask } from 'fanfold';
    import { z } from 'zod';
    export default defineTask({
      name: 'lost',
      input: z.object({ kills: z.number() }),
      output: z.object({ attempt: z.number() }),
      async run({ kills }, { attempt }) {
        if (attempt > kills) return { attempt };
        process.kill(process.pid, 'SIGKILL');
        await new Promise(() => setTimeout(() => {}, 60_000));
      },
    });
  `,
});

test.each([1, 3])('an item whose process is killed %i times, by whomever, runs again', async (kills) => {
  const ends = await runItems(pool(), [{ kills }, { kills: 0 }]);

  expect(ends).toMatchObject([
    { rows: [`{"attempt":${kills + 1}}`], attempts: kills + 1, failure: undefined },
    { rows: ['{"attempt":1}'], attempts: 1, failure: undefined },
  ]);
});

test('an item whose process is killed four times while it alone ran is guilty', async () => {
  const ends = await runItems(pool(), [{ kills: 9 }, { kills: 0 }]);

  expect(ends).toMatchObject([
    { attempts: 4, failure: { code: 'crashed', name: 'ProcessKilled' } },
    { rows: ['{"attempt":1}'], failure: undefined },
  ]);
});

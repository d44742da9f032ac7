import { setTimeout as wait } from 'node:timers/promises';
import { defineTask, PermanentError } from 'fanfold';
import { z } from 'zod';

/** Takes as long as the item says, and fails as it says. */
export default defineTask({
  name: 'varied',
  input: z.object({ n: z.number(), ms: z.number(), fails: z.string().optional() }),
  output: z.object({ n: z.number() }),
  unitItems: 10,
  retries: 0,
  async run({ n, ms, fails }) {
    await wait(ms);
    if (fails !== undefined) throw new PermanentError(fails);
    return { n };
  },
});

import { setTimeout } from 'node:timers/promises';
import { defineTask, PermanentError } from 'fanfold';
import { z } from 'zod';

/** Waits some milliseconds; one item in ten fails, another one at its first attempt. */
export default defineTask({
  name: 'measured',
  input: z.object({ n: z.number() }),
  output: z.object({ n: z.number() }),
  retries: 1,
  timeout: '2 seconds',
  maxConcurrency: 3,
  itemConcurrency: 2,
  memory: '384 MB',
  async run({ n }, { attempt }) {
    await setTimeout(5 + (n % 4) * 5);
    if (n % 10 === 3) throw new PermanentError(`item ${n} can't be measured`);
    if (n % 10 === 5 && attempt === 1) throw new Error('once more');
    return { n };
  },
});

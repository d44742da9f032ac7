import { setTimeout } from 'node:timers/promises';
import { defineTask } from 'fanfold';
import { z } from 'zod';

/** Waits as long as the item says. */
export default defineTask({
  name: 'waiting',
  input: z.object({ ms: z.number() }),
  output: z.object({ ms: z.number() }),
  timeout: '5 seconds',
  maxConcurrency: 2,
  memory: '256 MB',
  async run({ ms }) {
    await setTimeout(ms);
    return { ms };
  },
});

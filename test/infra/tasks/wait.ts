import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineTask } from 'fanfold';
import { z } from 'zod';

/** Waits for a file, if the item names one. */
export default defineTask({
  name: 'wait',
  input: z.object({ n: z.number(), file: z.string().optional() }),
  output: z.object({ n: z.number() }),
  async run({ n, file }) {
    while (file !== undefined && !existsSync(file)) await sleep(20);
    return { n };
  },
});

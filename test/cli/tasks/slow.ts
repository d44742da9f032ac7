import { setTimeout as wait } from 'node:timers/promises';
import { defineTask } from 'fanfold';
import { z } from 'zod';

/** Takes 20 ms for an item. */
export default defineTask({
  name: 'slow',
  input: z.object({ n: z.number() }),
  output: z.object({ twice: z.number() }),
  unitItems: 20,
  async run({ n }) {
    await wait(20);
    return { twice: 2 * n };
  },
});

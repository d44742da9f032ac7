import { defineTask, PermanentError } from 'fanfold';
import { z } from 'zod';

/** Halves even numbers; odd ones fail. */
export default defineTask({
  name: 'half',
  input: z.object({ n: z.number() }),
  output: z.object({ half: z.number() }),
  run({ n }) {
    if (n % 2 === 1) throw new PermanentError(`${n} is odd`);
    return { half: n / 2 };
  },
});

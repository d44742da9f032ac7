import { defineTask } from 'fanfold';
import * as z from 'zod';

/** Says of each item who it is and what it writes to; an item without an id can't say. */
export default defineTask({
  name: 'keyed',
  input: z.object({ id: z.string().optional(), writes: z.array(z.string()).default([]) }),
  output: z.object({ id: z.string() }),
  key: ({ id }) => {
    if (id === undefined) throw new Error('no id');
    return id;
  },
  writes: ({ writes }) => writes,
  run: ({ id = '' }) => ({ id }),
});

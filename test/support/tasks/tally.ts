import { defineTask, PermanentError } from 'fanfold';
import * as z from 'zod';

/** Counts items and joins their texts in order; the data set is one summary. */
export default defineTask({
  name: 'tally',
  input: z.object({ n: z.number() }),
  output: z.object({ count: z.number(), text: z.string() }),
  fold: {
    zero: { count: 0, text: '' },
    combine: (left, right) => {
      if (right.text.includes('7777')) throw new Error('can not be combined');
      return { count: left.count + right.count, text: left.text + right.text };
    },
    finish: ({ count, text }) => ({ total: count, text }),
  },
  run: ({ n }) => {
    if (n < 0) throw new PermanentError('negative');
    return { count: 1, text: `${n},` };
  },
});

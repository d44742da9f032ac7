import { defineTask } from 'fanfold';
import * as z from 'zod';
import { chaosItem, runItem } from './run-item.ts';

/** Folds all rows into one, in order: a row lost, doubled or out of place shows. */
export default defineTask({
  name: 'chaos-fold',
  input: chaosItem,
  output: z.object({ n: z.string(), square: z.number() }),
  timeout: '1 minute',
  retries: 2,
  toleratedFailurePercentage: 5,
  fold: {
    zero: { n: '', square: 0 },
    combine: (left, right) => ({ n: left.n + right.n, square: left.square + right.square }),
  },
  run: async (item, context) => {
    const { n, square } = await runItem(item, context);
    return { n: `${n},`, square };
  },
});

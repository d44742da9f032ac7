import { defineTask, PermanentError } from 'fanfold';
import * as z from 'zod';

/** Gives back each item's text, as often as it says, or fails. CSV gives text for numbers. */
export default defineTask({
  name: 'lines',
  input: z.object({
    n: z.coerce.number(),
    text: z.string().default(''),
    rows: z.coerce.number().default(1),
    fail: z.string().optional(),
  }),
  output: z.object({ n: z.number(), row: z.number(), text: z.string() }),
  run: async ({ n, text, rows, fail }) => {
    if (fail) throw new PermanentError(fail);
    return Array.from({ length: rows }, (_, row) => ({ n, row, text }));
  },
});

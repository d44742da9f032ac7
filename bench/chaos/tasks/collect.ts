import { defineTask } from 'fanfold';
import * as z from 'zod';
import { chaosItem, runItem } from './run-item.ts';

/** Collects rows. */
export default defineTask({
  name: 'chaos-collect',
  input: chaosItem,
  output: z.object({ n: z.number(), square: z.number(), pad: z.string() }),
  timeout: '1 minute',
  retries: 2,
  toleratedFailurePercentage: 5,
  run: runItem,
});

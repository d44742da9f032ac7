import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ItemContext, PermanentError } from 'fanfold';
import * as z from 'zod';

/** An item: how long it takes, how it fails if it does, how many bytes its row has. */
export const chaosItem = z.object({
  n: z.int(),
  ms: z.number(),
  pad: z.int(),
  fails: z.enum(['permanent', 'always', 'exit', 'row']).optional(),
});
export type ChaosItem = z.infer<typeof chaosItem>;

/** Writes down that an item starts, in which process, before anything can go wrong. */
export async function runItem(
  item: ChaosItem,
  { index, attempt }: ItemContext,
): Promise<{ n: number; square: number; pad: string }> {
  const journal = process.env.CHAOS_JOURNAL;
  if (journal === undefined) throw new Error('CHAOS_JOURNAL is not set');
  const start = { item: index, attempt, at: Date.now(), pid: process.pid, environment: process.ppid };
  appendFileSync(journal, `${JSON.stringify(start)}\n`);
  await sleep(item.ms);
  switch (item.fails) {
    case 'permanent':
      throw new PermanentError(`item ${item.n} fails by plan`);
    case 'always':
      throw new Error(`item ${item.n} fails at every attempt`);
    case 'exit':
      process.exit(3);
      break;
    case 'row':
      return { n: item.n, square: Number.NaN, pad: '' };
  }
  return { n: item.n, square: item.n ** 2, pad: `${item.n},`.repeat(item.pad).slice(0, item.pad) };
}

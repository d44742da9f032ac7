import type { ItemFailure, ItemSetup } from '../../core/item-frames/messages.ts';
import type { SourceItem } from '../../core/splitting/index.ts';
import type { ItemProcessPool } from '../../functions/unit/items/item-process-pool.ts';
import { ItemRunner, type TakeEnd } from '../../functions/unit/items/item-runner.ts';

/** How an item ended, with its rows as text. */
export interface TakenEnd {
  index: number;
  attempts: number;
  durationUs: number;
  rows: string[];
  failure: ItemFailure | undefined;
}

/** Runs values as the items of one unit and gives back their ends as they came. */
export async function runItems(
  pool: ItemProcessPool,
  values: readonly unknown[],
  setup: Partial<ItemSetup> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<TakenEnd[]> {
  const ends: TakenEnd[] = [];
  const take: TakeEnd = async (end) => {
    const { attempts, durationUs, item } = end;
    const lines = end.ok ? Buffer.concat(await Array.fromAsync(end.spool.drain())).toString() : '';
    ends.push({
      index: item.index,
      attempts,
      durationUs,
      rows: lines.split('\n').slice(0, -1),
      failure: end.ok ? undefined : end.failure,
    });
  };
  await createRunner(pool, take, setup).run(batch(values, setup.firstItem ?? 0), signal);
  return ends;
}

/** A runner of one unit's items, with settings that let them take their time. */
export function createRunner(
  pool: ItemProcessPool,
  take: TakeEnd,
  setup: Partial<ItemSetup> = {},
): ItemRunner {
  return new ItemRunner({
    pool,
    setup: {
      mode: 'run',
      runId: 'run',
      unit: 0,
      firstItem: 0,
      format: 'jsonl',
      timeoutMs: 10_000,
      retries: 0,
      itemConcurrency: 1,
      ...setup,
    },
    held: () => 0,
    take,
  });
}

/** Ends in order of their items. */
export function inOrder(ends: readonly TakenEnd[]): TakenEnd[] {
  return ends.toSorted((a, b) => a.index - b.index);
}

/** Values as a source's items. */
export async function* batch(values: readonly unknown[], firstItem = 0): AsyncGenerator<SourceItem[]> {
  const size = 500;
  for (let from = 0; from < values.length; from += size) {
    yield values.slice(from, from + size).map((value, at) => ({
      index: firstItem + from + at,
      line: from + at + 1,
      start: 0,
      end: 0,
      oversized: false,
      bytes: Buffer.from(JSON.stringify(value)),
    }));
  }
}

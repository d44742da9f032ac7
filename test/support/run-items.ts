import type { ItemFailure, ItemSetup } from '../../core/item-frames/messages.ts';
import type { SourceItem } from '../../core/splitting/index.ts';
import type { ItemProcessPool } from '../../functions/unit/items/item-process-pool.ts';
import { ItemRunner, type RunOptions, type TakeEnd } from '../../functions/unit/items/item-runner.ts';

/** How an item ended, with its rows as text. */
export interface TakenEnd {
  index: number;
  attempts: number;
  durationUs: number;
  errors: number;
  throttles: number;
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
  const { ends, run } = prepareItems(pool, values, { setup });
  await run({}, signal);
  return ends;
}

/**
 * Values as the items of one unit, ready to run.
 * @param options.onEnd called with each end
 * @param options.source where the items come from, if not from `values`
 */
export function prepareItems(
  pool: ItemProcessPool,
  values: readonly unknown[],
  options: {
    setup?: Partial<ItemSetup>;
    stopGraceMs?: number;
    onEnd?: (end: TakenEnd) => void;
    source?: AsyncIterable<readonly SourceItem[]>;
  } = {},
) {
  const { setup = {}, stopGraceMs } = options;
  const ends: TakenEnd[] = [];
  const take: TakeEnd = async (end) => {
    const { attempts, durationUs, errors, throttles, item } = end;
    const lines = end.ok ? Buffer.concat(await Array.fromAsync(end.spool.drain())).toString() : '';
    const taken = {
      index: item.index,
      attempts,
      durationUs,
      errors,
      throttles,
      rows: lines.split('\n').slice(0, -1),
      failure: end.ok ? undefined : end.failure,
    };
    ends.push(taken);
    options.onEnd?.(taken);
  };
  const runner = createRunner(pool, take, setup, stopGraceMs);
  const source = options.source ?? batch(values, setup.firstItem ?? 0);
  return {
    ends,
    runner,
    run: (how: RunOptions = {}, signal: AbortSignal = new AbortController().signal) =>
      runner.run(source, signal, how),
  };
}

/** A runner of one unit's items, with settings that let them take their time. */
export function createRunner(
  pool: ItemProcessPool,
  take: TakeEnd,
  setup: Partial<ItemSetup> = {},
  stopGraceMs?: number,
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
    ...(stopGraceMs !== undefined && { stopGraceMs }),
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

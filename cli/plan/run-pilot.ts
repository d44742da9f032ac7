import { pickLayout, toItemFormat } from '../../core/contracts/source-layout.ts';
import type { SchemaDescription } from '../../core/contracts/task-document.ts';
import type { ItemSetup } from '../../core/item-frames/messages.ts';
import type { SettledSettings } from '../../core/planning/settle-settings.ts';
import { planUnits, readUnit, type UnitRange } from '../../core/splitting/index.ts';
import type { SourceItem } from '../../core/splitting/item.ts';
import type { FoundItems } from '../../functions/plan/find-items.ts';
import type { ItemStore } from '../../functions/plan/stage-items.ts';
import type { ItemProcessPool } from '../../functions/unit/items/item-process-pool.ts';
import { type ItemEnd, ItemRunner } from '../../functions/unit/items/item-runner.ts';

/** What running some items told. */
export interface PilotRun {
  items: number;
  failed: number;
  /** Why the first one failed; undefined if none did. */
  firstFailure: string | undefined;
  /**
   * Mean run time of all attempts at an item. The first one of a process, which loads and compiles what the task uses, counts only if
   * it is the only one: in a run each environment has one of those.
   */
  itemMs: number;
  /** Mean bytes of an item's rows. */
  bytesPerItem: number;
}

/** How items are run: as a unit would. */
export interface PilotOptions {
  items: number;
  settled: SettledSettings;
  /** Rows must fit the columns of this schema. */
  parquetOf: SchemaDescription | undefined;
  signal: AbortSignal;
}

/**
 * Runs some items, spread evenly over the source, in an item process, and throws their rows away. What the task does besides giving rows
 * has happened.
 */
export async function runPilot(
  store: Pick<ItemStore, 'read'>,
  pool: ItemProcessPool,
  found: FoundItems,
  { items, settled, parquetOf, signal }: PilotOptions,
): Promise<PilotRun> {
  const sum = { items: 0, failed: 0, durationUs: 0, bytes: 0 };
  let firstUs = 0;
  let firstFailure: string | undefined;
  const take = async (end: ItemEnd): Promise<void> => {
    if (sum.items === 0) firstUs = end.durationUs;
    sum.items += 1;
    sum.durationUs += end.durationUs;
    if (end.ok) for await (const piece of end.spool.drain()) sum.bytes += piece.byteLength;
    else {
      sum.failed += 1;
      firstFailure ??= `item ${end.item.index}: ${end.failure.name}: ${end.failure.message}`;
    }
  };
  const { timeoutMs, retries, itemConcurrency } = settled;
  const setup: ItemSetup = {
    mode: 'run',
    runId: 'plan',
    unit: 0,
    firstItem: 0,
    ...pickLayout(found),
    ...(parquetOf?.ok && { parquetOf: parquetOf.schema }),
    timeoutMs,
    retries,
    itemConcurrency,
  };
  const runner = new ItemRunner({ pool, setup, take, held: () => 0 });
  await runner.run(sampleItems(store, found, items), signal);
  const usualUs = sum.items > 1 ? (sum.durationUs - firstUs) / (sum.items - 1) : sum.durationUs;
  return {
    items: sum.items,
    failed: sum.failed,
    firstFailure,
    itemMs: usualUs / 1_000,
    bytesPerItem: sum.bytes / Math.max(1, sum.items),
  };
}

/** Some items of a source, in order, one from each of as many equal stretches. */
async function* sampleItems(
  store: Pick<ItemStore, 'read'>,
  found: FoundItems,
  wanted: number,
): AsyncGenerator<SourceItem[]> {
  let before = 0;
  let taken = 0;
  for (const { object, index, items } of found.objects) {
    // Rounded over all objects so far: together they give as many as are wanted.
    const until = Math.round((Math.min(wanted, found.total) * (before + items)) / found.total);
    if (until > taken) {
      for (const range of planUnits(index, { targetUnits: until - taken })) {
        const unit = { ...range, firstItem: before + range.firstItem };
        const [first] = await readFirst(store, found, object, unit);
        if (first !== undefined) yield [first];
      }
    }
    taken = until;
    before += items;
  }
}

async function readFirst(
  store: Pick<ItemStore, 'read'>,
  found: FoundItems,
  object: FoundItems['objects'][number]['object'],
  unit: UnitRange,
): Promise<readonly SourceItem[]> {
  const bytes = await store.read(object, unit);
  try {
    for await (const batch of readUnit(bytes, toItemFormat(found), unit)) return batch.slice(0, 1);
    return [];
  } finally {
    bytes.destroy();
  }
}

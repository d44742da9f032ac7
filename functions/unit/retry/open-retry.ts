import type { Receipt } from '../../../core/contracts/receipt.ts';
import { toItemFormat } from '../../../core/contracts/source-layout.ts';
import type { UnitRange } from '../../../core/contracts/unit.ts';
import { readUnit } from '../../../core/splitting/index.ts';
import type { UnitAttempt } from '../run-unit.ts';
import { EarlierOutput } from './earlier-output.ts';
import { FailedItems } from './failed-items.ts';

/**
 * Opens a unit of which an earlier generation did all but the items that failed: only these run, and their rows are put
 * in their places among those that are there.
 */
export async function openRetry(attempt: UnitAttempt, earlier: Receipt) {
  const { around, event, row } = attempt;
  const { store, bucket } = around;
  const { failures } = earlier;
  if (failures === null) throw new Error(`unit ${event.unit.unit} has no failed items to retry`);
  const list = await store.stream(bucket, failures.key);
  const { items, last } = await FailedItems.open(list, row.position?.done ?? 0);
  const part = rangeFrom(event.unit, items);
  const rows = new EarlierOutput(store, bucket, earlier.output, last?.output.offset ?? 0);
  return {
    part,
    async read() {
      return items.pick(readUnit(await store.read(part.object, part), toItemFormat(event.run), part));
    },
    splice: {
      orderOf: (index: number) => items.ordinalOf(index),
      before: (index: number) => rows.until(items.takeOffset(index)),
      rest: () => rows.rest(),
    },
    async close(): Promise<void> {
      await Promise.all([items.close(), rows.close()]);
    },
  };
}

/** The unit from the first item on that is left; its last item where none is. */
function rangeFrom(unit: UnitRange, { next }: FailedItems): UnitRange {
  if (next === undefined) return unit;
  const { start, line } = next.source;
  return { ...unit, firstItem: next.item, items: unit.items - (next.item - unit.firstItem), start, line };
}

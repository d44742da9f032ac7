import type { ObjectStore } from '../../aws/object-store/index.ts';
import { pickLayout, toItemFormat } from '../../core/contracts/source-layout.ts';
import { refuseAll } from '../../core/errors/problems.ts';
import { Independence } from '../../core/independence/independence.ts';
import { itemClaims } from '../../core/item-frames/messages.ts';
import { planUnits, readUnit } from '../../core/splitting/index.ts';
import type { ItemProcessPool } from '../unit/items/item-process-pool.ts';
import { ItemRunner } from '../unit/items/item-runner.ts';
import type { FoundItems } from './find-items.ts';

/**
 * Asks the task of every item what it claims, in an item process as a unit would. An item that can't be asked isn't
 * compared: it fails in its unit, with its reason.
 * @throws FanfoldError `SourceRefused` naming the items that aren't independent
 */
export async function checkIndependence(
  store: Pick<ObjectStore, 'read'>,
  pool: ItemProcessPool,
  found: FoundItems,
  run: { runId: string; timeoutMs: number },
): Promise<void> {
  const independence = new Independence();
  let firstItem = 0;
  for (const { object, index, items } of found.objects) {
    for (const range of planUnits(index, { targetUnits: 1 })) {
      const unit = { ...range, firstItem };
      const runner = new ItemRunner({
        pool,
        setup: {
          mode: 'identify',
          ...run,
          unit: 0,
          firstItem,
          ...pickLayout(found),
          retries: 0,
          itemConcurrency: 1,
        },
        held: () => 0,
        take: async (end) => {
          if (!end.ok) return;
          const lines = await Array.fromAsync(end.spool.drain());
          independence.add(end.item.index, itemClaims.parse(JSON.parse(Buffer.concat(lines).toString())));
        },
      });
      const bytes = await store.read(object, range);
      await runner.run(readUnit(bytes, toItemFormat(found), unit), new AbortController().signal);
    }
    firstItem += items;
  }
  await pool.discard();
  const { problems } = independence;
  if (problems.length > 0)
    throw refuseAll('SourceRefused', 'The items are not independent of each other', problems);
}

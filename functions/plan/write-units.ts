import { createInterface } from 'node:readline';
import type { Ledger, RunRow, UnitRow } from '../../aws/ledger/index.ts';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import type { UnitRange } from '../../core/contracts/unit.ts';
import { mostUnitBytes } from '../../core/planning/size-units.ts';
import { planUnits } from '../../core/splitting/index.ts';
import type { FoundItems } from './find-items.ts';

/** Cuts the items into units and writes one line each; gives back how many. */
export async function writeUnits(
  store: ObjectStore,
  bucket: string,
  runId: string,
  found: FoundItems,
  unitItems: number,
): Promise<number> {
  const lines = unitLines(found, unitItems);
  return writeLines(store, bucket, runKeys(runId).units, lines);
}

/** Writes the units of a run that aren't done in its generation; gives back how many. */
export async function writePendingUnits(
  store: ObjectStore,
  ledger: Ledger,
  bucket: string,
  row: RunRow & { units: number },
): Promise<number> {
  const keys = runKeys(row.runId);
  return writeLines(store, bucket, keys.pendingUnits(row.epoch), pendingLines(store, ledger, bucket, row));
}

function* unitLines(found: FoundItems, unitItems: number): Generator<string> {
  let units = 0;
  let items = 0;
  for (const { uri, object, index, items: count } of found.objects) {
    const range = { units, items };
    for (const { unit, firstItem, ...rest } of planUnits(index, { unitItems, unitBytes: mostUnitBytes })) {
      const line: UnitRange = {
        uri,
        unit: range.units + unit,
        firstItem: range.items + firstItem,
        ...rest,
        object,
      };
      yield JSON.stringify(line);
      units += 1;
    }
    items += count;
  }
}

async function* pendingLines(
  store: ObjectStore,
  ledger: Ledger,
  bucket: string,
  row: RunRow & { units: number },
) {
  const input = await store.stream(bucket, runKeys(row.runId).units);
  const states = ledger.readUnits(row);
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const state = await states.next();
    if (state.done) return;
    if (!isDone(state.value.row, row.generation)) yield line;
  }
}

/** A retry runs what failed in an earlier generation once more. */
function isDone(unit: UnitRow | undefined, generation: number): boolean {
  if (unit?.receipt === undefined) return false;
  return unit.receipt.generation === generation || unit.receipt.items.failed === 0;
}

async function writeLines(
  store: ObjectStore,
  bucket: string,
  key: string,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<number> {
  const writer = store.openWriter(bucket, key, 'application/jsonl');
  let count = 0;
  try {
    for await (const line of lines) {
      await writer.write(Buffer.from(`${line}\n`));
      count += 1;
    }
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return count;
}

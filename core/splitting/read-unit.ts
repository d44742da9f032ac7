import type { SourceFormat } from './format.ts';
import type { SourceItem } from './item.ts';
import type { UnitRange } from './plan-units.ts';
import { SourceRefusal } from './refusal.ts';
import type { ByteChunks } from './scan-source.ts';
import { createSplitter } from './splitter.ts';

/**
 * Splits a unit's byte range again and yields its items with their bytes: for each chunk, those that it completes.
 * @param chunks the source's bytes from `unit.start` up to, not including, `unit.end`
 * @param format the one that Plan scanned with; columns aren't needed here
 * @throws SourceRefusal `UnitMismatch` if the range doesn't hold the unit's items exactly, which says that these aren't
 * the bytes that Plan scanned
 */
export async function* readUnit(
  chunks: ByteChunks,
  format: SourceFormat,
  unit: UnitRange,
  { maxItemBytes }: { maxItemBytes?: number | undefined } = {},
): AsyncGenerator<SourceItem[], void, undefined> {
  const splitter = createSplitter(format, { content: true, maxItemBytes, range: unit });
  let batch: SourceItem[] = [];
  let items = 0;
  let end = unit.start;
  const collect = (item: Readonly<SourceItem>): void => {
    batch.push({ ...item });
    items += 1;
    end = item.end;
  };
  for await (const chunk of chunks) {
    splitAsPlanned(unit, () => splitter.push(chunk, collect));
    if (batch.length === 0) continue;
    yield batch;
    batch = [];
  }
  splitAsPlanned(unit, () => splitter.end(collect));
  if (items !== unit.items || end !== unit.end) {
    throw mismatch(unit, `${countItems(items)} up to byte ${end} found.`);
  }
  if (batch.length > 0) yield batch;
}

function splitAsPlanned(unit: UnitRange, split: () => void): void {
  try {
    split();
  } catch (error) {
    if (error instanceof SourceRefusal) throw mismatch(unit, error.message, error);
    throw error;
  }
}

function mismatch(unit: UnitRange, found: string, cause?: SourceRefusal): SourceRefusal {
  const planned = `${countItems(unit.items)} up to byte ${unit.end} planned`;
  return new SourceRefusal('UnitMismatch', `Unit ${unit.unit} isn't what was planned: ${planned}; ${found}`, {
    cause,
  });
}

function countItems(items: number): string {
  return items === 1 ? '1 item' : `${items} items`;
}

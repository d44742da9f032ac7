import { readCsvItem } from './csv-record.ts';
import { decodeItem } from './decode-item.ts';
import type { ItemFormat } from './format.ts';
import { describeOversize, MAX_ITEM_BYTES, type SourceItem } from './item.ts';
import { parseJsonItem } from './json-item.ts';
import type { Outcome } from './outcome.ts';

/**
 * Reads an item: the JSON value, or the CSV record as an object of strings. An item that can't be read is malformed,
 * with the reason.
 * @param item with its bytes, from a splitter in content mode
 * @param maxItemBytes the splitter's limit
 */
export function readItem(
  item: Readonly<SourceItem>,
  format: ItemFormat,
  maxItemBytes: number = MAX_ITEM_BYTES,
): Outcome<unknown> {
  if (item.oversized) return { ok: false, reason: describeOversize(item, maxItemBytes) };
  if (!item.bytes)
    throw new TypeError(`Item ${item.index} has no bytes; split the source with content: true.`);
  const text = decodeItem(item.bytes);
  if (!text.ok) return text;
  if (format.type === 'csv') return readCsvItem(text.value, format.columns, format.delimiter);
  return parseJsonItem(text.value);
}

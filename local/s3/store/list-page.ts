import { type ByteKey, PAST_ALL } from './byte-order.ts';
import type { KeyIndex } from './key-index.ts';

/** What to list. */
export interface ListQuery {
  prefix: ByteKey;
  /** Keys that have it after the prefix are rolled up into one common prefix. */
  delimiter: ByteKey | undefined;
  /** Where to begin, this key included. */
  from: ByteKey;
  /** Most keys and common prefixes together. */
  limit: number;
}

/** One page of a listing, in the order of bytes. */
export interface ListPage<Entry> {
  keys: [key: ByteKey, entry: Entry][];
  commonPrefixes: ByteKey[];
  /** Where the next page begins; undefined on the last one. */
  next: ByteKey | undefined;
}

/** Lists a page. A common prefix costs one look-up, however many keys are under it. */
export function listPage<Entry>(index: KeyIndex<Entry>, query: ListQuery): ListPage<Entry> {
  const { prefix, delimiter, limit } = query;
  const page: ListPage<Entry> = { keys: [], commonPrefixes: [], next: undefined };
  let from: ByteKey | undefined = prefix;
  if (query.from > prefix) from = query.from;
  while (from !== undefined) from = takeUntilPrefix(from);
  return page;

  /** Takes keys up to the first common prefix, and says where to go on. */
  function takeUntilPrefix(start: ByteKey): ByteKey | undefined {
    for (const [key, entry] of index.entriesFrom(start)) {
      if (!key.startsWith(prefix)) return undefined;
      if (page.keys.length + page.commonPrefixes.length >= limit) {
        page.next = limit > 0 ? key : undefined;
        return undefined;
      }
      const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
      if (delimiter !== undefined && end >= 0) {
        const common = key.slice(0, end + delimiter.length);
        page.commonPrefixes.push(common);
        return common + PAST_ALL;
      }
      page.keys.push([key, entry]);
    }
    return undefined;
  }
}

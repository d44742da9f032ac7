import { MAX_ITEM_BYTES } from '../limits.ts';
import { ItemReaderFailure } from './reader-failure.ts';

/**
 * Refuses an item that is larger than an item may be; characters are counted, of which some have more than one byte.
 * @throws ItemReaderFailure
 */
export function refuseLong(characters: number): void {
  if (characters <= MAX_ITEM_BYTES) return;
  throw new ItemReaderFailure(`An item exceeds the maximum size of ${MAX_ITEM_BYTES} bytes.`);
}

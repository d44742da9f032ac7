import type { ItemFailure } from '../../../core/item-frames/messages.ts';
import type { SourceItem } from '../../../core/splitting/item.ts';
import type { RowSpool } from './row-spool.ts';

/** How an item of a unit ended. */
export type ItemEnd = {
  item: SourceItem;
  /** Attempts made at the item, also in earlier invocations of its unit. */
  attempts: number;
  /** Run time of its attempts in this invocation, microseconds. */
  durationUs: number;
  /** Attempts in this invocation that ended with an error: thrown, beyond the limit, died, rows refused. */
  errors: number;
  /** Those of them whose error said "slow down". */
  throttles: number;
} & ({ ok: true; rows: number; spool: RowSpool } | { ok: false; failure: ItemFailure });

/** Takes ends of items as they come, which is out of order if items run side by side. */
export type TakeEnd = (end: ItemEnd) => Promise<void>;

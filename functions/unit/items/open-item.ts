import type { SourceItem } from '../../../core/splitting/item.ts';
import { AttemptTally } from './attempt-tally.ts';
import type { RowSpool } from './row-spool.ts';

/** What an item brings along from an earlier invocation of its unit. */
export interface CarriedItem {
  /** 0-based place of the item in the source. */
  index: number;
  /** Attempts that ended there. */
  attempts: number;
  /** Those of them that count against the task's `retries`. */
  retriesUsed: number;
}

/** An item that was taken from the source and has not ended. */
export interface OpenItem {
  readonly item: SourceItem;
  /** Attempts that are over, however they ended, also in earlier invocations. */
  readonly attempts: number;
  /** Those of them that count against the task's `retries`. */
  readonly retriesUsed: number;
}

/** An open item on its way through item processes. */
export interface TrackedItem extends OpenItem {
  attempts: number;
  retriesUsed: number;
  /** An attempt was begun in the process that the item was sent to. */
  started: boolean;
  /** How often its process was killed while it ran alone, by neither the unit nor a limit. */
  kills: number;
  /** When the attempt that is under way began; undefined between attempts. */
  attemptBegan: number | undefined;
  /** Attempts of this invocation that are over. */
  readonly here: AttemptTally;
  spool: RowSpool | undefined;
}

/** Takes an item in that comes from the source. */
export function trackItem(item: SourceItem, carried: CarriedItem | undefined): TrackedItem {
  const before = carried?.index === item.index ? carried : undefined;
  return {
    item,
    attempts: before?.attempts ?? 0,
    retriesUsed: before?.retriesUsed ?? 0,
    started: false,
    kills: 0,
    attemptBegan: undefined,
    here: new AttemptTally(),
    spool: undefined,
  };
}

/** Forgets what belongs to a process that is gone: the item may be sent to another one. */
export async function resetItem(open: TrackedItem): Promise<void> {
  await open.spool?.drop();
  open.spool = undefined;
  open.started = false;
  open.attemptBegan = undefined;
}

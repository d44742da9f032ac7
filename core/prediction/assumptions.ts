import type { Pilot } from '../contracts/report-details.ts';

/** What is known of items before any unit ran: how long one takes, and how large its rows are. */
export interface ItemTimes {
  itemMs: number;
  bytesPerItem: number;
  /** Items that this was measured on; 0: it was told. */
  items: number;
}

/** Where a run is: what it takes besides its items' time is not the same. */
export type Place = 'aws' | 'local';

interface Overhead {
  /** A unit's own time, besides its items'. */
  ownMs: number;
  /** A new environment's init and its first item process. */
  startMs: number;
  /** Time of a run besides its fan-out, without steps of its merge. */
  besidesMs: number;
}

/**
 * What is taken for granted where no run has measured it.
 *
 * On AWS nothing was measured: claim and commit in the ledger some 10 ms each, the first byte of the source 30 ms, closing an output 50 ms;
 * a second for a new environment; Plan, PlanMerge, Seal and Report a second each as new environments, and 5 s that a map run takes
 * besides its children, as in `docs/scale.md`. On the local cloud: measured on 2 cores of an AMD EPYC with Node 24, in units of 400
 * items; with 7 items it is 30 ms, with 5,000 it is 150.
 */
export const overheads: Readonly<Record<Place, Overhead>> = {
  aws: { ownMs: 100, startMs: 1_000, besidesMs: 9_000 },
  local: { ownMs: 50, startMs: 900, besidesMs: 1_500 },
};

/** Bytes of a unit's row in the ledger, with a histogram of item times: as in `docs/scale.md`. */
const rowBytes = 1_500;

/** A pilot of items alone: what units cost by themselves is assumed. */
export function assumedPilot({ itemMs, bytesPerItem, items }: ItemTimes, place: Place): Pilot {
  const { ownMs, startMs } = overheads[place];
  return { units: 0, items, itemMs, unitMs: 0, ownMs, startMs, bytesPerItem, rowBytes };
}

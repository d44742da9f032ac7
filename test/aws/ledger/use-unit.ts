import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createLedger, type Ledger, type UnitProgress } from '../../../aws/ledger/index.ts';
import { makeRange, makeReceipt, progressOf } from '../../support/make-receipt.ts';
import { type Storage, startStorage } from '../../support/start-storage.ts';

/** Of the claims of {@link useUnit}, milliseconds. */
export const leaseMs = 1_000;
/** Where the unit's items are. */
export const range = makeRange(7);
/** How far a unit may be that is under way. */
export const progress: UnitProgress = Object.freeze({
  done: 3,
  failed: 1,
  rows: 2,
  attempts: 5,
  runMs: 12.5,
  errors: 3,
  throttles: 1,
});
/** Where its next item is then. */
export const position = Object.freeze({ done: 3, start: 730, line: 74, attempts: 1, retriesUsed: 1 });

/** What an attempt did of the unit. */
export function receiptOf(owner: string, epoch = 1) {
  const bytes = Buffer.from('x');
  const unit = { unit: 7, firstItem: 0, succeeded: 2, failed: 1, bytes };
  return makeReceipt(unit, { epoch, environment: owner });
}

/** A unit of a run of its own for every test of a file, which nobody has claimed, and what attempts do to it. */
export function useUnit() {
  let storage: Storage;
  let ledger: Ledger;
  const id = { runId: '', shards: 1, unit: 7 };
  /** The ledger's clock, epoch milliseconds. */
  const clock = { now: 1_000_000 };
  const renew = () => {
    id.runId = crypto.randomUUID();
  };
  beforeAll(async () => {
    storage = await startStorage();
    const { documents: client, table } = storage;
    ledger = createLedger({ client, table, now: () => clock.now, ttlDays: 2 });
  });
  afterAll(() => storage.close());
  beforeEach(renew);

  const commitReceipt = (receipt: ReturnType<typeof receiptOf>, base: number) =>
    ledger.commitUnit(id, receipt, { base, progress: progressOf(receipt) });
  return {
    clock,
    /** Takes another unit that nobody has claimed. */
    renew,
    read: () => ledger.getUnit(id),
    claim: (owner: string, epoch = 1, generation = 1) =>
      ledger.claimUnit(id, { owner, epoch, generation, leaseMs, range }),
    join: (epoch: number) => ledger.joinUnit(id, epoch),
    beat: (change: Partial<Parameters<Ledger['heartbeatUnit']>[1]> = {}) =>
      ledger.heartbeatUnit(id, { owner: 'a', epoch: 1, leaseMs, progress, ...change }),
    checkpoint: (change: Partial<Parameters<Ledger['checkpointUnit']>[1]> = {}) => {
      const kept = { position, segments: [receiptOf('a')], progress, size: undefined };
      return ledger.checkpointUnit(id, { epoch: 1, base: 0, ...kept, ...change });
    },
    release: (owner: string, epoch = 1) => ledger.releaseUnit(id, { owner, epoch }),
    commit: (owner: string, epoch = 1, base = 0) => commitReceipt(receiptOf(owner, epoch), base),
    commitReceipt,
    fence: (epoch: number) => ledger.fenceUnit(id, epoch),
  };
}

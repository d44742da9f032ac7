import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLedger, type Ledger, noProgress, type UnitId } from '../../../aws/ledger/index.ts';
import { unitKey } from '../../../aws/ledger/rows.ts';
import { makeRange, makeReceipt, progressOf } from '../../support/make-receipt.ts';
import { type Storage, startStorage } from '../../support/start-storage.ts';

let storage: Storage;
let ledger: Ledger;
let now = 1_000_000;
/** Rows that were written this long before the cursor, in milliseconds, are surely not told again. */
const overlapMs = 3_000;

beforeAll(async () => {
  storage = await startStorage();
  ledger = createLedger({ client: storage.documents, table: storage.table, now: () => now });
});
afterAll(() => storage.close());

/** Rows as claims leave them, many at a time. */
async function putClaims(runId: string, shards: number, units: readonly number[]): Promise<void> {
  for (let from = 0; from < units.length; from += 25) {
    const requests = units.slice(from, from + 25).map((unit) => ({
      PutRequest: {
        Item: {
          ...unitKey(runId, shards, unit),
          unit,
          state: 'claimed',
          attempt: 1,
          epoch: 1,
          generation: 1,
          owner: 'a',
          leaseUntil: 0,
          startedAt: now,
          range: makeRange(unit),
          progress: noProgress,
          base: 0,
          tries: 1,
          updatedAt: now,
        },
      },
    }));
    await storage.documents.send(new BatchWriteCommand({ RequestItems: { [storage.table]: requests } }));
  }
}

async function readUnits(run: { runId: string; shards: number; units: number }) {
  return Array.fromAsync(ledger.readUnits(run));
}

describe('units of a run', () => {
  test.each([
    ['none', 0, 1, () => true],
    ['one', 1, 1, () => true],
    ['fewer than shards', 2, 3, () => true],
    ['more than a page in each of several shards', 1_300, 3, (unit: number) => unit % 7 !== 2],
    ['with a shard that is empty', 40, 4, (unit: number) => unit % 4 !== 1],
    ['none of which was claimed', 30, 2, () => false],
    ['the last of which were never claimed', 450, 2, (unit: number) => unit < 401],
  ])('%s are read in order, with gaps', async (_, units, shards, isClaimed) => {
    const run = { runId: crypto.randomUUID(), shards, units };
    const claimed = Array.from({ length: units }, (_, unit) => unit).filter((unit) => isClaimed(unit));
    await putClaims(run.runId, shards, claimed);

    const read = await readUnits(run);

    expect(read.map(({ unit }) => unit)).toEqual(Array.from({ length: units }, (_, unit) => unit));
    expect(read.filter(({ row }) => row !== undefined).map(({ row }) => row?.unit)).toEqual(claimed);
  });

  test('are those of the run alone', async () => {
    const runId = crypto.randomUUID();
    await putClaims(runId, 1, [0, 1]);
    await putClaims(`${runId}-2`, 1, [2]);

    const read = await readUnits({ runId, shards: 1, units: 3 });

    expect(read.map(({ row }) => row?.unit)).toEqual([0, 1, undefined]);
  });
});

describe('progress', () => {
  const hold = { owner: 'a', epoch: 1, leaseMs: 9 };
  const claim = (id: UnitId) => ledger.claimUnit(id, { ...hold, generation: 1, range: makeRange(id.unit) });

  test('is what changed since, unit by unit, over all shards', async () => {
    const run = { runId: crypto.randomUUID(), shards: 2 };
    const begun = now;
    await claim({ ...run, unit: 0 });
    await claim({ ...run, unit: 1 });
    const first = await ledger.readProgress(run.runId, run.shards, 0);
    now += 10_000;
    const progress = {
      ...noProgress,
      done: 5,
      failed: 1,
      rows: 4,
      attempts: 7,
      runMs: 2.5,
      errors: 3,
      throttles: 1,
    };
    await ledger.heartbeatUnit({ ...run, unit: 0 }, { ...hold, progress });
    await claim({ ...run, unit: 3 });
    const beaten = now;
    const receipt = makeReceipt({ unit: 1, firstItem: 0, succeeded: 2, failed: 0, bytes: Buffer.from('x') });

    const second = await ledger.readProgress(run.runId, run.shards, first.cursor + overlapMs);
    now += 10_000;
    await ledger.commitUnit({ ...run, unit: 1 }, receipt, { base: 0, progress: progressOf(receipt) });
    const third = await ledger.readProgress(run.runId, run.shards, second.cursor + overlapMs);
    const nothing = await ledger.readProgress(run.runId, run.shards, third.cursor + overlapMs);

    const claimed = { state: 'claimed', attempt: 1, epoch: 1, generation: 1 };
    const fresh = {
      ...claimed,
      progress: noProgress,
      startedAt: begun,
      leaseUntil: begun + 9,
      updatedAt: begun,
    };
    expect(byUnit(first)).toEqual([
      { ...fresh, unit: 0 },
      { ...fresh, unit: 1 },
    ]);
    expect(byUnit(second)).toEqual([
      { ...fresh, unit: 0, progress, leaseUntil: beaten + 9, updatedAt: beaten },
      { ...fresh, unit: 3, startedAt: beaten, leaseUntil: beaten + 9, updatedAt: beaten },
    ]);
    expect(third).toEqual({
      cursor: now,
      changed: [{ ...fresh, unit: 1, state: 'committed', progress: progressOf(receipt), updatedAt: now }],
    });
    expect(nothing).toEqual({ cursor: third.cursor + overlapMs, changed: [] });
  });

  test.each([
    ['a checkpoint', (id: UnitId) => ledger.checkpointUnit(id, kept)],
    ['a claim that is given back', (id: UnitId) => ledger.releaseUnit(id, hold)],
    ['a backup copy', (id: UnitId) => ledger.joinUnit(id, 1)],
    ['a fence', (id: UnitId) => ledger.fenceUnit(id, 2)],
  ])('tells of %s', async (_, change) => {
    const id = { runId: crypto.randomUUID(), shards: 1, unit: 0 };
    await claim(id);
    now += 10_000;
    await change(id);

    const { changed } = await ledger.readProgress(id.runId, 1, now);

    const row = await ledger.getUnit(id);
    expect(changed).toMatchObject([
      { unit: 0, updatedAt: now, leaseUntil: row?.leaseUntil, epoch: row?.epoch },
    ]);
  });

  test('of a unit whose row was written a moment before the cursor is told again', async () => {
    const run = { runId: crypto.randomUUID(), shards: 1 };
    await claim({ ...run, unit: 0 });

    const { changed, cursor } = await ledger.readProgress(run.runId, 1, now + 1_000);

    expect(changed).toHaveLength(1);
    expect(cursor).toBe(now + 1_000);
  });
});

const kept = {
  epoch: 1,
  base: 0,
  position: { done: 1, start: 10, line: 2, attempts: 0, retriesUsed: 0 },
  segments: [],
  progress: noProgress,
  size: undefined,
};

function byUnit({ changed }: Awaited<ReturnType<Ledger['readProgress']>>) {
  return changed.toSorted((a, b) => a.unit - b.unit);
}

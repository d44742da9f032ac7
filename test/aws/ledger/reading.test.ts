import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLedger, type Ledger } from '../../../aws/ledger/index.ts';
import { unitKey } from '../../../aws/ledger/rows.ts';
import { makeReceipt } from '../../support/make-receipt.ts';
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
          owner: 'a',
          leaseUntil: 0,
          progress: { done: 0, failed: 0, rows: 0 },
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
  test('is what changed since, unit by unit, over all shards', async () => {
    const run = { runId: crypto.randomUUID(), shards: 2 };
    const claim = (unit: number) => ledger.claimUnit({ ...run, unit }, { owner: 'a', epoch: 1, leaseMs: 9 });
    await claim(0);
    await claim(1);
    const first = await ledger.readProgress(run.runId, run.shards, 0);
    now += 10_000;
    const progress = { done: 5, failed: 1, rows: 4 };
    await ledger.heartbeatUnit({ ...run, unit: 0 }, { owner: 'a', epoch: 1, leaseMs: 9, progress });
    await claim(3);
    const receipt = makeReceipt({ unit: 1, firstItem: 0, succeeded: 2, failed: 0, bytes: Buffer.from('x') });

    const second = await ledger.readProgress(run.runId, run.shards, first.cursor + overlapMs);
    now += 10_000;
    await ledger.commitUnit({ ...run, unit: 1 }, receipt);
    const third = await ledger.readProgress(run.runId, run.shards, second.cursor + overlapMs);
    const nothing = await ledger.readProgress(run.runId, run.shards, third.cursor + overlapMs);

    const none = { done: 0, failed: 0, rows: 0 };
    expect(byUnit(first)).toEqual([
      { unit: 0, state: 'claimed', attempt: 1, progress: none },
      { unit: 1, state: 'claimed', attempt: 1, progress: none },
    ]);
    expect(byUnit(second)).toEqual([
      { unit: 0, state: 'claimed', attempt: 1, progress },
      { unit: 3, state: 'claimed', attempt: 1, progress: none },
    ]);
    expect(third).toEqual({
      cursor: now,
      changed: [{ unit: 1, state: 'committed', attempt: 1, progress: { done: 2, failed: 0, rows: 2 } }],
    });
    expect(nothing).toEqual({ cursor: third.cursor + overlapMs, changed: [] });
  });

  test('of a unit whose row was written a moment before the cursor is told again', async () => {
    const run = { runId: crypto.randomUUID(), shards: 1 };
    await ledger.claimUnit({ ...run, unit: 0 }, { owner: 'a', epoch: 1, leaseMs: 9 });

    const { changed, cursor } = await ledger.readProgress(run.runId, 1, now + 1_000);

    expect(changed).toHaveLength(1);
    expect(cursor).toBe(now + 1_000);
  });
});

function byUnit({ changed }: Awaited<ReturnType<Ledger['readProgress']>>) {
  return changed.toSorted((a, b) => a.unit - b.unit);
}

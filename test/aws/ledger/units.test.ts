import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLedger, type Ledger, type UnitId } from '../../../aws/ledger/index.ts';
import { makeReceipt } from '../../support/make-receipt.ts';
import { type Storage, startStorage } from '../../support/start-storage.ts';

let storage: Storage;
let ledger: Ledger;
let id: UnitId;
/** The ledger's clock, epoch milliseconds. */
let now = 1_000_000;
const leaseMs = 1_000;
const progress = { done: 3, failed: 1, rows: 2 };

beforeAll(async () => {
  storage = await startStorage();
  ledger = createLedger({ client: storage.documents, table: storage.table, now: () => now, ttlDays: 2 });
});
afterAll(() => storage.close());
beforeEach(() => {
  id = { runId: crypto.randomUUID(), shards: 1, unit: 7 };
});

const claim = (owner: string, epoch = 1) => ledger.claimUnit(id, { owner, epoch, leaseMs });
const receiptOf = (owner: string, epoch = 1) =>
  makeReceipt(
    { unit: 7, firstItem: 0, succeeded: 2, failed: 1, bytes: Buffer.from('x') },
    { epoch, environment: owner },
  );

describe('a claim', () => {
  test('of a free unit is an attempt, with a lease', async () => {
    expect(await claim('a')).toEqual({
      unit: 7,
      state: 'claimed',
      attempt: 1,
      epoch: 1,
      owner: 'a',
      leaseUntil: now + leaseMs,
      progress: { done: 0, failed: 0, rows: 0 },
    });
  });

  test('is one of two', async () => {
    const claims = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => claim(owner)));

    expect(claims.filter((row) => row !== undefined)).toHaveLength(1);
  });

  test("holds while its lease does, and is another attempt's afterwards", async () => {
    await claim('a');
    now += leaseMs;
    expect(await claim('b')).toBeUndefined();
    now += 1;

    expect(await claim('b')).toMatchObject({ owner: 'b', attempt: 2 });
  });

  test('of an older epoch is over at once; one of a newer epoch holds', async () => {
    await claim('a', 1);

    expect(await claim('b', 2)).toMatchObject({ owner: 'b', attempt: 2, epoch: 2 });
    expect(await claim('c', 1)).toBeUndefined();
  });

  test('of a committed unit is refused, for ever and in every epoch', async () => {
    await claim('a');
    await ledger.commitUnit(id, receiptOf('a'));
    now += 10 * leaseMs;

    expect(await claim('b')).toBeUndefined();
    expect(await claim('b', 9)).toBeUndefined();
  });
});

describe('a heartbeat', () => {
  test('prolongs the lease and says how far the attempt has come', async () => {
    await claim('a');
    now += leaseMs - 1;

    expect(await ledger.heartbeatUnit(id, { owner: 'a', epoch: 1, leaseMs, progress })).toBe(true);

    now += leaseMs - 1;
    expect(await claim('b')).toBeUndefined();
    expect(await ledger.getUnit(id)).toMatchObject({ owner: 'a', progress, attempt: 1 });
  });

  test.each([
    ['another owner', { owner: 'b', epoch: 1 }],
    ['another epoch', { owner: 'a', epoch: 2 }],
  ])('of %s is refused', async (_, holder) => {
    await claim('a');

    expect(await ledger.heartbeatUnit(id, { ...holder, leaseMs, progress })).toBe(false);
    expect((await ledger.getUnit(id))?.progress.done).toBe(0);
  });

  test('after a commit is refused, and one of a unit that nobody claimed', async () => {
    const beat = { owner: 'a', epoch: 1, leaseMs, progress };
    expect(await ledger.heartbeatUnit(id, beat)).toBe(false);
    await claim('a');
    await ledger.commitUnit(id, receiptOf('a'));

    expect(await ledger.heartbeatUnit(id, beat)).toBe(false);
    expect(await ledger.getUnit(id)).toMatchObject({ state: 'committed' });
  });
});

describe('a commit', () => {
  test('keeps the receipt, whole', async () => {
    await claim('a');

    expect(await ledger.commitUnit(id, receiptOf('a'))).toBe(true);
    expect(await ledger.getUnit(id)).toMatchObject({
      state: 'committed',
      receipt: receiptOf('a'),
      progress: { done: 3, failed: 1, rows: 2 },
    });
  });

  test('is one of two: the first wins, though the second holds the claim', async () => {
    await claim('a');
    now += leaseMs + 1;
    await claim('b');

    expect(await ledger.commitUnit(id, receiptOf('a'))).toBe(true);
    expect(await ledger.commitUnit(id, receiptOf('b'))).toBe(false);
    expect((await ledger.getUnit(id))?.receipt?.environment).toBe('a');
  });

  test('of an epoch that is over is refused', async () => {
    await claim('a', 1);
    await claim('b', 2);

    expect(await ledger.commitUnit(id, receiptOf('a', 1))).toBe(false);
    expect(await ledger.commitUnit(id, receiptOf('b', 2))).toBe(true);
  });

  test('of a unit that nobody claimed is refused', async () => {
    expect(await ledger.commitUnit(id, receiptOf('a'))).toBe(false);
    expect(await ledger.getUnit(id)).toBeUndefined();
  });
});

describe('a fence', () => {
  test('shuts the holder out, and frees the unit for the next epoch', async () => {
    await claim('a', 1);

    expect(await ledger.fenceUnit(id, 2)).toBe(true);

    expect(await ledger.commitUnit(id, receiptOf('a', 1))).toBe(false);
    expect(await ledger.heartbeatUnit(id, { owner: 'a', epoch: 1, leaseMs, progress })).toBe(false);
    expect(await claim('b', 3)).toMatchObject({ owner: 'b', attempt: 2 });
  });

  test('holds against a late claim of the epoch that is over, which would let the holder in again', async () => {
    await claim('a', 1);
    await ledger.fenceUnit(id, 2);

    expect(await claim('b', 1)).toBeUndefined();
    expect(await ledger.commitUnit(id, receiptOf('a', 1))).toBe(false);
  });

  test('comes too late for a commit', async () => {
    await claim('a');
    await ledger.commitUnit(id, receiptOf('a'));

    expect(await ledger.fenceUnit(id, 2)).toBe(false);
    expect(await ledger.getUnit(id)).toMatchObject({ state: 'committed', epoch: 1 });
  });

  test('makes nothing of a unit that nobody claimed', async () => {
    expect(await ledger.fenceUnit(id, 2)).toBe(false);
    expect(await ledger.getUnit(id)).toBeUndefined();
  });
});

test('two attempts that commit at the same moment: one wins', async () => {
  await claim('a');
  now += leaseMs + 1;
  await claim('b');

  const commits = await Promise.all(
    ['a', 'b', 'a', 'b'].map((owner) => ledger.commitUnit(id, receiptOf(owner))),
  );

  expect(commits.filter((won) => won)).toHaveLength(1);
});

import { describe, expect, test } from 'vitest';
import { noProgress } from '../../../aws/ledger/index.ts';
import { progressOf } from '../../support/make-receipt.ts';
import { leaseMs, progress, range, receiptOf, useUnit } from './use-unit.ts';

const unit = useUnit();

describe('a claim', () => {
  test('of a free unit is an attempt, with a lease', async () => {
    expect(await unit.claim('a')).toEqual({
      unit: 7,
      state: 'claimed',
      attempt: 1,
      epoch: 1,
      generation: 1,
      owner: 'a',
      leaseUntil: unit.clock.now + leaseMs,
      startedAt: unit.clock.now,
      range,
      progress: noProgress,
      base: 0,
      tries: 1,
    });
  });

  test('is one of two', async () => {
    const claims = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => unit.claim(owner)));

    expect(claims.filter((row) => row !== undefined)).toHaveLength(1);
  });

  test("holds while its lease does, and is another attempt's afterwards", async () => {
    await unit.claim('a');
    unit.clock.now += leaseMs;
    expect(await unit.claim('b')).toBeUndefined();
    unit.clock.now += 1;

    expect(await unit.claim('b')).toMatchObject({ owner: 'b', attempt: 2 });
  });

  test('of an older epoch is over at once; one of a newer epoch holds', async () => {
    await unit.claim('a', 1);

    expect(await unit.claim('b', 2)).toMatchObject({ owner: 'b', attempt: 2, epoch: 2 });
    expect(await unit.claim('c', 1)).toBeUndefined();
  });

  test('counts the tries, and undoes what an attempt that died had reported', async () => {
    await unit.claim('a');
    await unit.beat();
    unit.clock.now += leaseMs + 1;

    const second = await unit.claim('b');

    expect(second).toMatchObject({ tries: 2, attempt: 2, startedAt: unit.clock.now, progress: noProgress });
    unit.clock.now += leaseMs + 1;
    expect(await unit.claim('c')).toMatchObject({ tries: 3, attempt: 3 });
  });

  test('of a committed unit is refused, for ever and in every epoch', async () => {
    await unit.claim('a');
    await unit.commit('a');
    unit.clock.now += 10 * leaseMs;

    expect(await unit.claim('b')).toBeUndefined();
    expect(await unit.claim('b', 9)).toBeUndefined();
  });
});

describe('a heartbeat', () => {
  test('prolongs the lease and says how far the attempt has come', async () => {
    await unit.claim('a');
    unit.clock.now += leaseMs - 1;

    expect(await unit.beat()).toBe(true);

    unit.clock.now += leaseMs - 1;
    expect(await unit.claim('b')).toBeUndefined();
    expect(await unit.read()).toMatchObject({ owner: 'a', progress, attempt: 1 });
  });

  test.each([
    ['another owner', { owner: 'b', epoch: 1 }],
    ['another epoch', { owner: 'a', epoch: 2 }],
  ])('of %s is refused', async (_, holder) => {
    await unit.claim('a');

    expect(await unit.beat(holder)).toBe(false);
    expect((await unit.read())?.progress.done).toBe(0);
  });

  test('after a commit is refused, and one of a unit that nobody claimed', async () => {
    expect(await unit.beat()).toBe(false);
    await unit.claim('a');
    await unit.commit('a');

    expect(await unit.beat()).toBe(false);
    expect(await unit.read()).toMatchObject({ state: 'committed' });
  });
});

describe('a commit', () => {
  test('keeps the receipt, whole', async () => {
    await unit.claim('a');

    expect(await unit.commit('a')).toBe(true);
    expect(await unit.read()).toMatchObject({
      state: 'committed',
      receipt: receiptOf('a'),
      progress: progressOf(receiptOf('a')),
    });
  });

  test('is one of two: the first wins, though the second holds the claim', async () => {
    await unit.claim('a');
    unit.clock.now += leaseMs + 1;
    await unit.claim('b');

    expect(await unit.commit('a')).toBe(true);
    expect(await unit.commit('b')).toBe(false);
    expect((await unit.read())?.receipt?.environment).toBe('a');
  });

  test('of an epoch that is over is refused', async () => {
    await unit.claim('a', 1);
    await unit.claim('b', 2);

    expect(await unit.commit('a', 1)).toBe(false);
    expect(await unit.commit('b', 2)).toBe(true);
  });

  test('of a unit that nobody claimed is refused', async () => {
    expect(await unit.commit('a')).toBe(false);
    expect(await unit.read()).toBeUndefined();
  });
});

describe('a fence', () => {
  test('shuts the holder out, and frees the unit for the next epoch', async () => {
    await unit.claim('a', 1);

    expect(await unit.fence(2)).toBe(true);

    expect(await unit.commit('a', 1)).toBe(false);
    expect(await unit.beat()).toBe(false);
    expect(await unit.claim('b', 3)).toMatchObject({ owner: 'b', attempt: 2 });
  });

  test('holds against a late claim of the epoch that is over, which would let the holder in again', async () => {
    await unit.claim('a', 1);
    await unit.fence(2);

    expect(await unit.claim('b', 1)).toBeUndefined();
    expect(await unit.commit('a', 1)).toBe(false);
  });

  test('comes too late for a commit', async () => {
    await unit.claim('a');
    await unit.commit('a');

    expect(await unit.fence(2)).toBe(false);
    expect(await unit.read()).toMatchObject({ state: 'committed', epoch: 1 });
  });

  test('makes nothing of a unit that nobody claimed', async () => {
    expect(await unit.fence(2)).toBe(false);
    expect(await unit.read()).toBeUndefined();
  });
});

test('two attempts that commit at the same moment: one wins', async () => {
  await unit.claim('a');
  unit.clock.now += leaseMs + 1;
  await unit.claim('b');

  const commits = await Promise.all(['a', 'b', 'a', 'b'].map((owner) => unit.commit(owner)));

  expect(commits.filter((won) => won)).toHaveLength(1);
});
